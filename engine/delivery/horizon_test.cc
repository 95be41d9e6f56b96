#include "engine/delivery/horizon.h"

#include <gtest/gtest.h>

namespace telltale {
namespace {

constexpr Millis kTtl{60000};

Surroundings At(int64_t wall_ms, int64_t boot_ms) {
  return {.wall = WallMs(1'000'000 + wall_ms),
          .since_boot = Millis{50'000 + boot_ms},
          .boot_id = "boot-1",
          .cluster = Cluster{.id = "c1", .partitions = 3},
          .last_commit = WallMs(1'000'000)};
}

Horizon Judge(const Surroundings& now) { return JudgeHorizon(MakeAttempt(At(0, 0)), kTtl, now); }

TEST(HorizonTest, LiesAtHalfOfTheTtl) {
  EXPECT_EQ(Judge(At(30000, 30000)), Horizon::kWithin);
  EXPECT_EQ(Judge(At(30001, 30001)), Horizon::kTimePassed);
}

TEST(HorizonTest, TakesTheBootClockWhenTheWallClockWasSetBack) {
  EXPECT_EQ(Judge(At(10, 30001)), Horizon::kTimePassed);
}

TEST(HorizonTest, TakesTheWallClockWhenItShowsMore) {
  EXPECT_EQ(Judge(At(30001, 10)), Horizon::kTimePassed);
}

TEST(HorizonTest, DoesNotCompareBootClocksOfDifferentBoots) {
  Surroundings now = At(30000, 1'000'000);
  now.boot_id = "boot-2";
  EXPECT_EQ(Judge(now), Horizon::kWithin);
  now.wall += Millis{1};
  EXPECT_EQ(Judge(now), Horizon::kTimePassed);
}

TEST(HorizonTest, IsPastWhenTheWallClockIsBehindTheLastCommit) {
  Surroundings now = At(10, 10);
  now.last_commit = now.wall;
  EXPECT_EQ(Judge(now), Horizon::kWithin);
  now.last_commit = now.wall + Millis{1};
  EXPECT_EQ(Judge(now), Horizon::kClockBehind);
}

TEST(HorizonTest, IsPastWhenTheClusterIsAnother) {
  Surroundings now = At(10, 10);
  now.cluster->id = "c2";
  EXPECT_EQ(Judge(now), Horizon::kOtherCluster);
}

TEST(HorizonTest, ComparesClustersOnlyWhenBothAreKnown) {
  Surroundings now = At(10, 10);
  now.cluster->id = "";
  EXPECT_EQ(Judge(now), Horizon::kWithin);
  now.cluster.reset();
  EXPECT_EQ(Judge(now), Horizon::kWithin);
  now = At(10, 10);
  Surroundings then = At(0, 0);
  then.cluster->id = "";
  EXPECT_EQ(JudgeHorizon(MakeAttempt(then), kTtl, now), Horizon::kWithin);
}

TEST(HorizonTest, IsPastWhenTheNumberOfPartitionsChanged) {
  Surroundings now = At(10, 10);
  now.cluster->partitions = 4;
  EXPECT_EQ(Judge(now), Horizon::kOtherCluster);
}

}  // namespace
}  // namespace telltale
