// Key texts: the canonical, escaped form of a key, and the episode id made of it.
//
// Parts are compared as text: strings as they are, booleans `true` and `false`, numbers as
// engine/base/number_text.h writes them. `%`, `/`, `@` and control characters are written %XX, and
// parts are joined by `/`. Frozen by tests/golden.
//
// Thread safety: pure functions.
#ifndef TELLTALE_ENGINE_RULES_KEY_TEXT_H_
#define TELLTALE_ENGINE_RULES_KEY_TEXT_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/time.h"
#include "engine/base/value.h"

namespace telltale {

// Appends one part, not escaped. False: it is missing, null, a list or an object.
bool AppendPart(const Value& part, std::string& out);

// Appends `text` escaped.
void AppendEscaped(std::string_view text, std::string& out);

// The parts of a key text, no longer escaped.
std::vector<std::string> SplitKeyText(std::string_view key_text);

// Returns the episode id: rule/key@20261123T101502.123Z. A key text over 200 bytes keeps its first
// 167, cut back to a whole character or escape, then `~` and the 32 hex digits of its hash.
std::string EpisodeId(std::string_view rule, std::string_view key_text, EventTime raised_at);
// When the episode of this id was raised; nullopt: it is no such id. No key text is one.
std::optional<EventTime> EpisodeIdTime(std::string_view id);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_RULES_KEY_TEXT_H_
