// Regex: a regular expression, compiled once, asked in time linear in the text.
//
// The syntax is RE2's: that of FEEL's matches() without back references and without subtracting
// classes, which only a search that tries everything can offer.
// docs/adr/0050-regular-expressions-by-re2.md says more.
//
// Memory: at most kMaxRegexBytes for each expression. Its automaton is built while it meets texts,
// so that the first texts may allocate, and texts like those before do not.
//
// Thread safety: Matches() may be called by any number of threads.
#ifndef TELLTALE_ENGINE_FEEL_REGEX_H_
#define TELLTALE_ENGINE_FEEL_REGEX_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace re2 {
class RE2;
}

namespace telltale::feel {

inline constexpr size_t kMaxRegexBytes = 1 << 20;

class Regex {
 public:
  // `flags`: any of i (either case), s (a dot is also a new line), m (^ and $ also at lines),
  // x (blanks in the pattern mean nothing). Returns nullopt and fills `problem`, "expected ...,
  // but ...", if one of both is wrong.
  static std::optional<Regex> Compile(std::string_view pattern, std::string_view flags,
                                      std::string& problem);

  // True if the expression matches anywhere in `text`.
  bool Matches(std::string_view text) const;

 private:
  explicit Regex(std::shared_ptr<const re2::RE2> compiled) : compiled_(std::move(compiled)) {}

  std::shared_ptr<const re2::RE2> compiled_;
};

}  // namespace telltale::feel

#endif  // TELLTALE_ENGINE_FEEL_REGEX_H_
