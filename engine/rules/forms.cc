#include "engine/rules/forms.h"

#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "engine/base/strings.h"

namespace telltale {
namespace {

using Words = std::vector<std::string>;

Words Split(std::string_view text) {
  return absl::StrSplit(A(text), absl::ByAnyChar(" \t\n"), absl::SkipEmpty());
}

bool EndsWith(const Words& words, std::initializer_list<std::string_view> rest) {
  return words.size() == rest.size() + 1 && std::equal(rest.begin(), rest.end(), words.begin() + 1);
}

constexpr uint32_t kMostCount = 1'000'000;

std::optional<uint32_t> ReadCount(const std::string& word) {
  uint32_t n = 0;
  if (!absl::SimpleAtoi(word, &n) || n < 1 || n > kMostCount) return std::nullopt;
  return n;
}

std::optional<Millis> ReadSpan(const std::string& word) {
  const auto span = ParseDuration(word);
  return span && *span >= Millis{1} ? span : std::nullopt;
}

}  // namespace

std::optional<Raise> ParseRaise(std::string_view text) {
  const Words words = Split(text);
  if (words.empty()) return std::nullopt;
  const std::optional<uint32_t> n = ReadCount(words[0]);
  if (!n) return std::nullopt;
  if (EndsWith(words, {"bad", "in", "a", "row"})) return Raise{Raise::Form::kInARow, *n};
  if (words.size() != 3 || words[1] != "in") return std::nullopt;
  const std::optional<Millis> span = ReadSpan(words[2]);
  if (!span) return std::nullopt;
  return Raise{Raise::Form::kCountInSpan, *n, *span};
}

std::optional<Clear> ParseClear(std::string_view text) {
  const Words words = Split(text);
  if (words == Words{"never"}) return Clear{};
  if (words.size() == 3 && words[1] == "for" && (words[0] == "good" || words[0] == "quiet")) {
    const std::optional<Millis> span = ReadSpan(words[2]);
    if (!span) return std::nullopt;
    return Clear{words[0] == "good" ? Clear::Form::kGoodFor : Clear::Form::kQuietFor, 0, *span};
  }
  if (!EndsWith(words, {"good", "in", "a", "row"})) return std::nullopt;
  const std::optional<uint32_t> n = ReadCount(words[0]);
  return n ? std::optional(Clear{Clear::Form::kGoodInARow, *n}) : std::nullopt;
}

std::string ShapeOf(const Raise& raise, const Clear& clear) {
  std::string shape = raise.form == Raise::Form::kInARow
                          ? absl::StrCat("raise ", raise.n, " bad in a row")
                          : absl::StrCat("raise ", raise.n, " in ", FormatDuration(raise.span));
  switch (clear.form) {
    case Clear::Form::kNever:
      return shape + ", clear never";
    case Clear::Form::kGoodFor:
      return absl::StrCat(shape, ", clear good for ", FormatDuration(clear.span));
    case Clear::Form::kQuietFor:
      return absl::StrCat(shape, ", clear quiet for ", FormatDuration(clear.span));
    case Clear::Form::kGoodInARow:
      return absl::StrCat(shape, ", clear ", clear.n, " good in a row");
  }
  return shape;
}

}  // namespace telltale
