// UTF-8: characters out of bytes, and back.
//
// Thread safety: pure functions.
#ifndef TELLTALE_ENGINE_FEEL_UTF8_H_
#define TELLTALE_ENGINE_FEEL_UTF8_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace telltale::feel {

struct Utf8 {
  uint32_t code = 0;
  size_t bytes = 1;
};

// The first character of `text`. A byte that begins none is a character of its own, beyond Unicode.
//
// REQUIRES: `text` is not empty.
inline Utf8 DecodeUtf8(std::string_view text) {
  const auto byte = [&](size_t at) { return static_cast<unsigned char>(text[at]); };
  const uint32_t first = byte(0);
  if (first < 0x80) return {first, 1};
  const size_t bytes = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  constexpr uint32_t kBeyond = 0x110000;
  if (first < 0xC2 || first > 0xF4 || text.size() < bytes) return {kBeyond, 1};
  uint32_t code = first & (0x7F >> bytes);
  for (size_t i = 1; i < bytes; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {kBeyond, 1};
    code = (code << 6) | (byte(i) & 0x3F);
  }
  return {code, bytes};
}

// True of a character as Unicode has them: not written longer than needed, and no surrogate.
inline bool IsCharacter(const Utf8& character) {
  constexpr uint32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = character.code >= 0xD800 && character.code < 0xE000;
  return character.code < 0x110000 && character.code >= kLeast[character.bytes] && !surrogate;
}

inline bool IsUtf8(std::string_view text) {
  while (!text.empty()) {
    const Utf8 character = DecodeUtf8(text);
    if (!IsCharacter(character)) return false;
    text.remove_prefix(character.bytes);
  }
  return true;
}

// Appends a character to a std::string, or to whatever else has += for a char.
template <class Out>
void AppendUtf8(uint32_t code, Out& out) {
  const auto tail = [&](int shift) { out += static_cast<char>(0x80 | ((code >> shift) & 0x3F)); };
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | (code >> 6));
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0 | (code >> 12));
    tail(6);
  } else {
    out += static_cast<char>(0xF0 | (code >> 18));
    tail(12);
    tail(6);
  }
  if (code >= 0x80) tail(0);
}

}  // namespace telltale::feel

#endif  // TELLTALE_ENGINE_FEEL_UTF8_H_
