#include "engine/feel/regex.h"

#include <re2/re2.h>

#include <utility>

namespace telltale::feel {
namespace {

constexpr std::string_view kFlags = "ismx";

// The first piece of a pattern: a character, one with its backslash, or what opens a class. A
// bracket that closes right behind the one that opens is itself meant.
std::string_view FirstPiece(std::string_view pattern, bool in_class) {
  if (pattern[0] == '\\') return pattern.substr(0, 2);
  size_t size = 1;
  if (pattern[0] == '[' && !in_class) {
    if (pattern.substr(size, 1) == "^") ++size;
    if (pattern.substr(size, 1) == "]") ++size;
  }
  return pattern.substr(0, size);
}

// Calls visit(piece, the rest of the pattern behind it, it stands in a class) for each piece.
template <class Visit>
void ForEachPiece(std::string_view pattern, Visit visit) {
  bool in_class = false;
  while (!pattern.empty()) {
    const std::string_view piece = FirstPiece(pattern, in_class);
    pattern.remove_prefix(piece.size());
    visit(piece, pattern, in_class);
    in_class = piece[0] == '[' || (in_class && piece != "]");
  }
}

// RE2 would read `[a-z-[aeiou]]` as a class and a bracket behind it, without a word.
bool Subtracts(std::string_view pattern) {
  bool found = false;
  ForEachPiece(pattern, [&](std::string_view piece, std::string_view rest, bool in_class) {
    found = found || (in_class && piece == "-" && rest.substr(0, 1) == "[");
  });
  return found;
}

// Source: XPath and XQuery Functions 3.1, 5.6.2: blanks are removed but in classes.
std::string WithoutBlanks(std::string_view pattern) {
  std::string text;
  ForEachPiece(pattern, [&](std::string_view piece, std::string_view, bool in_class) {
    if (in_class || piece.find_first_of(" \t\n\r") != 0) text += piece;
  });
  return text;
}

}  // namespace

std::optional<Regex> Regex::Compile(std::string_view pattern, std::string_view flags,
                                    std::string& problem) {
  if (const size_t bad = flags.find_first_not_of(kFlags); bad != std::string_view::npos) {
    problem = "expected flags among i, s, m and x, but found '" + std::string(1, flags[bad]) + "'";
    return std::nullopt;
  }
  if (Subtracts(pattern)) {
    problem = "expected a class without another one in it, but '-[' subtracts one";
    return std::nullopt;
  }
  std::string text;
  for (const char flag : flags) {
    if (flag != 'x') text += std::string("(?") + flag + ")";
  }
  const bool extended = flags.find('x') != std::string_view::npos;
  text += extended ? WithoutBlanks(pattern) : std::string(pattern);
  re2::RE2::Options options;
  options.set_max_mem(kMaxRegexBytes);
  options.set_log_errors(false);
  options.set_never_capture(true);
  auto compiled = std::make_shared<const re2::RE2>(text, options);
  if (compiled->ok()) return Regex(std::move(compiled));
  problem = "expected a regular expression, but it has an error: " + compiled->error();
  return std::nullopt;
}

bool Regex::Matches(std::string_view text) const {
  return compiled_->Match({text.data(), text.size()}, 0, text.size(), re2::RE2::UNANCHORED, nullptr,
                          0);
}

}  // namespace telltale::feel
