#include "engine/delivery/backoff.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace telltale {
namespace {

TEST(BackoffTest, BoundDoublesWithEachFailureUpToTheGreatest) {
  Backoff backoff(7);
  for (const auto& [failures, bound] : std::vector<std::pair<uint32_t, int64_t>>{
           {1, 50}, {2, 100}, {3, 200}, {7, 3200}, {8, 5000}, {1000000, 5000}}) {
    int64_t most = 0;
    for (int i = 0; i < 1000; ++i) most = std::max(most, backoff.Next(failures).count());
    EXPECT_LE(most, bound) << failures;
    EXPECT_GT(most, bound * 9 / 10) << failures;
  }
}

TEST(BackoffTest, NeverReturnsNothing) {
  Backoff backoff(7);
  for (int i = 0; i < 1000; ++i) EXPECT_GE(backoff.Next(1), Millis{1});
}

TEST(BackoffTest, SlowTakesAtLeastHalfOfTheGreatest) {
  Backoff backoff(7);
  for (int i = 0; i < 1000; ++i) {
    const Millis delay = backoff.Slow();
    EXPECT_GE(delay, kBackoffMax / 2);
    EXPECT_LE(delay, kBackoffMax);
  }
}

TEST(BackoffTest, RepeatsItselfWithTheSameSeed) {
  Backoff one(42), other(42), third(43);
  std::vector<Millis> a, b, c;
  for (uint32_t i = 1; i < 20; ++i) {
    a.push_back(one.Next(i));
    b.push_back(other.Next(i));
    c.push_back(third.Next(i));
  }
  EXPECT_EQ(a, b);
  EXPECT_NE(a, c);
}

}  // namespace
}  // namespace telltale
