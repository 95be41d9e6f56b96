// Text: what functions do to strings. All texts are UTF-8; a function of what is not does something
// harmless.
//
// Thread safety: pure functions.
#ifndef TELLTALE_ENGINE_FEEL_TEXT_H_
#define TELLTALE_ENGINE_FEEL_TEXT_H_

#include <cstddef>
#include <optional>
#include <string_view>

#include "engine/feel/scratch.h"

namespace telltale::feel {

enum class LetterCase { kUpper, kLower };

// Appends `text` in another case: Latin (U+0000-017F, U+1E00-1EFF), Greek, Cyrillic and Armenian
// letters, one for one, and `ß` as `SS`; all else stays as it is, and nothing becomes longer.
void AppendInCase(LetterCase wanted, std::string_view text, Scratch& out);

// The number of characters, not of bytes.
size_t CodePoints(std::string_view text);

// True if `part` is somewhere in `text`. Linear in both, unlike std::string_view::find.
bool Contains(std::string_view text, std::string_view part);

// The number that a decimal numeral spells: -12.5e3, .5; nullopt: it is none, or fits no double.
std::optional<double> ReadNumber(std::string_view numeral);

// The same, after `grouping` was left out and `decimal` taken for a dot: `1 234,5`. Each is a
// blank, a dot or a comma; no grouping is empty.
std::optional<double> ReadNumber(std::string_view numeral, std::string_view grouping,
                                 std::string_view decimal);

}  // namespace telltale::feel

#endif  // TELLTALE_ENGINE_FEEL_TEXT_H_
