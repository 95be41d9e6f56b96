#include "engine/feel/checker.h"

#include <gtest/gtest.h>

#include <ostream>

#include "engine/feel/lexer.h"
#include "engine/feel/parser.h"

namespace telltale::feel {
namespace {

// The type of an expression, or what is wrong with it.
std::string TypeOf(const std::string& source) {
  std::vector<Token> tokens;
  CompileError error;
  if (!Tokenize(source, tokens, error)) return "no tokens";
  const NodePtr tree = Parse(tokens, error);
  if (tree == nullptr) return "no tree";
  Type type;
  if (Check(*tree, type, error)) return TypeName(type);
  return std::to_string(error.column) + ": " + error.message;
}

struct Case {
  const char* source;
  const char* type;
};
std::ostream& operator<<(std::ostream& out, const Case& c) { return out << c.source; }

class CheckerTest : public testing::TestWithParam<Case> {};

TEST_P(CheckerTest, FindsTheTypeOrTheMistake) {
  EXPECT_EQ(TypeOf(GetParam().source), GetParam().type);
}

INSTANTIATE_TEST_SUITE_P(Types, CheckerTest,
                         testing::ValuesIn<Case>({{"1 + a", "a number"},
                                                  {"\"x\"", "a string"},
                                                  {"a", "any value"},
                                                  {"null", "any value"},
                                                  {"a = 1", "true or false"},
                                                  {"a in (1, \"x\", null)", "true or false"},
                                                  {"a between 1 and 2", "true or false"},
                                                  {"not(a) and b > c", "true or false"}}));

INSTANTIATE_TEST_SUITE_P(Possible, CheckerTest,
                         testing::ValuesIn<Case>({{"a > \"x\" or a > 1", "true or false"},
                                                  {"null + 1 = null", "true or false"},
                                                  {"\"x\" = null", "true or false"},
                                                  {"true = (a > 1)", "true or false"},
                                                  {"1 in (\"x\", null)", "true or false"}}));

INSTANTIATE_TEST_SUITE_P(
    Mistakes, CheckerTest,
    testing::ValuesIn<Case>(
        {{"\"a\" > 5", "7: expected a string for '>', but this is a number"},
         {"a + 1 = \"x\"", "9: expected a number for '=', but this is a string"},
         {"a > true", "5: expected a number or a string for '>', but this is true or false"},
         {"a and 5", "7: expected true or false for 'and', but this is a number"},
         {"not(a + 1)", "7: expected true or false for 'not', but this is a number"},
         {"\"a\" + b", "1: expected a number for '+', but this is a string"},
         {"1 + (a > 2)", "8: expected a number for '+', but this is true or false"},
         {"-\"a\"", "2: expected a number for '-', but this is a string"},
         {"5 in [1..\"x\"]", "10: expected a number for '<=', but this is a string"},
         {"1 < 2 < 3", "3: expected a number or a string for '<', but this is true or false"},
         {"a in (1, (2 in < \"b\"))", "18: expected a number for '<', but this is a string"}}));

}  // namespace
}  // namespace telltale::feel
