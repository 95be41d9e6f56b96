#include "engine/check/condition_reach.h"

#include <gtest/gtest.h>

#include "engine/rules/compile_condition.h"

namespace telltale {
namespace {

bool CanHold(std::string_view text) {
  SlotTable slots;
  std::vector<Operand> operands;
  Condition condition;
  feel::CompileError error;
  EXPECT_TRUE(CompileWindowCondition(text, slots, operands, condition, error)) << error.message;
  return telltale::CanHold(condition);
}

TEST(ConditionReachTest, AWindowThatIsJudgedHasAnEvent) {
  EXPECT_FALSE(CanHold("count() = 0"));
  EXPECT_FALSE(CanHold("count() < 1"));
  EXPECT_FALSE(CanHold("not(count() > 0)"));
  EXPECT_TRUE(CanHold("count() <= 1"));
  EXPECT_TRUE(CanHold("count(bad) = 0"));
  EXPECT_TRUE(CanHold("count(value) = 0"));
}

TEST(ConditionReachTest, CountsAndDeviationsAreNeverNegative) {
  EXPECT_FALSE(CanHold("count(bad) < 0"));
  EXPECT_FALSE(CanHold("stddev(value) <= -1"));
  EXPECT_FALSE(CanHold("0 - count(distinct values(code)) > 0"));
  EXPECT_TRUE(CanHold("sum(value) < 0"));
}

TEST(ConditionReachTest, WhatIsDividedByZeroIsNull) {
  EXPECT_FALSE(CanHold("mean(value) / 0 > 1"));
  EXPECT_FALSE(CanHold("not(mean(value) / 0 > 1)"));
  EXPECT_FALSE(CanHold("mean(value) / (2 - 2) != 1"));
  EXPECT_TRUE(CanHold("mean(value) / 2 > 1"));
  EXPECT_TRUE(CanHold("sum(value) / count(bad) > 1"));
  EXPECT_TRUE(CanHold("count(bad) / count() > 0.5"));
}

TEST(ConditionReachTest, EitherSideOfOrIsEnoughAndBothOfAndAreNeeded) {
  EXPECT_TRUE(CanHold("count() = 0 or mean(value) > 1"));
  EXPECT_FALSE(CanHold("count() = 0 and mean(value) > 1"));
  EXPECT_TRUE(CanHold("mean(value) ** 2 > 4 and max(value) * 2 - min(value) > 3"));
}

}  // namespace
}  // namespace telltale
