#include "engine/rules/key_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "engine/base/hash.h"
#include "engine/base/limits.h"

namespace telltale {
namespace {

bool IsInteger(std::string_view as_written) {
  return !as_written.empty() &&
         as_written.find_first_not_of("0123456789", as_written[0] == '-' ? 1 : 0) ==
             std::string_view::npos;
}

bool MustEscape(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7F || c == '%' || c == '/' || c == '@';
}

}  // namespace

std::string CanonicalNumber(double number, std::string_view as_written) {
  if (IsInteger(as_written)) return std::string(as_written);
  std::array<char, 512> buffer;
  // Below 1e15 all digits are written out; from there on the shortest form has an exponent.
  const auto format =
      std::abs(number) < 1e15 ? std::chars_format::fixed : std::chars_format::scientific;
  const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number, format);
  return std::string(buffer.data(), result.ptr);
}

bool AppendPart(const Value& part, std::string& out) {
  switch (part.kind) {
    case Value::Kind::kString:
      out += part.text;
      return true;
    case Value::Kind::kBool:
      out += part.boolean ? "true" : "false";
      return true;
    case Value::Kind::kNumber:
      out += CanonicalNumber(part.number, part.text);
      return true;
    default:
      return false;
  }
}

void AppendEscaped(std::string_view text, std::string& out) {
  constexpr char kHex[] = "0123456789ABCDEF";
  // Almost no key needs it: then this is one look and one copy.
  if (std::none_of(text.begin(), text.end(), MustEscape)) {
    out += text;
    return;
  }
  for (const char c : text) {
    if (!MustEscape(c)) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kHex[byte >> 4];
    out += kHex[byte & 15];
  }
}

std::string EpisodeId(std::string_view rule, std::string_view key_text, EventTime raised_at) {
  std::string id(rule);
  id += '/';
  if (key_text.size() <= kKeyTextLimit) {
    id += key_text;
  } else {
    size_t kept = kKeyTextKept;
    while (kept > 0 && (key_text[kept] & 0xC0) == 0x80) --kept;
    for (size_t back = 1; back <= 2 && back <= kept; ++back) {
      if (key_text[kept - back] == '%') {
        kept -= back;
        break;
      }
    }
    id += key_text.substr(0, kept);
    id += '~';
    id += ToHex(HashKey(key_text));
  }
  id += '@';
  id += FormatCompact(raised_at);
  return id;
}

}  // namespace telltale
