#include "engine/feel/evaluator.h"

#include <gtest/gtest.h>

#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "engine/feel/lists.h"
#include "engine/feel/program.h"
#include "tests/allocations.h"

namespace telltale::feel {

namespace {

// The fields of one record; all others are missing.
const std::pair<const char*, Value> kFields[] = {
    {"n", Value::Number(7)},
    {"s", Value::String("CRITICAL")},
    {"yes", Value::Bool(true)},
    {"no", Value::Bool(false)},
    {"none", Value::Null()},
    {"list", Value::Other("[1]")},
    {"a.b", Value::Number(1.5)},
    {"`odd name`", Value::Number(3)},
    {"big", Value::Number(1e308)},
    {"code", Value::String("P0301")},
    {"tags", Value::Other(R"([ "oil", "a\u00e4\n", 7.0, true, null, ["in"], {"x": "out"} ])")},
    {"object", Value::Other("{\"oil\": 1}")},
    {"whole", Value::Number(12345678901234567890.0, "12345678901234567890")},
};

std::string Result(const std::string& source) {
  SlotTable slots;
  Program program;
  CompileError error;
  if (!Compile(source, slots, program, error)) return error.message;
  std::vector<Value> fields(slots.paths().size());
  for (size_t i = 0; i < fields.size(); ++i) {
    for (const auto& [name, value] : kFields) {
      if (slots.paths()[i].ToString() == name) fields[i] = value;
    }
  }
  std::vector<char> space(kScratchBytes);
  Scratch scratch(absl::MakeSpan(space));
  std::string json;
  AppendJson(Evaluate(program, fields, scratch), json);
  return json;
}

struct Case {
  const char* source;
  const char* result;
};
std::ostream& operator<<(std::ostream& out, const Case& c) { return out << c.source; }

class EvaluatorTest : public testing::TestWithParam<Case> {};

TEST_P(EvaluatorTest, GivesTheValueOfTheExpression) {
  EXPECT_EQ(Result(GetParam().source), GetParam().result);
}

INSTANTIATE_TEST_SUITE_P(Comparison, EvaluatorTest,
                         testing::ValuesIn<Case>({{"s = \"CRITICAL\"", "true"},
                                                  {"s != \"CRITICAL\"", "false"},
                                                  {"n > 6 and n < 8", "true"},
                                                  {"n >= 7", "true"},
                                                  {"n <= 6.9", "false"},
                                                  {"s < \"D\"", "true"},
                                                  {"s >= \"CRITICALX\"", "false"},
                                                  {"yes = true", "true"},
                                                  {"a.b = 1.5", "true"},
                                                  {"`odd name` = 3", "true"}}));

INSTANTIATE_TEST_SUITE_P(DifferentKinds, EvaluatorTest,
                         testing::ValuesIn<Case>({{"n = \"7\"", "null"},
                                                  {"n != \"7\"", "null"},
                                                  {"s > 1", "null"},
                                                  {"yes = 1", "null"},
                                                  {"yes > no", "null"},
                                                  {"list = list", "null"},
                                                  {"list > 1", "null"},
                                                  {"list = 1", "null"},
                                                  {"list != null", "true"}}));

INSTANTIATE_TEST_SUITE_P(Null, EvaluatorTest,
                         testing::ValuesIn<Case>({{"null = null", "true"},
                                                  {"missing = null", "true"},
                                                  {"missing = none", "true"},
                                                  {"missing = 1", "false"},
                                                  {"missing != 1", "true"},
                                                  {"none != null", "false"},
                                                  {"missing > 1", "null"},
                                                  {"missing >= null", "null"},
                                                  {"missing", "null"}}));

INSTANTIATE_TEST_SUITE_P(Logic, EvaluatorTest,
                         testing::ValuesIn<Case>({{"yes and yes", "true"},
                                                  {"yes and no", "false"},
                                                  {"yes and missing", "null"},
                                                  {"missing and yes", "null"},
                                                  {"no and missing", "false"},
                                                  {"missing and no", "false"},
                                                  {"missing and missing", "null"},
                                                  {"yes and n", "null"},
                                                  {"no and s", "false"},
                                                  {"yes or missing", "true"},
                                                  {"missing or yes", "true"},
                                                  {"no or missing", "null"},
                                                  {"missing or no", "null"},
                                                  {"no or no", "false"},
                                                  {"no or n", "null"},
                                                  {"not(yes)", "false"},
                                                  {"not(no)", "true"},
                                                  {"not(missing)", "null"},
                                                  {"not(n)", "null"},
                                                  {"yes or no and no", "true"}}));

INSTANTIATE_TEST_SUITE_P(Membership, EvaluatorTest,
                         testing::ValuesIn<Case>({{"n in (1, 7)", "true"},
                                                  {"n in [1, 7]", "true"},
                                                  {"n in [1..7)", "false"},
                                                  {"n in [1..7]", "true"},
                                                  {"n in (7..9]", "false"},
                                                  {"n in ]6..8[", "true"},
                                                  {"n in (1, [4..8], > 9)", "true"},
                                                  {"s in [\"A\", \"CRITICAL\"]", "true"},
                                                  {"n in > 6", "true"},
                                                  {"n in (a.b, n)", "true"},
                                                  {"s in [\"A\"..\"D\"]", "true"},
                                                  {"n * 2 in (< 5, > 10)", "true"},
                                                  {"(n in (1, 7)) in (true)", "true"},
                                                  {"n between 7 and 8 and yes", "true"},
                                                  {"n + 1 between 9 and 10", "false"}}));

INSTANTIATE_TEST_SUITE_P(MembershipOfWhatDoesNotCompare, EvaluatorTest,
                         testing::ValuesIn<Case>({{"missing in (1, 2)", "false"},
                                                  {"missing in (null)", "true"},
                                                  {"s in (1, 2)", "false"},
                                                  {"not(s in (1, 2))", "true"},
                                                  {"missing in [1..5]", "null"},
                                                  {"not(missing in [1..5])", "null"},
                                                  {"missing in (< 5, 7)", "null"},
                                                  {"missing in (7, < 5)", "null"},
                                                  {"n in (< \"a\", 7)", "true"},
                                                  {"n in (< missing, 8)", "null"},
                                                  {"missing in (!= 7)", "true"},
                                                  {"list in (1, 2)", "false"},
                                                  {"missing between 1 and 2", "null"},
                                                  {"n between 9 and missing", "false"}}));

INSTANTIATE_TEST_SUITE_P(Arithmetic, EvaluatorTest,
                         testing::ValuesIn<Case>({{"1 + 2 * 3", "7"},
                                                  {"-2 ** 2", "4"},
                                                  {"2 ** 3", "8"},
                                                  {"10 - 2 - 3", "5"},
                                                  {"7 / 2", "3.5"},
                                                  {"-n", "-7"},
                                                  {"n * a.b", "10.5"},
                                                  {"n / 0", "null"},
                                                  {"0 / 0", "null"},
                                                  {"n + s", "null"},
                                                  {"s + s", "\"CRITICALCRITICAL\""},
                                                  {"missing - 1", "null"},
                                                  {"big * 10", "null"},
                                                  {"(0 - n) ** 0.5", "null"}}));

INSTANTIATE_TEST_SUITE_P(Conditional, EvaluatorTest,
                         testing::ValuesIn<Case>({{"if yes then 1 else 2", "1"},
                                                  {"if no then 1 else 2", "2"},
                                                  {"if missing then 1 else 2", "2"},
                                                  {"if n then 1 else 2", "2"},
                                                  {"(if n > 6 then n else s) + 1", "8"},
                                                  {"if no then s else if yes then n else 0", "7"},
                                                  {"n in if yes then [7] else 8", "true"},
                                                  {"if n > 6 and s = \"X\" then s else s + \"!\"",
                                                   "\"CRITICAL!\""}}));

INSTANTIATE_TEST_SUITE_P(Strings, EvaluatorTest,
                         testing::ValuesIn<Case>({{"contains(s, \"TIC\")", "true"},
                                                  {"contains(s, \"tic\")", "false"},
                                                  {"contains(s, \"\")", "true"},
                                                  {"contains(n, \"7\")", "null"},
                                                  {"contains(s, missing)", "null"},
                                                  {"starts with(code, \"P03\")", "true"},
                                                  {"starts with(code, \"P030111\")", "false"},
                                                  {"starts with(code, n)", "null"},
                                                  {"ends with(code, \"01\")", "true"},
                                                  {"ends with(missing, \"01\")", "null"},
                                                  {"lower case(s) = \"critical\"", "true"},
                                                  {"upper case(lower case(s)) = s", "true"},
                                                  {"upper case(n)", "null"},
                                                  {"string length(s)", "8"},
                                                  {"string length(\"ä€😀\")", "3"},
                                                  {"string length(n)", "null"},
                                                  {"s + \"-\" + code + \"-\" + s",
                                                   "\"CRITICAL-P0301-CRITICAL\""},
                                                  {"s + n", "null"},
                                                  {"\"a\\\"b\\n\"", "\"a\\\"b\\n\""}}));

INSTANTIATE_TEST_SUITE_P(RegularExpressions, EvaluatorTest,
                         testing::ValuesIn<Case>({{"matches(code, \"^P\\d{4}$\")", "true"},
                                                  {"matches(code, \"03\")", "true"},
                                                  {"matches(code, \"^p\", \"i\")", "true"},
                                                  {"matches(code, \"p\", \"\")", "false"},
                                                  {"matches(n, \"7\")", "null"},
                                                  {"matches(missing, \"\")", "null"},
                                                  {"no and matches(s, \"x\")", "false"},
                                                  {"yes and matches(s, \"^C\") and matches(code, "
                                                   "\"1$\")",
                                                   "true"}}));

INSTANTIATE_TEST_SUITE_P(Conversions, EvaluatorTest,
                         testing::ValuesIn<Case>({{"number(\"12.5\") + 1", "13.5"},
                                                  {"number(s)", "null"},
                                                  {"number(n)", "null"},
                                                  {"number(\"1.234,5\", \".\", \",\")", "1234.5"},
                                                  {"number(\"1 234\", \" \", null)", "1234"},
                                                  {"number(\"1234\", s, \".\")", "null"},
                                                  {"string(n)", "\"7\""},
                                                  {"string(whole)", "\"12345678901234567890\""},
                                                  {"string(yes)", "\"true\""},
                                                  {"string(s) = s", "true"},
                                                  {"string(missing)", "null"},
                                                  {"string(list)", "null"},
                                                  {"string(n / 2) + \" bar\"", "\"3.5 bar\""}}));

INSTANTIATE_TEST_SUITE_P(Numbers, EvaluatorTest,
                         testing::ValuesIn<Case>({{"abs(-n)", "7"},
                                                  {"abs(s)", "null"},
                                                  {"floor(a.b)", "1"},
                                                  {"floor(-a.b)", "-2"},
                                                  {"ceiling(a.b)", "2"},
                                                  {"ceiling(-0.5)", "0"},
                                                  {"ceiling(missing)", "null"}}));

INSTANTIATE_TEST_SUITE_P(Presence, EvaluatorTest,
                         testing::ValuesIn<Case>({{"is defined(n)", "true"},
                                                  {"is defined(none)", "true"},
                                                  {"is defined(missing)", "false"},
                                                  {"not(is defined(a.b))", "false"}}));

INSTANTIATE_TEST_SUITE_P(
    Lists, EvaluatorTest,
    testing::ValuesIn<Case>({{"[n, s, missing, yes, list, [1, []]]",
                              "[7,\"CRITICAL\",null,true,[1],[1,[]]]"},
                             {"[lower case(s), upper case(s), s + s]",
                              "[\"critical\",\"CRITICAL\",\"CRITICALCRITICAL\"]"},
                             {"[whole]", "[12345678901234567890]"},
                             {"\"oil\" in tags", "true"},
                             {"\"a\\u00e4\\n\" in tags", "true"},
                             {"\"in\" in tags", "false"},
                             {"\"out\" in tags", "false"},
                             {"n in tags", "true"},
                             {"8 in (tags, 9)", "false"},
                             {"yes in tags and not(no in tags)", "true"},
                             {"missing in tags", "true"},
                             {"\"oil\" in object", "false"},
                             {"tags in tags", "false"},
                             {"tags", R"([ "oil", "a\u00e4\n", 7.0, true, )"
                                      R"(null, ["in"], {"x": "out"} ])"}}));

TEST(EvaluatorTest, TextThatHasNoRoomIsNull) {
  SlotTable slots;
  Program program;
  CompileError error;
  ASSERT_TRUE(Compile("a + \"x\"", slots, program, error));
  const std::string long_text(kScratchBytes - 1, 'a');
  std::vector<char> space(kScratchBytes);
  Scratch scratch(absl::MakeSpan(space));
  std::vector<Value> fields = {Value::String(long_text)};
  EXPECT_EQ(Evaluate(program, fields, scratch).text.size(), kScratchBytes);
  const std::string longer_text(kScratchBytes, 'a');
  fields = {Value::String(longer_text)};
  EXPECT_TRUE(Evaluate(program, fields, scratch).IsNull());
}

TEST(EvaluatorTest, IsTrueOnlyOfTrue) {
  SlotTable slots;
  Program program;
  CompileError error;
  ASSERT_TRUE(Compile("n", slots, program, error));
  EXPECT_FALSE(IsTrue(program, std::vector<Value>{Value::Number(1)}));
  EXPECT_FALSE(IsTrue(program, std::vector<Value>{Value::String("true")}));
  EXPECT_FALSE(IsTrue(program, std::vector<Value>{Value::Missing()}));
  EXPECT_TRUE(IsTrue(program, std::vector<Value>{Value::Bool(true)}));
}

TEST(EvaluatorTest, DoesNotAllocate) {
  SlotTable slots;
  Program program;
  CompileError error;
  ASSERT_TRUE(
      Compile("a = \"a string that is too long to lie within one\" and b * 2 in [1..9] "
              "and upper case(a + string(b) + a) != a and matches(a, \"too (long|short)\") "
              "and number(string(b)) = b and not(a in [\"x\", a + a])",
              slots, program, error))
      << error.message;
  const Value fields[] = {Value::String("a string that is too long to lie within one"),
                          Value::Number(3)};
  ASSERT_TRUE(IsTrue(program, fields));  // the automaton of matches() is built by its first texts
  const uint64_t before = Allocations();
  const bool is_true = IsTrue(program, fields);
  EXPECT_EQ(Allocations(), before);
  EXPECT_TRUE(is_true);
}

TEST(EvaluatorTest, AProgramThatWasNeverCompiledIsNull) {
  Scratch scratch;
  EXPECT_TRUE(Evaluate(Program(), {}, scratch).IsNull());
  EXPECT_EQ(Truth(Program(), {}), std::nullopt);
}

}  // namespace
}  // namespace telltale::feel
