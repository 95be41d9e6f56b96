#include "engine/feel/regex.h"

#include <gtest/gtest.h>

namespace telltale::feel {
namespace {

bool Matches(std::string_view text, std::string_view pattern, std::string_view flags = "") {
  std::string problem;
  const std::optional<Regex> regex = Regex::Compile(pattern, flags, problem);
  EXPECT_EQ(problem, "");
  return regex && regex->Matches(text);
}

std::string Problem(std::string_view pattern, std::string_view flags = "") {
  std::string problem;
  EXPECT_FALSE(Regex::Compile(pattern, flags, problem).has_value());
  return problem;
}

TEST(RegexTest, MatchesAnywhereUnlessAnchored) {
  EXPECT_TRUE(Matches("P0301", "03"));
  EXPECT_FALSE(Matches("P0301", "^03"));
  EXPECT_TRUE(Matches("P0301", "^P03..$"));
  EXPECT_FALSE(Matches("one\n", "one$"));
}

TEST(RegexTest, ReadsCharactersNotBytes) {
  EXPECT_TRUE(Matches("ä", "^.$"));
  EXPECT_TRUE(Matches("Ölpumpe", "^\\p{Lu}"));
  EXPECT_TRUE(Matches("ÖL", "öl", "i"));
}

TEST(RegexTest, TakesFourFlags) {
  EXPECT_FALSE(Matches("a\nb", "a.b"));
  EXPECT_TRUE(Matches("a\nb", "a.b", "s"));
  EXPECT_FALSE(Matches("a\nb", "^b"));
  EXPECT_TRUE(Matches("a\nb", "^b", "m"));
  EXPECT_TRUE(Matches("A\nB", "a.b", "is"));
  EXPECT_TRUE(Matches("ab c", " a\tb [ ] c ", "x"));
  EXPECT_TRUE(Matches("] ", "[] ] \\ ", "x"));
  EXPECT_EQ(Problem("a", "iq"), "expected flags among i, s, m and x, but found 'q'");
}

TEST(RegexTest, SaysWhatIsWrongWithAPattern) {
  EXPECT_EQ(Problem("(a"), "expected a regular expression, but it has an error: missing ): (a");
  EXPECT_EQ(Problem("(a)\\1"),
            "expected a regular expression, but it has an error: invalid escape sequence: \\1");
  EXPECT_EQ(Problem("[a-z-[aeiou]]"),
            "expected a class without another one in it, but '-[' subtracts one");
  EXPECT_NE(Problem("((a{100}){100}){100}"), "");  // would need more than kMaxRegexBytes
}

TEST(RegexTest, BracketsInAClassAreNoSubtraction) {
  EXPECT_TRUE(Matches("[", "[a\\-[]"));
  EXPECT_TRUE(Matches("-[", "-[[]"));
  EXPECT_TRUE(Matches("7", "[[:digit:]-]"));
}

// A search that tried everything would not come back.
TEST(RegexTest, TakesTimeThatIsLinearInTheText) {
  EXPECT_FALSE(Matches(std::string(100'000, 'a'), "(a*)*(a*)*b$"));
}

}  // namespace
}  // namespace telltale::feel
