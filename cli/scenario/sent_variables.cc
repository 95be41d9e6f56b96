#include "cli/scenario/sent_variables.h"

#include <memory>

#include "connectors/json/json_decoder.h"
#include "engine/base/path.h"
#include "engine/feel/lists.h"

namespace telltale {

std::string ValueOfVariable(std::string_view variables, const std::string& name) {
  SlotTable slots;
  slots.Add(Path{{name}});
  const std::unique_ptr<Decoder> decoder = MakeJsonDecoder(slots);
  Value value;
  DecodeError error;
  if (!decoder->Decode(variables, absl::MakeSpan(&value, 1), error)) return error.text;
  if (value.kind == Value::Kind::kMissing) return "nothing";
  std::string json;
  feel::AppendJson(value, json);
  return json;
}

}  // namespace telltale
