// Escapes of FEEL's string literals. Source: OMG DMN 1.3, 10.3.1.2, grammar rule 64.
//
// Thread safety: pure function.
#ifndef TELLTALE_ENGINE_FEEL_ESCAPE_H_
#define TELLTALE_ENGINE_FEEL_ESCAPE_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace telltale::feel {

// Appends the first character of `rest`, the remainder of a literal, and returns how many bytes
// spelled it. Nullopt: \u or \U without its digits, beyond Unicode, or half a surrogate pair.
//
// REQUIRES: `rest` is not empty.
std::optional<size_t> AppendUnescaped(std::string_view rest, std::string& text);

}  // namespace telltale::feel

#endif  // TELLTALE_ENGINE_FEEL_ESCAPE_H_
