#include "engine/feel/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstring>

#include "engine/feel/letters.h"
#include "engine/feel/utf8.h"

namespace telltale::feel {
namespace {

// A numeral with more digits would have to be cut.
constexpr size_t kMaxNumeral = 512;

bool IsSeparator(std::string_view text) { return text == " " || text == "." || text == ","; }

}  // namespace

void AppendInCase(LetterCase wanted, std::string_view text, Scratch& out) {
  while (!text.empty()) {
    const Utf8 character = DecodeUtf8(text);
    const uint32_t other =
        wanted == LetterCase::kUpper ? ToUpper(character.code) : ToLower(character.code);
    if (character.code == kSharpS && wanted == LetterCase::kUpper) {
      out += std::string_view("SS");
    } else if (other == character.code) {
      out += text.substr(0, character.bytes);
    } else {
      AppendUtf8(other, out);
    }
    text.remove_prefix(character.bytes);
  }
}

size_t CodePoints(std::string_view text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

bool Contains(std::string_view text, std::string_view part) {
  return part.empty() || memmem(text.data(), text.size(), part.data(), part.size()) != nullptr;
}

std::optional<double> ReadNumber(std::string_view numeral) {
  // from_chars also knows `inf`, `nan` and no plus sign.
  if (numeral.find_first_not_of("0123456789.eE+-") != std::string_view::npos) return std::nullopt;
  if (numeral.substr(0, 1) == "+" && numeral.substr(1, 1) != "-") numeral.remove_prefix(1);
  double number = 0;
  const char* end = numeral.data() + numeral.size();
  const auto [read, error] = std::from_chars(numeral.data(), end, number);
  if (error != std::errc() || read != end) return std::nullopt;
  return number;
}

std::optional<double> ReadNumber(std::string_view numeral, std::string_view grouping,
                                 std::string_view decimal) {
  if (!grouping.empty() && !IsSeparator(grouping)) return std::nullopt;
  if ((decimal != "." && decimal != ",") || grouping == decimal) return std::nullopt;
  std::array<char, kMaxNumeral> plain;
  size_t size = 0;
  for (const char c : numeral) {
    const std::string_view one(&c, 1);
    if (one == grouping) continue;
    if (size == plain.size() || (one == "." && one != decimal)) return std::nullopt;
    plain[size++] = one == decimal ? '.' : c;
  }
  return ReadNumber(std::string_view(plain.data(), size));
}

}  // namespace telltale::feel
