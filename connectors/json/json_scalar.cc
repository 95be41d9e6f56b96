#include "connectors/json/json_scalar.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>

namespace telltale {
namespace {

// The letters of short escapes, and what they mean.
constexpr std::string_view kSimple = "\"\\/bfnrt";
constexpr std::string_view kMeant = "\"\\/\b\f\n\r\t";

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

size_t Digits(std::string_view token, size_t at) {
  while (at < token.size() && IsDigit(token[at])) ++at;
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

// Source: RFC 3629, section 3.
void AppendUtf8(unsigned point, std::string& out) {
  const auto more = [&](int shift) { out += static_cast<char>(0x80 | (point >> shift & 0x3F)); };
  if (point < 0x80) {
    out += static_cast<char>(point);
  } else if (point < 0x800) {
    out += static_cast<char>(0xC0 | point >> 6);
    more(0);
  } else if (point < 0x10000) {
    out += static_cast<char>(0xE0 | point >> 12);
    more(6);
    more(0);
  } else {
    out += static_cast<char>(0xF0 | point >> 18);
    more(12);
    more(6);
    more(0);
  }
}

}  // namespace

std::optional<double> JsonNumber(std::string_view token) {
  // So many digits always fit an integer, and one is rounded to the nearest double as well.
  constexpr size_t kSafeDigits = 18;
  const bool negative = token.front() == '-';
  if (token.size() <= kSafeDigits) {
    int64_t whole = 0;
    const char* at = token.data() + negative;
    const char* const end = token.data() + token.size();
    for (; at != end && IsDigit(*at); ++at) whole = whole * 10 + (*at - '0');
    const auto number = static_cast<double>(whole);
    if (at == end) return negative ? -number : number;
  }
  double number = 0;
  const auto result = std::from_chars(token.data(), token.data() + token.size(), number);
  if (result.ec == std::errc()) return number;
  // Out of range, which is also said of what is too near to 0.
  number = std::strtod(std::string(token).c_str(), nullptr);
  if (std::isinf(number)) return std::nullopt;
  return number;
}

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

void AppendUnescaped(std::string_view token, std::string& out) {
  token = token.substr(1, token.size() - 2);
  while (true) {
    const size_t plain = std::min(token.find('\\'), token.size());
    out += token.substr(0, plain);
    if (plain == token.size()) return;
    const char letter = token[plain + 1];
    token.remove_prefix(plain + 2);
    if (letter != 'u') {
      out += kMeant[kSimple.find(letter)];
      continue;
    }
    unsigned point = *Hex4(token, 0);
    token.remove_prefix(4);
    if (IsHigh(point)) {
      point = 0x10000 + ((point - 0xD800) << 10) + (*Hex4(token, 2) - 0xDC00);
      token.remove_prefix(6);
    }
    AppendUtf8(point, out);
  }
}

}  // namespace telltale
