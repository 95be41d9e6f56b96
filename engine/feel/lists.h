// Lists: how expressions look into a list of the record, which is JSON as it was written, and how
// values become JSON.
//
// Thread safety: pure functions.
#ifndef TELLTALE_ENGINE_FEEL_LISTS_H_
#define TELLTALE_ENGINE_FEEL_LISTS_H_

#include <string_view>

#include "engine/base/json_text.h"
#include "engine/base/number_text.h"
#include "engine/base/value.h"

namespace telltale::feel {

// True if one of the items of `json` is `value`; lists and objects are never the same. False if
// `json` is no list. Items that are no JSON are as good as absent.
bool IsItem(const Value& value, std::string_view json);

// Appends `value` as JSON to a std::string or a Scratch. Numbers are as NumberText has them.
template <class Out>
void AppendJson(const Value& value, Out& out) {
  NumberBuffer buffer;
  switch (value.kind) {
    case Value::Kind::kBool:
      out += std::string_view(value.boolean ? "true" : "false");
      return;
    case Value::Kind::kNumber:
      out += NumberText(value.number, value.text, buffer);
      return;
    case Value::Kind::kString:
      AppendJsonString(out, value.text);
      return;
    case Value::Kind::kOther:
      out += value.text;
      return;
    case Value::Kind::kMissing:
    case Value::Kind::kNull:
      out += std::string_view("null");
      return;
  }
}

}  // namespace telltale::feel

#endif  // TELLTALE_ENGINE_FEEL_LISTS_H_
