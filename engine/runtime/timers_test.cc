#include "engine/runtime/timers.h"

#include <gtest/gtest.h>

namespace telltale {
namespace {

TEST(TimersTest, WakesAKeyOnceWhenItsTimeHasCome) {
  Timers timers(1);
  timers.Arm({0, 7}, ArrivalMs(100));
  EXPECT_FALSE(timers.PopDue(ArrivalMs(99)));
  const auto key = timers.PopDue(ArrivalMs(100));
  ASSERT_TRUE(key);
  EXPECT_EQ(key->slot, 7u);
  EXPECT_FALSE(timers.PopDue(ArrivalMs(1000)));
}

TEST(TimersTest, KeepsTheEarlierEntryWhenTheDeadlineMovesLater) {
  Timers timers(1);
  timers.Arm({0, 1}, ArrivalMs(100));
  timers.Arm({0, 1}, ArrivalMs(200));
  EXPECT_TRUE(timers.PopDue(ArrivalMs(100)));
  EXPECT_FALSE(timers.PopDue(ArrivalMs(200)));
}

TEST(TimersTest, WakesOnceAtTheEarlierTimeWhenTheDeadlineMovesForward) {
  Timers timers(1);
  timers.Arm({0, 1}, ArrivalMs(200));
  timers.Arm({0, 1}, ArrivalMs(100));
  EXPECT_TRUE(timers.PopDue(ArrivalMs(150)));
  EXPECT_FALSE(timers.PopDue(ArrivalMs(300)));
}

TEST(TimersTest, DoesNotWakeAForgottenKey) {
  Timers timers(2);
  timers.Arm({1, 3}, ArrivalMs(100));
  timers.Disarm({1, 3});
  EXPECT_FALSE(timers.PopDue(ArrivalMs(100)));
}

TEST(TimersTest, WakesKeysInOrderOfTheirTimes) {
  Timers timers(2);
  timers.Arm({1, 1}, ArrivalMs(300));
  timers.Arm({0, 2}, ArrivalMs(100));
  timers.Arm({0, 3}, ArrivalMs(200));
  EXPECT_EQ(timers.PopDue(ArrivalMs(300))->slot, 2u);
  EXPECT_EQ(timers.PopDue(ArrivalMs(300))->slot, 3u);
  EXPECT_EQ(timers.PopDue(ArrivalMs(300))->slot, 1u);
}

TEST(TimersTest, WakesManyKeysInOrderOfTheirTimes) {
  constexpr uint32_t kKeys = 10'000;
  constexpr uint64_t kStep = 7919;  // a prime: each time once, in no order
  Timers timers(1);
  for (uint32_t i = 0; i < kKeys; ++i) {
    timers.Arm({0, i}, ArrivalMs(static_cast<int64_t>(i * kStep % kKeys)));
  }
  for (uint32_t at = 0; at < kKeys; ++at) {
    const auto key = timers.PopDue(ArrivalMs(kKeys));
    ASSERT_TRUE(key);
    ASSERT_EQ(key->slot * kStep % kKeys, at);
  }
  EXPECT_FALSE(timers.PopDue(ArrivalMs(kKeys)));
}

}  // namespace
}  // namespace telltale
