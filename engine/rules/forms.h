// Forms: the sentences of `raise` and `clear`.
//
// Thread safety: pure functions.
#ifndef TELLTALE_ENGINE_RULES_FORMS_H_
#define TELLTALE_ENGINE_RULES_FORMS_H_

#include <optional>
#include <string>
#include <string_view>

#include "engine/core/plan.h"

namespace telltale {

// Return nullopt if `text` is none of the forms, or a count or duration in it is below 1. Windows
// are forms of their own.
std::optional<Raise> ParseRaise(std::string_view text);
std::optional<Clear> ParseClear(std::string_view text);

// `CONDITION over T`, `... over tumbling T`, `... over hopping T every T`, `... over session T`.
struct WindowForm {
  Window::Kind kind = Window::Kind::kSliding;  // never kExact: that is the condition's affair
  Millis length{0};
  Millis every{0};
  std::string_view condition;  // a part of the text
};
std::optional<WindowForm> ParseWindow(std::string_view text);

// The canonical text of a form that is no window.
std::string FormText(const Raise& raise);
std::string FormText(const Clear& clear);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_RULES_FORMS_H_
