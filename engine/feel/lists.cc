#include "engine/feel/lists.h"

#include <charconv>
#include <cstdint>
#include <optional>

#include "engine/feel/utf8.h"

namespace telltale::feel {
namespace {

constexpr std::string_view kBlanks = " \t\n\r";

// Takes a text apart from its front, and compares it on the way with what is expected.
class Expected {
 public:
  explicit Expected(std::string_view text) : text_(text) {}

  Expected& operator+=(char c) {
    same_ = same_ && !text_.empty() && text_.front() == c;
    if (same_) text_.remove_prefix(1);
    return *this;
  }
  bool Met() const { return same_ && text_.empty(); }

 private:
  std::string_view text_;
  bool same_ = true;
};

std::optional<uint32_t> HexUnit(std::string_view json, size_t at) {
  uint32_t unit = 0;
  if (json.size() < at + 4) return std::nullopt;
  const char* begin = json.data() + at;
  const auto [end, error] = std::from_chars(begin, begin + 4, unit, 16);
  if (error != std::errc() || end != begin + 4) return std::nullopt;
  return unit;
}

// The character that `\uXXXX`, or two of them for a pair of surrogates, at `at` spells, and moves
// `at` behind it.
std::optional<uint32_t> UnicodeEscape(std::string_view json, size_t& at) {
  const std::optional<uint32_t> high = HexUnit(json, at + 2);
  if (!high) return std::nullopt;
  at += 6;
  if (*high < 0xD800 || *high >= 0xDC00 || json.substr(at, 2) != "\\u") return high;
  const std::optional<uint32_t> low = HexUnit(json, at + 2);
  if (!low || *low < 0xDC00 || *low >= 0xE000) return high;
  at += 6;
  return 0x10000 + ((*high - 0xD800) << 10) + (*low - 0xDC00);
}

// True if the JSON string `json`, quotes included, says `text`.
bool Says(std::string_view json, std::string_view text) {
  constexpr std::string_view kLetters = "bfnrt";
  constexpr std::string_view kMeanings = "\b\f\n\r\t";
  Expected expected(text);
  for (size_t at = 1; at + 1 < json.size();) {
    if (json[at] != '\\') {
      expected += json[at++];
    } else if (json[at + 1] == 'u') {
      const std::optional<uint32_t> code = UnicodeEscape(json, at);
      if (!code) return false;
      AppendUtf8(*code, expected);
    } else {
      const size_t letter = kLetters.find(json[at + 1]);
      expected += letter == std::string_view::npos ? json[at + 1] : kMeanings[letter];
      at += 2;
    }
  }
  return expected.Met();
}

bool IsSame(const Value& value, std::string_view item) {
  double number = 0;
  switch (value.kind) {
    case Value::Kind::kMissing:
    case Value::Kind::kNull:
      return item == "null";
    case Value::Kind::kBool:
      return item == (value.boolean ? "true" : "false");
    case Value::Kind::kString:
      return item.size() >= 2 && item.front() == '"' && Says(item, value.text);
    case Value::Kind::kNumber: {
      const char* end = item.data() + item.size();
      const auto [read, error] = std::from_chars(item.data(), end, number);
      return error == std::errc() && read == end && number == value.number;
    }
    case Value::Kind::kOther:
      return false;
  }
  return false;
}

// How many bytes of `json` belong to its first item: up to a comma or the bracket that closes it.
size_t ItemSize(std::string_view json) {
  int depth = 0;
  bool in_string = false;
  for (size_t at = 0; at < json.size(); ++at) {
    const char c = json[at];
    if (in_string) {
      if (c == '\\') ++at;
      in_string = c != '"';
    } else if (c == '"') {
      in_string = true;
    } else if (c == '[' || c == '{') {
      ++depth;
    } else if (depth == 0 && (c == ',' || c == ']')) {
      return at;
    } else if (c == ']' || c == '}') {
      --depth;
    }
  }
  return json.size();
}

std::string_view Trimmed(std::string_view text) {
  const size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) + 1 - begin);
}

}  // namespace

bool IsItem(const Value& value, std::string_view json) {
  if (json.substr(0, 1) != "[") return false;
  while (json.size() > 1) {
    json.remove_prefix(1);
    const size_t size = ItemSize(json);
    if (IsSame(value, Trimmed(json.substr(0, size)))) return true;
    json.remove_prefix(size);
    if (json.substr(0, 1) != ",") return false;
  }
  return false;
}

}  // namespace telltale::feel
