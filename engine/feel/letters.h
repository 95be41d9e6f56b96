// Letters: upper and lower case, for the scripts that text.h names. A table of our own, because the
// C library's depends on the locale and on its version, and two nodes must agree.
//
// Source: UnicodeData.txt, the simple case mappings; unchanged from Unicode 14 to 16.
// Thread safety: pure functions.
#ifndef TELLTALE_ENGINE_FEEL_LETTERS_H_
#define TELLTALE_ENGINE_FEEL_LETTERS_H_

#include <cstdint>

namespace telltale::feel {

inline constexpr uint32_t kSharpS = 0xDF;  // its capital is two letters

// Each returns `code` itself if it has no other case, or is of another script.
uint32_t ToUpper(uint32_t code);
uint32_t ToLower(uint32_t code);

}  // namespace telltale::feel

#endif  // TELLTALE_ENGINE_FEEL_LETTERS_H_
