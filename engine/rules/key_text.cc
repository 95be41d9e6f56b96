#include "engine/rules/key_text.h"

#include <algorithm>
#include <array>

#include "absl/strings/str_cat.h"
#include "engine/base/hash.h"
#include "engine/base/limits.h"
#include "engine/base/number_text.h"
#include "engine/base/strings.h"

namespace telltale {
namespace {

// By byte, because every byte of every key is looked at.
constexpr std::array<bool, 256> kMustEscape = [] {
  std::array<bool, 256> must{};
  for (int byte = 0; byte < 0x20; ++byte) must[byte] = true;
  for (const int byte : {0x7F, int{'%'}, int{'/'}, int{'@'}}) must[byte] = true;
  return must;
}();

int HexDigit(char c) { return c <= '9' ? c - '0' : c - 'A' + 10; }

bool MustEscape(char c) { return kMustEscape[static_cast<unsigned char>(c)]; }

}  // namespace

bool AppendPart(const Value& part, std::string& out) {
  switch (part.kind) {
    case Value::Kind::kString:
      out += part.text;
      return true;
    case Value::Kind::kBool:
      out += part.boolean ? "true" : "false";
      return true;
    case Value::Kind::kNumber: {
      NumberBuffer buffer;
      out += NumberText(part.number, part.text, buffer);
      return true;
    }
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

std::vector<std::string> SplitKeyText(std::string_view key_text) {
  std::vector<std::string> parts(1);
  for (size_t i = 0; i < key_text.size(); ++i) {
    const char c = key_text[i];
    if (c == '/') {
      parts.emplace_back();
    } else if (c == '%' && i + 2 < key_text.size()) {
      parts.back() += static_cast<char>(HexDigit(key_text[i + 1]) << 4 | HexDigit(key_text[i + 2]));
      i += 2;
    } else {
      parts.back() += c;
    }
  }
  return parts;
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

std::optional<EventTime> EpisodeIdTime(std::string_view id) {
  const size_t at = id.rfind('@');
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view compact = id.substr(at + 1);
  if (compact.size() != std::string_view("20261123T101502.123Z").size()) return std::nullopt;
  const auto part = [compact](size_t begin, size_t size) { return A(compact.substr(begin, size)); };
  const auto ms = ParseRfc3339(absl::StrCat(part(0, 4), "-", part(4, 2), "-", part(6, 5), ":",
                                            part(11, 2), ":", part(13, 7)));
  if (!ms) return std::nullopt;
  return EventMs(*ms);
}

}  // namespace telltale
