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
  ASSERT_EQ(code.size(), 4u);
  EXPECT_EQ(code[0].op, Op::kMultiply);
  EXPECT_EQ(code[1].a.index, code[0].target);
  EXPECT_EQ(code[2].a.index, code[0].target);
}

TEST_F(CompilerTest, NeedsOneRegisterForAChain) {
  std::string chain = "a = 0";
  for (int i = 1; i < 200; ++i) chain += " or a = " + std::to_string(i);
  for (const Instruction& i : Instructions(chain)) EXPECT_LE(i.target, 1);
}

TEST_F(CompilerTest, MatchesInsideMatchesStaySmall) {
  std::string nested = "a in (1, 2)";
  for (int i = 0; i < 25; ++i) nested = "(" + nested + ") in (true, false)";
  EXPECT_EQ(Instructions(nested).size(), 26 * 3u);
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
