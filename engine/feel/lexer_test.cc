#include "engine/feel/lexer.h"

#include <gtest/gtest.h>

namespace telltale::feel {
namespace {

// Prints tokens as kind and text, or the error.
std::string Tokens(std::string_view source) {
  std::vector<Token> tokens;
  CompileError error;
  if (!Tokenize(source, tokens, error)) return std::to_string(error.column) + ": " + error.message;
  std::string text;
  for (const Token& token : tokens) {
    if (token.kind == Token::Kind::kEnd) break;
    text += std::string(1, "#\"`w"[static_cast<int>(token.kind)]) + token.text + " ";
  }
  return text;
}

TEST(LexerTest, TellsNumbersStringsNamesAndWordsApart) {
  EXPECT_EQ(Tokens(R"(a1 >= 2.5 and not("x"))"), "`a1 w>= #2.5 wand wnot w( \"x w) ");
  EXPECT_EQ(Tokens("a.`b c`.d"), "`a w. `b c w. `d ");
  EXPECT_EQ(Tokens("Öl_1=true"), "`Öl_1 w= wtrue ");
  EXPECT_EQ(Tokens(" \t\r\n"), "");
}

TEST(LexerTest, TakesTheLongestOperator) {
  EXPECT_EQ(Tokens("a**b<=c!=d"), "`a w** `b w<= `c w!= `d ");
  EXPECT_EQ(Tokens("a* *b< =c"), "`a w* w* `b w< w= `c ");
}

TEST(LexerTest, ReadsNumbersBesideDots) {
  EXPECT_EQ(Tokens("[1..5]"), "w[ #1 w.. #5 w] ");
  EXPECT_EQ(Tokens("[.5...7]"), "w[ #.5 w.. #.7 w] ");
  EXPECT_EQ(Tokens("1.5e-3 2E7 3e"), "#1.5e-3 #2E7 #3 `e ");
  EXPECT_EQ(Tokens("1e999"), "1: expected a number that fits a double, but found 1e999");
}

TEST(LexerTest, CountsColumnsInCharacters) {
  EXPECT_EQ(Tokens("öl > ?"), "6: expected an expression, but found '?'");
}

TEST(LexerTest, SaysWhatASignOfOtherLanguagesIsInFeel) {
  const auto remedy = [](const char* source) {
    std::vector<Token> tokens;
    CompileError error;
    EXPECT_FALSE(Tokenize(source, tokens, error)) << source;
    return error.remedy;
  };
  EXPECT_EQ(remedy("a = 'RUN'"), "a text stands in double quotes: \"RUN\"");
  EXPECT_EQ(remedy("a || b"), "write `or`");
  EXPECT_EQ(remedy("a && b"), "write `and`");
  EXPECT_EQ(remedy("!a"), "write `not(...)`");
  EXPECT_EQ(remedy("a % b"), "");
}

TEST(LexerTest, RefusesWhatDoesNotEnd) {
  EXPECT_EQ(Tokens("a = \"b"), "5: expected a closing '\"', but the string does not end");
  EXPECT_EQ(Tokens(R"("b\")"), "1: expected a closing '\"', but the string does not end");
  EXPECT_EQ(Tokens("`b"), "1: expected a name in back quotes, but it is empty or does not end");
  EXPECT_EQ(Tokens("``"), "1: expected a name in back quotes, but it is empty or does not end");
}

TEST(LexerTest, UnescapesStrings) {
  EXPECT_EQ(Tokens(R"("a\"b\n\u00e4")"), "\"a\"b\nä ");
  EXPECT_EQ(Tokens(R"("ab\u00x")"),
            "4: expected the digits of a character, but the escape has none");
}

}  // namespace
}  // namespace telltale::feel
