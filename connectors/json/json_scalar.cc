#include "connectors/json/json_scalar.h"

#include <optional>

namespace telltale {
namespace {

size_t Digits(std::string_view token, size_t at) {
  while (at < token.size() && token[at] >= '0' && token[at] <= '9') ++at;
  return at;
}

// The four hex digits at `at`, or nullopt.
std::optional<unsigned> Hex4(std::string_view token, size_t at) {
  if (at + 4 > token.size()) return std::nullopt;
  unsigned value = 0;
  for (const char c : token.substr(at, 4)) {
    const unsigned digit = c >= '0' && c <= '9'   ? c - '0'
                           : c >= 'a' && c <= 'f' ? c - 'a' + 10
                           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                  : 16;
    if (digit == 16) return std::nullopt;
    value = value * 16 + digit;
  }
  return value;
}

bool IsHigh(unsigned unit) { return unit >= 0xD800 && unit < 0xDC00; }
bool IsLow(unsigned unit) { return unit >= 0xDC00 && unit < 0xE000; }

}  // namespace

bool IsJsonNumber(std::string_view token) {
  size_t at = token.substr(0, 1) == "-" ? 1 : 0;
  size_t end = Digits(token, at);
  if (end == at || (token[at] == '0' && end > at + 1)) return false;
  if (token.substr(end, 1) == ".") {
    at = end + 1;
    end = Digits(token, at);
    if (end == at) return false;
  }
  if (token.substr(end, 1) == "e" || token.substr(end, 1) == "E") {
    at = end + 1;
    if (token.substr(at, 1) == "+" || token.substr(at, 1) == "-") ++at;
    end = Digits(token, at);
    if (end == at) return false;
  }
  return end == token.size();
}

bool HasGoodEscapes(std::string_view token, Surrogates surrogates) {
  constexpr std::string_view kSimple = "\"\\/bfnrt";
  for (size_t at = token.find('\\'); at != std::string_view::npos; at = token.find('\\', at)) {
    const std::string_view escape = token.substr(at + 1, 1);
    if (escape.empty()) return false;
    at += 2;
    if (kSimple.find(escape.front()) != std::string_view::npos) continue;
    if (escape != "u") return false;
    const std::optional<unsigned> unit = Hex4(token, at);
    if (!unit) return false;
    at += 4;
    if (surrogates == Surrogates::kAnyhow) continue;
    if (IsLow(*unit)) return false;
    if (!IsHigh(*unit)) continue;
    const std::optional<unsigned> low = Hex4(token, at + 2);
    if (token.substr(at, 2) != "\\u" || !low || !IsLow(*low)) return false;
    at += 6;
  }
  return true;
}

}  // namespace telltale
