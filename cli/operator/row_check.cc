#include "cli/operator/row_check.h"

#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "connectors/json/json_decoder.h"
#include "engine/base/status.h"
#include "engine/base/strings.h"

namespace telltale {
namespace {

absl::Status Wrong(const Endpoint& endpoint, size_t line, std::string_view why) {
  return MakeError(ErrorId::kStrangeNode,
                   absl::StrCat("expected rows of ", A(endpoint.path), ", a line each, but line ",
                                line, " ", A(why)));
}

// The first names its row.
bool Fits(const EndpointField& field, const Value& value, bool first) {
  if (first) return value.kind == Value::Kind::kString && !value.text.empty();
  if (value.IsNull()) return true;
  switch (field.kind) {
    case FieldKind::kText:
      return value.kind == Value::Kind::kString;
    case FieldKind::kNumber:
      return value.kind == Value::Kind::kNumber;
    case FieldKind::kBool:
      return value.kind == Value::Kind::kBool;
  }
  return false;
}

absl::Status CheckFields(const Endpoint& endpoint, size_t line, absl::Span<const Value> values) {
  for (size_t i = 0; i < values.size(); ++i) {
    const EndpointField& field = endpoint.fields[i];
    if (Fits(field, values[i], i == 0)) continue;
    return Wrong(endpoint, line, absl::StrCat("has another '", A(field.name), "' than such a row"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckRows(const Endpoint& endpoint, std::string_view lines) {
  SlotTable slots;
  for (const EndpointField& field : endpoint.fields) slots.Add({{std::string(field.name)}});
  const std::unique_ptr<Decoder> decoder = MakeJsonDecoder(slots);
  std::vector<Value> values(endpoint.fields.size());
  for (size_t line = 1; !lines.empty(); ++line) {
    const size_t end = lines.find('\n');
    if (end == std::string_view::npos) return Wrong(endpoint, line, "is cut");
    DecodeError error;
    if (!decoder->Decode(lines.substr(0, end), absl::MakeSpan(values), error)) {
      return Wrong(endpoint, line, "is no JSON object");
    }
    RETURN_IF_ERROR(CheckFields(endpoint, line, values));
    lines.remove_prefix(end + 1);
  }
  return absl::OkStatus();
}

}  // namespace telltale
