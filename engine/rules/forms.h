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

// Return nullopt if `text` is none of the forms, or a count or duration in it is below 1.
std::optional<Raise> ParseRaise(std::string_view text);
std::optional<Clear> ParseClear(std::string_view text);

// The canonical text of both: states of another shape lose their evidence.
std::string ShapeOf(const Raise& raise, const Clear& clear);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_RULES_FORMS_H_
