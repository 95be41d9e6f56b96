#include "engine/feel/letters.h"

#include <cstddef>

namespace telltale::feel {
namespace {

// Capitals from `first` to `last`, `step` apart, and how far behind each its small letter is.
struct Row {
  uint32_t first;
  uint32_t last;
  uint32_t step;
  int32_t to_lower;
};
constexpr Row kRows[] = {
    {0x0041, 0x005A, 1, 32},    // A a
    {0x00C0, 0x00D6, 1, 32},    // À à
    {0x00D8, 0x00DE, 1, 32},    // Ø ø
    {0x0100, 0x012E, 2, 1},     // Ā ā
    {0x0132, 0x0136, 2, 1},     // Ĳ ĳ
    {0x0139, 0x0147, 2, 1},     // Ĺ ĺ
    {0x014A, 0x0176, 2, 1},     // Ŋ ŋ
    {0x0178, 0x0178, 1, -121},  // Ÿ ÿ
    {0x0179, 0x017D, 2, 1},     // Ź ź
    {0x0370, 0x0372, 2, 1},     // Ͱ ͱ
    {0x0376, 0x0376, 1, 1},     // Ͷ ͷ
    {0x037F, 0x037F, 1, 116},   // Ϳ ϳ
    {0x0386, 0x0386, 1, 38},    // Ά ά
    {0x0388, 0x038A, 1, 37},    // Έ έ
    {0x038C, 0x038C, 1, 64},    // Ό ό
    {0x038E, 0x038F, 1, 63},    // Ύ ύ
    {0x0391, 0x03A1, 1, 32},    // Α α
    {0x03A3, 0x03AB, 1, 32},    // Σ σ
    {0x03CF, 0x03CF, 1, 8},     // Ϗ ϗ
    {0x03D8, 0x03EE, 2, 1},     // Ϙ ϙ
    {0x03F7, 0x03F7, 1, 1},     // Ϸ ϸ
    {0x03F9, 0x03F9, 1, -7},    // Ϲ ϲ
    {0x03FA, 0x03FA, 1, 1},     // Ϻ ϻ
    {0x03FD, 0x03FF, 1, -130},  // Ͻ ͻ
    {0x0400, 0x040F, 1, 80},    // Ѐ ѐ
    {0x0410, 0x042F, 1, 32},    // А а
    {0x0460, 0x0480, 2, 1},     // Ѡ ѡ
    {0x048A, 0x04BE, 2, 1},     // Ҋ ҋ
    {0x04C0, 0x04C0, 1, 15},    // Ӏ ӏ
    {0x04C1, 0x04CD, 2, 1},     // Ӂ ӂ
    {0x04D0, 0x052E, 2, 1},     // Ӑ ӑ
    {0x0531, 0x0556, 1, 48},    // Ա ա
    {0x1E00, 0x1E94, 2, 1},     // Ḁ ḁ
    {0x1EA0, 0x1EFE, 2, 1},     // Ạ ạ
};

// Letters whose other case has another one for its own.
struct OneWay {
  uint32_t from;
  uint32_t to;
};
constexpr OneWay kOnlyUpper[] = {
    {0x00B5, 0x039C},  // µ Μ
    {0x0131, 0x0049},  // ı I
    {0x017F, 0x0053},  // ſ S
    {0x03C2, 0x03A3},  // ς Σ
    {0x03D0, 0x0392},  // ϐ Β
    {0x03D1, 0x0398},  // ϑ Θ
    {0x03D5, 0x03A6},  // ϕ Φ
    {0x03D6, 0x03A0},  // ϖ Π
    {0x03F0, 0x039A},  // ϰ Κ
    {0x03F1, 0x03A1},  // ϱ Ρ
    {0x03F5, 0x0395},  // ϵ Ε
    {0x1E9B, 0x1E60},  // ẛ Ṡ
};
constexpr OneWay kOnlyLower[] = {
    {0x03F4, 0x03B8},  // ϴ θ
    {0x1E9E, 0x00DF},  // ẞ ß
};

// Returns where `code` leads, `distance` rows apart, or `code`.
template <size_t kSize>
uint32_t Follow(const OneWay (&ways)[kSize], uint32_t code) {
  for (const OneWay& way : ways) {
    if (way.from == code) return way.to;
  }
  return code;
}

bool IsAscii(uint32_t code, char first, char last) {
  return code >= static_cast<uint32_t>(first) && code <= static_cast<uint32_t>(last);
}

}  // namespace

uint32_t ToUpper(uint32_t code) {
  if (code < 0x80) return IsAscii(code, 'a', 'z') ? code - 32 : code;
  for (const Row& row : kRows) {
    const uint32_t upper = code - static_cast<uint32_t>(row.to_lower);
    if (upper >= row.first && upper <= row.last && (upper - row.first) % row.step == 0) {
      return upper;
    }
  }
  return Follow(kOnlyUpper, code);
}

uint32_t ToLower(uint32_t code) {
  if (code < 0x80) return IsAscii(code, 'A', 'Z') ? code + 32 : code;
  for (const Row& row : kRows) {
    if (code >= row.first && code <= row.last && (code - row.first) % row.step == 0) {
      return code + static_cast<uint32_t>(row.to_lower);
    }
  }
  return Follow(kOnlyLower, code);
}

}  // namespace telltale::feel
