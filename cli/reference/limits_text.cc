#include "cli/reference/limits_text.h"

#include "absl/strings/str_cat.h"
#include "engine/base/strings.h"
#include "engine/base/time.h"

namespace telltale {
namespace {

// The largest unit that divides it.
std::string FormatBytes(int64_t bytes) {
  constexpr const char* kUnits[] = {"", "KiB", "MiB", "GiB", "TiB"};
  size_t unit = 0;
  while (unit + 1 < std::size(kUnits) && bytes != 0 && bytes % 1024 == 0) {
    bytes /= 1024;
    ++unit;
  }
  return absl::StrCat(bytes, kUnits[unit]);
}

}  // namespace

std::string LimitsText(const Option& option) {
  const auto [least, most, unit] = option.limits;
  switch (option.type) {
    case OptionType::kDuration:
      return absl::StrCat(FormatDuration(Millis{least}), " to ", FormatDuration(Millis{most}));
    case OptionType::kCount:
      return absl::StrCat(least, " to ", most, " ", A(unit));
    case OptionType::kBytes:
      return absl::StrCat(FormatBytes(least), " to ", FormatBytes(most));
    default:
      return std::string(option.choices);
  }
}

}  // namespace telltale
