#include "engine/feel/evaluator.h"

#include <gtest/gtest.h>

#include <ostream>
#include <utility>

#include "engine/feel/program.h"
#include "tests/allocations.h"

namespace telltale::feel {

namespace {

// The fields of one record; all others are missing.
const std::pair<const char*, Value> kFields[] = {
    {"n", Value::Number(7)},     {"s", Value::String("CRITICAL")}, {"yes", Value::Bool(true)},
    {"no", Value::Bool(false)},  {"none", Value::Null()},          {"list", Value::Other("[1]")},
    {"a.b", Value::Number(1.5)}, {"`odd name`", Value::Number(3)}, {"big", Value::Number(1e308)},
};

std::string Print(const Value& value) {
  switch (value.kind) {
    case Value::Kind::kBool:
      return value.boolean ? "true" : "false";
    case Value::Kind::kNumber:
      return std::to_string(value.number).substr(0, 6);
    case Value::Kind::kString:
      return std::string(value.text);
    default:
      return "null";
  }
}

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
  return Print(Evaluate(program, fields));
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
                         testing::ValuesIn<Case>({{"1 + 2 * 3", "7.0000"},
                                                  {"-2 ** 2", "4.0000"},
                                                  {"2 ** 3", "8.0000"},
                                                  {"10 - 2 - 3", "5.0000"},
                                                  {"7 / 2", "3.5000"},
                                                  {"-n", "-7.000"},
                                                  {"n * a.b", "10.500"},
                                                  {"n / 0", "null"},
                                                  {"0 / 0", "null"},
                                                  {"n + s", "null"},
                                                  {"s + s", "null"},
                                                  {"missing - 1", "null"},
                                                  {"big * 10", "null"},
                                                  {"(0 - n) ** 0.5", "null"}}));

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
  ASSERT_TRUE(Compile("a = \"a string that is too long to lie within one\" and b * 2 in [1..9]",
                      slots, program, error));
  const Value fields[] = {Value::String("a string that is too long to lie within one"),
                          Value::Number(3)};
  const uint64_t before = Allocations();
  const bool is_true = IsTrue(program, fields);
  EXPECT_EQ(Allocations(), before);
  EXPECT_TRUE(is_true);
}

TEST(EvaluatorTest, AProgramThatWasNeverCompiledIsNull) {
  EXPECT_TRUE(Evaluate(Program(), {}).IsNull());
}

}  // namespace
}  // namespace telltale::feel
