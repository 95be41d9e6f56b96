#include "engine/feel/escape.h"

#include <charconv>
#include <cstdint>

#include "engine/feel/utf8.h"

namespace telltale::feel {
namespace {

struct Escape {
  char letter;
  char means;
};
constexpr Escape kSimple[] = {{'n', '\n'}, {'t', '\t'},  {'r', '\r'},
                              {'"', '"'},  {'\'', '\''}, {'\\', '\\'}};

// The number that `digits` hex digits at the front of `text` spell.
std::optional<uint32_t> Hex(std::string_view text, size_t digits) {
  uint32_t value = 0;
  if (text.size() < digits) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + digits, value, 16);
  if (error != std::errc() || end != text.data() + digits) return std::nullopt;
  return value;
}

bool IsSurrogate(uint32_t code) { return code >= 0xD800 && code < 0xE000; }

// What follows `\uD83D`: `\uDE00`, or it is half a pair.
std::optional<uint32_t> Pair(uint32_t high, std::string_view rest) {
  if (high >= 0xDC00 || rest.substr(0, 2) != "\\u") return std::nullopt;
  const std::optional<uint32_t> low = Hex(rest.substr(2), 4);
  if (!low || *low < 0xDC00 || *low > 0xDFFF) return std::nullopt;
  return 0x10000 + ((high - 0xD800) << 10) + (*low - 0xDC00);
}

}  // namespace

std::optional<size_t> AppendUnescaped(std::string_view rest, std::string& text) {
  if (rest[0] == '\\' && rest.size() > 1) {
    for (const Escape& escape : kSimple) {
      if (rest[1] != escape.letter) continue;
      text += escape.means;
      return 2;
    }
    if (rest[1] == 'u' || rest[1] == 'U') {
      size_t length = rest[1] == 'u' ? 6 : 8;
      std::optional<uint32_t> code = Hex(rest.substr(2), length - 2);
      if (code && IsSurrogate(*code)) {
        code = Pair(*code, rest.substr(length));
        length += 6;
      }
      if (!code || *code > 0x10FFFF) return std::nullopt;
      AppendUtf8(*code, text);
      return length;
    }
  }
  text += rest[0];
  return 1;
}

}  // namespace telltale::feel
