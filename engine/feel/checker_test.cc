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
  Types types;
  if (Check(*tree, types, error)) return TypeName(types);
  return std::to_string(error.column) + ": " + error.message +
         (error.remedy.empty() ? "" : "; " + error.remedy);
}

struct Checked {
  const char* source;
  const char* type;
};
std::ostream& operator<<(std::ostream& out, const Checked& c) { return out << c.source; }

class CheckerTest : public testing::TestWithParam<Checked> {};

TEST_P(CheckerTest, FindsTheTypeOrTheMistake) {
  EXPECT_EQ(TypeOf(GetParam().source), GetParam().type);
}

INSTANTIATE_TEST_SUITE_P(Types, CheckerTest,
                         testing::ValuesIn<Checked>({{"1 + a", "a number"},
                                                     {"a + b", "a number or a string"},
                                                     {"\"x\" + a", "a string"},
                                                     {"\"x\"", "a string"},
                                                     {"a", "any value"},
                                                     {"null", "any value"},
                                                     {"a = 1", "true or false"},
                                                     {"a in (1, \"x\", null)", "true or false"},
                                                     {"a between 1 and 2", "true or false"},
                                                     {"not(a) and b > c", "true or false"},
                                                     {"[a, 1]", "a list"},
                                                     {"string length(a)", "a number"},
                                                     {"if a then 1 else \"x\"",
                                                      "a number or a string"},
                                                     {"if a then 1 else null", "any value"}}));

INSTANTIATE_TEST_SUITE_P(Possible, CheckerTest,
                         testing::ValuesIn<Checked>({{"a > \"x\" or a > 1", "true or false"},
                                                     {"null + 1 = null", "true or false"},
                                                     {"\"x\" = null", "true or false"},
                                                     {"true = (a > 1)", "true or false"},
                                                     {"1 in (\"x\", null)", "true or false"},
                                                     {"upper case(null) = \"X\"", "true or false"},
                                                     {"abs(if a then 1 else \"x\")", "a number"},
                                                     {"(if a then 1 else \"x\") > \"y\"",
                                                      "true or false"}}));

INSTANTIATE_TEST_SUITE_P(
    Mistakes, CheckerTest,
    testing::ValuesIn<Checked>(
        {{"\"a\" > 5",
          "7: expected a string for '>', but this is a number; string(...) makes it one"},
         {"a + 1 = \"x\"",
          "9: expected a number for '=', but this is a string; number(...) makes it one"},
         {"a > true", "5: expected a number or a string for '>', but this is true or false"},
         {"a and 5", "7: expected true or false for 'and', but this is a number"},
         {"not(a + 1)", "7: expected true or false for 'not', but this is a number"},
         {"\"a\" + b + 1",
          "11: expected a string for '+', but this is a number; string(...) makes it one"},
         {"1 + (a > 2)", "8: expected a number for '+', but this is true or false"},
         {"-\"a\"", "2: expected a number for '-', but this is a string; number(...) makes it one"},
         {"5 in [1..\"x\"]",
          "10: expected a number for '<=', but this is a string; number(...) makes it one"},
         {"1 < 2 < 3", "3: expected a number or a string for '<', but this is true or false"},
         {"a in (1, (2 in < \"b\"))",
          "18: expected a number for '<', but this is a string; number(...) makes it one"},
         {"a = [1]",
          "5: expected true or false or a number or a string for '=', but this is a list"},
         {"a = [1..2]", "5: expected a value, but a range can only stand behind 'in'"},
         {"a in (b, 1 + (1..2))", "14: expected a value, but a range can only stand behind 'in'"},
         {"if 1 then a else b", "4: expected true or false for 'if', but this is a number"},
         {"1 + (if a then \"x\" else true)",
          "6: expected a number for '+', but this is true or false or a string"}}));

INSTANTIATE_TEST_SUITE_P(
    MistakenCalls, CheckerTest,
    testing::ValuesIn<Checked>(
        {{"uper case(a)",
          "1: expected a function, but there is none named 'uper case'; did you mean 'upper "
          "case'?"},
         {"mean(value) > 80",
          "1: expected a function, but there is none named 'mean'; functions are contains, starts "
          "with, ends with, matches, upper case, lower case, string length, number, string, abs, "
          "floor, ceiling, is defined"},
         {"a and contains(b)",
          "7: expected contains(string, match), but the number of arguments is 1"},
         {"matches(a, \"b\", \"i\", 1)",
          "1: expected matches(input, pattern, [flags]), but the number of arguments is 4"},
         {"abs()", "1: expected abs(n), but the number of arguments is 0"},
         {"contains(a, 5)",
          "13: expected a string for 'contains', but this is a number; string(...) makes it one"},
         {"abs(upper case(a))",
          "5: expected a number for 'abs', but this is a string; number(...) makes it one"},
         {"is defined(a + 1)",
          "14: expected the path of a field for 'is defined', but this is something else"}}));

}  // namespace
}  // namespace telltale::feel
