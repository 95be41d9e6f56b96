#include "engine/desk/row_id.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "engine/base/strings.h"

namespace telltale {

std::string FormatRowId(const RowId& id) {
  return absl::StrCat(id.topic, "/", id.partition, "/", id.number);
}

std::optional<RowId> ParseRowId(std::string_view text) {
  const size_t last = text.rfind('/');
  if (last == std::string_view::npos || last == 0) return std::nullopt;
  const size_t middle = text.rfind('/', last - 1);
  if (middle == std::string_view::npos || middle == 0) return std::nullopt;
  RowId id{.topic = std::string(text.substr(0, middle))};
  const std::string_view partition = text.substr(middle + 1, last - middle - 1);
  if (!absl::SimpleAtoi(A(partition), &id.partition) || id.partition < 0 ||
      !absl::SimpleAtoi(A(text.substr(last + 1)), &id.number)) {
    return std::nullopt;
  }
  return id;
}

}  // namespace telltale
