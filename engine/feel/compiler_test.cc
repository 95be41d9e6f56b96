#include <gtest/gtest.h>

#include "engine/feel/code.h"
#include "engine/feel/program.h"

namespace telltale::feel {
namespace {

class CompilerTest : public testing::Test {
 protected:
  // The instructions of `source`; none on an error, which is then in `error_`.
  std::vector<Instruction> Instructions(const std::string& source) {
    if (!Compile(source, slots_, program_, error_)) return {};
    return program_.code()->instructions;
  }

  SlotTable slots_;
  Program program_;
  CompileError error_;
};

TEST_F(CompilerTest, FoldsConstants) {
  EXPECT_EQ(Instructions("a > 2 * (3 + 4)").size(), 1);
  EXPECT_EQ(Instructions("5 in [1..9] and \"x\" = \"x\"").size(), 0);
  EXPECT_TRUE(IsTrue(program_, {}));
  EXPECT_EQ(Instructions("contains(upper case(\"a\" + \"b\"), \"AB\")").size(), 0);
  EXPECT_TRUE(IsTrue(program_, {}));
}

TEST_F(CompilerTest, KeepsOnlyTheBranchThatCanBeTaken) {
  EXPECT_EQ(Instructions("if 1 > 2 then a + 1 else b + 2").size(), 1);
  EXPECT_EQ(slots_.paths().size(), 1u);
  EXPECT_EQ(Instructions("false and a > 1").size(), 0);
  EXPECT_EQ(Instructions("true or a > 1").size(), 0);
}

TEST_F(CompilerTest, JumpsOverWhatDoesNotMatter) {
  const std::vector<Instruction> code = Instructions("a > 1 and matches(b, \"x\")");
  ASSERT_EQ(code.size(), 4u);
  EXPECT_EQ(code[1].op, Op::kEndIfFalse);
  EXPECT_EQ(code[1].to, 4);
  EXPECT_EQ(Instructions("a > 1 and b").size(), 2u);  // there is nothing to jump over
}

TEST_F(CompilerTest, CompilesARegularExpressionOnce) {
  Instructions("matches(a, \"x\" + \"y\", \"i\")");
  EXPECT_EQ(program_.code()->patterns.size(), 1u);
}

TEST_F(CompilerTest, RefusesAPatternThatIsNoneOrIsNotKnown) {
  Instructions("matches(a, \"[a\")");
  EXPECT_EQ(error_.column, 12);
  EXPECT_EQ(error_.message, "expected a regular expression, but it has an error: missing ]: [a");
  Instructions("matches(a, b)");
  EXPECT_EQ(error_.column, 12);
  EXPECT_EQ(error_.message,
            "expected a string as the pattern of 'matches', but this depends on the record or is "
            "none");
}

TEST_F(CompilerTest, ReadsEachPathIntoOneSlot) {
  Instructions("a.b > 1 and c = a.b");
  Instructions("c = `a`.b");
  ASSERT_EQ(slots_.paths().size(), 2u);
  EXPECT_EQ(slots_.paths()[0].ToString(), "a.b");
  EXPECT_EQ(slots_.paths()[1].ToString(), "c");
}

TEST_F(CompilerTest, ComputesTheSubjectOfAMatchOnce) {
  const std::vector<Instruction> code = Instructions("a * 2 in (< 5, > 10)");
  ASSERT_EQ(code.size(), 5u);
  EXPECT_EQ(code[0].op, Op::kMultiply);
  EXPECT_EQ(code[1].operands[0].index, code[0].target);
  EXPECT_EQ(code[3].operands[0].index, code[0].target);
}

TEST_F(CompilerTest, NeedsOneRegisterForAChain) {
  std::string chain = "a = 0";
  for (int i = 1; i < 200; ++i) chain += " or a = " + std::to_string(i);
  for (const Instruction& i : Instructions(chain)) EXPECT_LE(i.target, 1);
}

TEST_F(CompilerTest, MatchesInsideMatchesStaySmall) {
  std::string nested = std::string(25, '(') + "a in (1, 2)";
  for (int i = 0; i < 25; ++i) nested += ") in (true, false)";
  EXPECT_EQ(Instructions(nested).size(), 26 * 4u);
}

TEST_F(CompilerTest, RefusesWhatHasTooManySteps) {
  std::string chain = "a";
  for (size_t i = 0; i < kMaxInstructions; ++i) chain += "+a";
  EXPECT_EQ(Instructions(chain).size(), kMaxInstructions);
  EXPECT_EQ(Instructions(chain + "+a").size(), 0u);
  EXPECT_EQ(error_.message, "expected a smaller expression, but it needs too many steps");
}

TEST_F(CompilerTest, RefusesWhatIsTooLong) {
  const auto sized = [](size_t bytes) { return "a=\"" + std::string(bytes - 4, 'x') + "\""; };
  EXPECT_EQ(Instructions(sized(kMaxSourceBytes)).size(), 1u);
  EXPECT_EQ(Instructions(sized(kMaxSourceBytes + 1)).size(), 0u);
  EXPECT_EQ(error_.message, "expected an expression of at most 4096 bytes, but it has 4097");
}

TEST_F(CompilerTest, AConditionMustBeAbleToBeTrue) {
  EXPECT_TRUE(CompileCondition("a", slots_, program_, error_));
  EXPECT_TRUE(CompileCondition("a > 1", slots_, program_, error_));
  EXPECT_FALSE(CompileCondition("a + 1", slots_, program_, error_));
  EXPECT_EQ(error_.message, "expected a condition, true or false, but this is a number");
  EXPECT_EQ(error_.column, 3);
  EXPECT_FALSE(CompileCondition("\"CRITICAL\"", slots_, program_, error_));
}

}  // namespace
}  // namespace telltale::feel
