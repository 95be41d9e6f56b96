#include "engine/feel/program.h"

#include <gtest/gtest.h>

#include <ostream>

namespace telltale::feel {
namespace {

// The fields of one record.
const std::pair<const char*, Value> kFields[] = {
    {"n", Value::Number(7)},      {"s", Value::String("CRITICAL")}, {"yes", Value::Bool(true)},
    {"no", Value::Bool(false)},   {"none", Value::Null()},          {"list", Value::Other("[1]")},
    {"a.b", Value::Number(1.5)},  {"`odd name`", Value::Number(3)},
};

// Evaluates and prints the value: true, false, null, a number or a text.
std::string Result(const std::string& source) {
  SlotTable slots;
  Program program;
  CompileError error;
  if (!Compile(source, slots, program, error)) {
    return std::to_string(error.column) + ": " + error.message;
  }
  std::vector<Value> fields;
  for (const Path& path : slots.paths()) {
    fields.emplace_back();
    for (const auto& [name, value] : kFields) {
      if (path.ToString() == name) fields.back() = value;
    }
  }
  const Value value = Evaluate(program, fields);
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

struct Case {
  const char* source;
  const char* result;
};
std::ostream& operator<<(std::ostream& out, const Case& c) { return out << c.source; }

class ProgramTest : public testing::TestWithParam<Case> {};

TEST_P(ProgramTest, GivesTheValueOfTheExpression) {
  EXPECT_EQ(Result(GetParam().source), GetParam().result);
}

INSTANTIATE_TEST_SUITE_P(
    Comparison, ProgramTest,
    testing::ValuesIn<Case>({{"s = \"CRITICAL\"", "true"}, {"s != \"CRITICAL\"", "false"},
                             {"n > 6 and n < 8", "true"},  {"n >= 7", "true"},
                             {"n <= 6.9", "false"},        {"s < \"D\"", "true"},
                             {"n = \"7\"", "null"},        {"missing = null", "true"},
                             {"missing = 1", "false"},     {"none != null", "false"},
                             {"missing > 1", "null"},      {"list = list", "null"},
                             {"a.b = 1.5", "true"},        {"`odd name` = 3", "true"}}));

INSTANTIATE_TEST_SUITE_P(
    Logic, ProgramTest,
    testing::ValuesIn<Case>({{"yes and missing > 1", "null"},
                             {"no and missing > 1", "false"},
                             {"yes or missing > 1", "true"},
                             {"no or missing > 1", "null"},
                             {"not(yes)", "false"},
                             {"not(missing > 1)", "null"},
                             {"not(n)", "null"},
                             {"yes or no and no", "true"},
                             {"(yes or no) and no", "false"}}));

INSTANTIATE_TEST_SUITE_P(
    Membership, ProgramTest,
    testing::ValuesIn<Case>({{"n in (1, 7)", "true"},       {"n in [1..7)", "false"},
                             {"n in [1..7]", "true"},       {"n in (7..9]", "false"},
                             {"n in (1, [4..8], > 9)", "true"}, {"s in [\"A\", \"CRITICAL\"]", "true"},
                             {"n in > 6", "true"},          {"missing in (1, 2)", "false"},
                             {"missing in (null)", "true"}, {"n between 7 and 8 and yes", "true"},
                             {"missing between 1 and 2", "null"}}));

INSTANTIATE_TEST_SUITE_P(
    Arithmetic, ProgramTest,
    testing::ValuesIn<Case>({{"1 + 2 * 3", "7.0000"}, {"-2 ** 2", "4.0000"},
                             {"2 ** 3", "8.0000"},    {"10 - 2 - 3", "5.0000"},
                             {"n / 0", "null"},       {"n + s", "null"},
                             {"-n", "-7.000"},        {"n * a.b", "10.500"}}));

INSTANTIATE_TEST_SUITE_P(
    Broken, ProgramTest,
    testing::ValuesIn<Case>({{"n >", "4: expected a value, but it ends here"},
                             {"n = = 1", "5: expected a value, but found '='"},
                             {"(n", "3: expected ')', but it ends here"},
                             {"n 1", "3: expected the end of the expression, but found '1'"},
                             {"s = \"a", "5: expected a closing '\"', but the text does not end"},
                             {"n ? 1", "3: expected an expression, but found '?'"},
                             {"a.", "3: expected a name behind '.', but it ends here"},
                             {"abs(n)",
                              "4: expected an operator, for there are no functions yet, but found "
                              "'('"},
                             {"", "1: expected a value, but it ends here"}}));

TEST(ProgramLimitTest, RefusesWhatIsNestedTooDeeply) {
  EXPECT_EQ(Result(std::string(20, '(') + "1" + std::string(20, ')')), "1.0000");
  EXPECT_NE(Result(std::string(100, '(') + "1" + std::string(100, ')')).find("less deeply"),
            std::string::npos);
}

TEST(ProgramLimitTest, RefusesWhatIsTooLong) {
  EXPECT_NE(Result("n = \"" + std::string(5000, 'x') + "\"").find("4096"), std::string::npos);
}

TEST(ProgramTest, IsTrueOnlyOfTrue) {
  SlotTable slots;
  Program program;
  CompileError error;
  ASSERT_TRUE(Compile("n", slots, program, error));
  EXPECT_FALSE(IsTrue(program, std::vector<Value>{Value::Number(1)}));
  EXPECT_TRUE(IsTrue(program, std::vector<Value>{Value::Bool(true)}));
}

}  // namespace
}  // namespace telltale::feel
