#include "engine/feel/parser.h"

#include <gtest/gtest.h>

#include <ostream>

namespace telltale::feel {
namespace {

constexpr const char* kOpNames[] = {"=",   "!=", "<", "<=", ">", ">=", "and", "or",
                                    "not", "+",  "-", "*",  "/", "**", "is",  "in"};

// What stands before the operands.
std::string Head(const Node& node) {
  switch (node.kind) {
    case Node::Kind::kMatch:
      return "match";
    case Node::Kind::kCall:
      return "call " + node.text;
    case Node::Kind::kIf:
      return "if";
    case Node::Kind::kList:
      return "list";
    case Node::Kind::kRange:
      return "range";
    default:
      return kOpNames[static_cast<int>(node.op)];
  }
}

// Prints a tree as operator and operands in brackets; the subject of a match is `?`.
std::string Print(const Node& node) {
  switch (node.kind) {
    case Node::Kind::kNumber:
      return std::to_string(node.number).substr(0, 1);
    case Node::Kind::kString:
      return "'" + node.text + "'";
    case Node::Kind::kBool:
      return node.boolean ? "true" : "false";
    case Node::Kind::kNull:
      return "null";
    case Node::Kind::kPath:
      return node.path.ToString();
    case Node::Kind::kSubject:
      return "?";
    default:
      break;
  }
  std::string text = "(" + Head(node);
  for (const NodePtr& operand : node.operands) text += " " + Print(*operand);
  return text + ")";
}

std::string Tree(const std::string& source) {
  std::vector<Token> tokens;
  CompileError error;
  EXPECT_TRUE(Tokenize(source, tokens, error)) << error.message;
  const NodePtr tree = Parse(tokens, error);
  return tree != nullptr ? Print(*tree) : std::to_string(error.column) + ": " + error.message;
}

struct Parsed {
  const char* source;
  const char* tree;
};
std::ostream& operator<<(std::ostream& out, const Parsed& c) { return out << c.source; }

class ParserTest : public testing::TestWithParam<Parsed> {};

TEST_P(ParserTest, BuildsTheTreeOrSaysWhatItExpected) {
  EXPECT_EQ(Tree(GetParam().source), GetParam().tree);
}

INSTANTIATE_TEST_SUITE_P(Precedence, ParserTest,
                         testing::ValuesIn<Parsed>({{"a or b and c = 1", "(or a (and b (= c 1)))"},
                                                    {"a and b or c", "(or (and a b) c)"},
                                                    {"a + 2 * b ** 3 < 4",
                                                     "(< (+ a (* 2 (** b 3))) 4)"},
                                                    {"a - b - c", "(- (- a b) c)"},
                                                    {"2 ** 3 ** 2", "(** (** 2 3) 2)"},
                                                    {"-2 ** 2", "(** (- 0 2) 2)"},
                                                    {"a - -b", "(- a (- 0 b))"},
                                                    {"not(a) and b", "(and (not a) b)"},
                                                    {"(a or b) and true", "(and (or a b) true)"},
                                                    {"a.b.`c d` != null", "(!= a.b.`c d` null)"}}));

INSTANTIATE_TEST_SUITE_P(
    Matches, ParserTest,
    testing::ValuesIn<Parsed>({{"a in (1, \"x\")", "(match a (or (in ? 1) (in ? 'x')))"},
                               {"a in [1, 2]", "(match a (or (is ? 1) (is ? 2)))"},
                               {"a in b", "(match a (in ? b))"},
                               {"a in [1..5)", "(match a (and (>= ? 1) (< ? 5)))"},
                               {"a in ]1..5[", "(match a (and (> ? 1) (< ? 5)))"},
                               {"a in (1..5]", "(match a (and (> ? 1) (<= ? 5)))"},
                               {"a in (< 1, [2..3], [4, 5])",
                                "(match a (or (or (< ? 1) (and (>= ? 2) (<= ? 3))) "
                                "(or (is ? 4) (is ? 5))))"},
                               {"a in > b and c", "(and (match a (> ? b)) c)"},
                               {"a in ((b + 1) .. 9)", "(match a (and (> ? (+ b 1)) (< ? 9)))"},
                               {"a + 1 between 2 and b * 3 and c",
                                "(and (match (+ a 1) (and (>= ? 2) (<= ? (* b 3)))) c)"}}));

INSTANTIATE_TEST_SUITE_P(
    Nested, ParserTest,
    testing::ValuesIn<Parsed>(
        {{"a in [[1], 2]", "(match a (or (is ? (list 1)) (is ? 2)))"},
         {"a in [1, (2..3]]", "(match a (or (is ? 1) (and (> ? 2) (<= ? 3))))"},
         {"(a in ]1..2[) or (b in (]3..4), ]5..6]))",
          "(or (match a (and (> ? 1) (< ? 2))) "
          "(match b (or (and (> ? 3) (< ? 4)) (and (> ? 5) (<= ? 6)))))"},
         {"a in ((1..2], 3)", "(match a (or (and (> ? 1) (<= ? 2)) (in ? 3)))"},
         {"a in ((b + 1) * 2 .. 9)", "(match a (and (> ? (* (+ b 1) 2)) (< ? 9)))"},
         {"a in []", "(match a false)"},
         {"[]", "(list)"},
         {"[a, [1]]", "(list a (list 1))"},
         {"a in if b then c else d", "(match a (in ? (if b c d)))"},
         {"if a then 1 else 2 + 3", "(if a 1 (+ 2 3))"},
         {"if a then 1 else if b then 2 else 3", "(if a 1 (if b 2 3))"},
         {"(if a then 1 else 2) + 3", "(+ (if a 1 2) 3)"}}));

INSTANTIATE_TEST_SUITE_P(Calls, ParserTest,
                         testing::ValuesIn<Parsed>({{"abs(n)", "(call abs n)"},
                                                    {"starts  with (a, \"x\") and b",
                                                     "(and (call starts with a 'x') b)"},
                                                    {"count()", "(call count)"},
                                                    {"count(distinct values(a.b))",
                                                     "(call count (call distinct values a.b))"},
                                                    {"-abs(-1)", "(- 0 (call abs (- 0 1)))"}}));

INSTANTIATE_TEST_SUITE_P(
    Broken, ParserTest,
    testing::ValuesIn<Parsed>(
        {{"", "1: expected a value, but it ends here"},
         {"n >", "4: expected a value, but it ends here"},
         {"n = = 1", "5: expected a value, but found '='"},
         {"(n", "3: expected ')', but it ends here"},
         {"n \"1\"", "3: expected an operator or the end of the expression, but found \"1\""},
         {"a.", "3: expected a name behind '.', but it ends here"},
         {"a.and", "3: expected a name behind '.', but found 'and'"},
         {"not a", "5: expected '(' behind 'not', but found 'a'"},
         {"a between 1 or 2", "13: expected 'and' between the two bounds, but found 'or'"},
         {"a in (1 2)", "9: expected ',' or ')', but found '2'"},
         {"a in [1, 2)", "11: expected ',' or ']', but found ')'"},
         {"a in [1..2", "11: expected ']' or ')', but it ends here"},
         {"a in (< 1..2]", "10: expected ',' or ')', but found '..'"},
         {"a in ]1, 2]", "8: expected '..' between the two ends of the range, but found ','"},
         {"a in ()", "7: expected a value, but found ')'"},
         {"if a then b", "12: expected 'else', but it ends here"},
         {"if a else b", "6: expected 'then', but found 'else'"},
         {"abs(n", "6: expected ',' or ')', but it ends here"},
         {"abs(n,)", "7: expected a value, but found ')'"},
         {"a.abs(n)", "6: expected an operator or the end of the expression, but found '('"},
         {"`abs`(n)", "6: expected an operator or the end of the expression, but found '('"},
         {"[1, 2", "6: expected ',' or ']', but it ends here"},
         {"oil pressure > 1",
          "5: expected an operator or the end of the expression, but found 'pressure'"}}));

TEST(ParserRemedyTest, SaysHowFeelComparesAndWritesDecimals) {
  const auto remedy = [](const char* source) {
    std::vector<Token> tokens;
    CompileError error;
    EXPECT_TRUE(Tokenize(source, tokens, error));
    EXPECT_EQ(Parse(tokens, error), nullptr) << source;
    return error.remedy;
  };
  EXPECT_EQ(remedy("a == 1"), "one `=` compares");
  EXPECT_EQ(remedy("a > 12,5"), "decimals are written with a dot: 12.5");
}

TEST(ParserLimitTest, TakesThirtyTwoLevelsAndNoMore) {
  const auto nested = [](int levels) {
    return Tree(std::string(levels - 1, '(') + "a" + std::string(levels - 1, ')'));
  };
  EXPECT_EQ(nested(kMaxDepth), "a");
  EXPECT_EQ(nested(kMaxDepth + 1), "33: expected at most 32 levels of nesting, but found 'a'");
}

}  // namespace
}  // namespace telltale::feel
