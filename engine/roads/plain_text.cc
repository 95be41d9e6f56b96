#include "engine/roads/plain_text.h"

#include "engine/feel/lists.h"

namespace telltale {

std::optional<std::string> PlainText(const Value& value) {
  if (value.IsNull()) return std::nullopt;
  if (value.kind == Value::Kind::kString) return std::string(value.text);
  std::string json;
  feel::AppendJson(value, json);
  return json;
}

}  // namespace telltale
