// JSON scalars as they are written: what the decoder checks itself.
//
// Source: RFC 8259, sections 6 and 7. Thread safety: pure functions.
#ifndef TELLTALE_CONNECTORS_JSON_JSON_SCALAR_H_
#define TELLTALE_CONNECTORS_JSON_JSON_SCALAR_H_

#include <optional>
#include <string>
#include <string_view>

namespace telltale {

// True if `token` is a number by JSON's grammar, whatever its size.
bool IsJsonNumber(std::string_view token);

// The number that `token` spells, rounded to the nearest; nullopt if it is beyond a double.
//
// REQUIRES: IsJsonNumber(token).
std::optional<double> JsonNumber(std::string_view token);

enum class Surrogates { kAnyhow, kPairsOnly };

// True if every backslash in `token`, a text with its quotes, begins an escape; with kPairsOnly
// also that no surrogate stands alone.
bool HasGoodEscapes(std::string_view token, Surrogates surrogates);

// Appends what a text with its quotes means; never more bytes than it has.
//
// REQUIRES: HasGoodEscapes(token, kPairsOnly).
void AppendUnescaped(std::string_view token, std::string& out);

}  // namespace telltale

#endif  // TELLTALE_CONNECTORS_JSON_JSON_SCALAR_H_
