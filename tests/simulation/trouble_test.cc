#include "tests/simulation/trouble.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/simulation/simulation.h"

namespace telltale {
namespace {

using testing::Contains;
using testing::Not;

TEST(TroubleTest, LeavesOutOfAClimateAndOfAWeatherWhatItIsWithout) {
  const Less less{.without = {"crashes", "lost"}};
  EXPECT_FALSE(less.Of(Climate{.crashes = true}).crashes);
  EXPECT_TRUE(less.Of(Climate{.clocks = true}).clocks);
  EXPECT_EQ(less.Of(Weather{.lost = 30}).lost, 0);
  EXPECT_EQ(less.Of(Weather{.slow = 30}).slow, 30);
}

TEST(TroubleTest, EachNameTakesSomethingAway) {
  const Climate climate{.stalls = true, .clocks = true, .clusters = true, .orders = true};
  const Weather weather{.lost = 1,
                        .unavailable = 1,
                        .exhausted = 1,
                        .unauthenticated = 1,
                        .twice = 1,
                        .slow = 1,
                        .delayed = 1,
                        .gateway_away = true,
                        .leaderless = true,
                        .source_away = true,
                        .disk_full = true,
                        .commit_fails = 1,
                        .commit_takes = Millis{1},
                        .empty_polls = 1};
  for (const std::string_view name : Troubles()) {
    const Less less{.without = {std::string(name)}};
    EXPECT_TRUE(less.Of(climate) != climate || less.Of(weather) != weather) << name;
  }
}

TEST(TroubleTest, SaysItsFlags) {
  EXPECT_EQ(Less{}.Flags(), "");
  EXPECT_EQ((Less{.steps = 7, .without = {"lost", "crashes"}}.Flags()),
            " --steps 7 --without crashes,lost");
}

TEST(TroubleTest, ShrinksToWhatTheFailureNeeds) {
  const Less less = Shrink(
      [](const Less& tried) { return tried.steps >= 137 && !tried.without.contains("lost"); });
  EXPECT_EQ(less.steps, 137);
  EXPECT_EQ(less.without.size(), Troubles().size() - 1);
  EXPECT_THAT(less.without, Not(Contains("lost")));
}

TEST(TroubleTest, AShrunkSeedStillFails) {
  SeedOptions options{.sabotage = Sabotage::kLostBlock};
  const auto fails = [&options](const Less& less) {
    options.less = less;
    return !RunSeed(8, options).complaints.empty();
  };
  ASSERT_TRUE(fails({}));
  const Less less = Shrink(fails);
  EXPECT_TRUE(fails(less));
  EXPECT_LT(less.steps, Less::kAll);
  EXPECT_FALSE(less.without.empty());
}

}  // namespace
}  // namespace telltale
