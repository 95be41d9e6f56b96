#include "engine/rules/forms.h"

#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "engine/base/status.h"
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

// The T of `WORD for T`.
std::optional<Millis> ReadFor(const Words& words) {
  if (words.size() != 3 || words[1] != "for") return std::nullopt;
  return ReadSpan(words[2]);
}

constexpr std::pair<std::string_view, Clear::Form> kClearSpans[] = {
    {"good", Clear::Form::kGoodFor},
    {"quiet", Clear::Form::kQuietFor},
    {"silent", Clear::Form::kSilentFor}};

}  // namespace

std::optional<Raise> ParseRaise(std::string_view text) {
  const Words words = Split(text);
  if (words.empty()) return std::nullopt;
  if (words[0] == "bad") {
    const std::optional<Millis> span = ReadFor(words);
    return span ? std::optional(Raise{Raise::Form::kBadFor, 1, *span}) : std::nullopt;
  }
  const std::optional<uint32_t> n = ReadCount(words[0]);
  if (!n) return std::nullopt;
  if (EndsWith(words, {"bad", "in", "a", "row"})) return Raise{Raise::Form::kInARow, *n};
  if (words.size() != 3 || words[1] != "in") return std::nullopt;
  const std::optional<Millis> span = ReadSpan(words[2]);
  return span ? std::optional(Raise{Raise::Form::kCountInSpan, *n, *span}) : std::nullopt;
}

std::optional<Clear> ParseClear(std::string_view text) {
  const Words words = Split(text);
  if (words == Words{"never"}) return Clear{};
  for (const auto& [word, form] : kClearSpans) {
    if (words.empty() || words[0] != word) continue;
    const std::optional<Millis> span = ReadFor(words);
    return span ? std::optional(Clear{form, 0, *span}) : std::nullopt;
  }
  if (!EndsWith(words, {"good", "in", "a", "row"})) return std::nullopt;
  const std::optional<uint32_t> n = ReadCount(words[0]);
  return n ? std::optional(Clear{Clear::Form::kGoodInARow, *n}) : std::nullopt;
}

std::optional<WindowForm> ParseWindow(std::string_view text) {
  constexpr std::string_view kOver = "over";
  const size_t over = text.rfind(kOver);
  if (over == std::string_view::npos) return std::nullopt;
  const Words words = Split(text.substr(over + kOver.size()));
  WindowForm form{.condition = text.substr(0, over)};
  const auto last = [&words] { return ReadSpan(words.back()); };
  std::optional<Millis> length, every;
  if (words.size() == 1) {
    length = every = last();
  } else if (words.size() == 2 && (words[0] == "tumbling" || words[0] == "session")) {
    form.kind = words[0] == "session" ? Window::Kind::kSession : Window::Kind::kAligned;
    length = every = last();
  } else if (words.size() == 4 && words[0] == "hopping" && words[2] == "every") {
    form.kind = Window::Kind::kAligned;
    length = ReadSpan(words[1]);
    every = last();
  }
  if (!length || !every) return std::nullopt;
  form.length = *length;
  form.every = *every;
  return form;
}

std::string FormText(const Raise& raise) {
  switch (raise.form) {
    case Raise::Form::kInARow:
      return absl::StrCat(raise.n, " bad in a row");
    case Raise::Form::kCountInSpan:
      return absl::StrCat(raise.n, " in ", FormatDuration(raise.span));
    case Raise::Form::kBadFor:
      return absl::StrCat("bad for ", FormatDuration(raise.span));
    case Raise::Form::kWindow:
      break;
  }
  CheckFailed("a window has its own text", __FILE__, __LINE__);
}

std::string FormText(const Clear& clear) {
  if (clear.form == Clear::Form::kNever) return "never";
  if (clear.form == Clear::Form::kGoodInARow) return absl::StrCat(clear.n, " good in a row");
  for (const auto& [word, form] : kClearSpans) {
    if (clear.form == form) return absl::StrCat(A(word), " for ", FormatDuration(clear.span));
  }
  CheckFailed("a window has its own text", __FILE__, __LINE__);
}

}  // namespace telltale
