#include "engine/core/plan.h"

#include <gtest/gtest.h>

#include "engine/base/limits.h"

namespace telltale {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

Plan CountPlan(uint32_t n, Millis span, Millis late, uint8_t remember = 0) {
  return {.raise = {Raise::Form::kCountInSpan, n, span}, .late = late, .remember = remember};
}

TEST(PlanTest, EvidenceLimitIsOneLessThanNForEachSpanThatLateReaches) {
  EXPECT_EQ(CountEvidenceLimit(CountPlan(3, 30s, 0s)), 2u);
  EXPECT_EQ(CountEvidenceLimit(CountPlan(3, 30s, 1ms)), 4u);
  EXPECT_EQ(CountEvidenceLimit(CountPlan(3, 30s, 30s)), 4u);
  EXPECT_EQ(CountEvidenceLimit(CountPlan(3, 30s, 30s + 1ms)), 6u);
  EXPECT_EQ(CountEvidenceLimit(CountPlan(1, 30s, 5s)), 0u);
}

// The tables' strides and the stored states depend on these numbers.
TEST(PlanTest, TailHoldsIdsAndTheLargerOfEvidenceAndFacts) {
  EXPECT_EQ(TailBytes({.raise = {Raise::Form::kInARow, 3}, .remember = 0}), 40u);
  EXPECT_EQ(TailBytes({.raise = {Raise::Form::kInARow, 3}, .remember = 8}), 72u + 40u);
  EXPECT_EQ(TailBytes(CountPlan(3, 30s, 5s)), 40u);
  EXPECT_EQ(TailBytes(CountPlan(4, 30s, 5s)), 56u);
  EXPECT_EQ(TailBytes(CountPlan(4, 30s, 5s, 64)), 65u * 8 + 56u);
}

TEST(PlanTest, LargestCountThatFitsIsToldFromTheNext) {
  EXPECT_EQ(TailBytes(CountPlan(512, 30s, 0s)), kMaxTailBytes);
  EXPECT_GT(TailBytes(CountPlan(513, 30s, 0s)), kMaxTailBytes);
}

TEST(PlanTest, AbsurdCountsDoNotWrapAround) {
  EXPECT_GT(TailBytes(CountPlan(0xffffffff, 1ms, 87600 * 3600s)), kMaxTailBytes);
}

}  // namespace
}  // namespace telltale
