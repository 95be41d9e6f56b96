#include "engine/runtime/partition_clock.h"

#include <gtest/gtest.h>

namespace telltale {
namespace {

constexpr int64_t kMinute = 60'000;

// A clock of a Kafka partition, whose times are milliseconds since an arbitrary hour.
class PartitionClockTest : public testing::Test {
 protected:
  auto Record(int64_t timestamp, int64_t wall) {
    clock_.OnAnswered(At(wall));
    return clock_.OnRecord(Arrived(timestamp), At(wall));
  }
  auto End(int64_t sent, int64_t wall) {
    clock_.OnAnswered(At(wall));
    return clock_.OnProvenEnd(At(sent));
  }
  static WallTime At(int64_t ms) { return WallMs(kHour + ms); }
  static ArrivalTime Arrived(int64_t ms) { return ArrivalMs(kHour + ms); }

  static constexpr int64_t kHour = 3'600'000;
  PartitionClock clock_{PartitionClock::Kind::kKafka};
};

TEST_F(PartitionClockTest, TheFirstRecordSetsItAtOnce) {
  Record(-50 * kMinute, 0);
  EXPECT_EQ(clock_.arrival(), Arrived(-50 * kMinute));
}

TEST_F(PartitionClockTest, NeverDecreases) {
  Record(1000, 2000);
  Record(500, 2000);
  EXPECT_EQ(clock_.arrival(), Arrived(1000));
}

TEST_F(PartitionClockTest, IsNeverAheadOfTheWallClock) {
  Record(9000, 2000);
  EXPECT_EQ(clock_.arrival(), Arrived(2000));
}

TEST_F(PartitionClockTest, GoesOnAtTheSpeedOfTheWallClockWhereTheEndIsProven) {
  Record(1000, 2000);
  End(/*sent=*/2700, /*wall=*/2800);
  EXPECT_EQ(clock_.arrival(), Arrived(1700));
  End(/*sent=*/3700, /*wall=*/3800);
  EXPECT_EQ(clock_.arrival(), Arrived(2700));
}

TEST_F(PartitionClockTest, AProofThatWasAskedForBeforeTheLastRecordMovesNothing) {
  Record(1000, 2000);
  End(/*sent=*/1900, /*wall=*/2100);
  EXPECT_EQ(clock_.arrival(), Arrived(1000));
}

TEST_F(PartitionClockTest, ALeapWaitsForTheNextRecord) {
  Record(0, 10 * kMinute);
  EXPECT_FALSE(Record(5 * kMinute + 1, 10 * kMinute));
  EXPECT_EQ(clock_.arrival(), Arrived(0));
  EXPECT_TRUE(clock_.HasLeap());
  clock_.AddLeapKey({{1}, {2, 3}, EventMs(4)});

  const auto confirmed = Record(1, 10 * kMinute);
  ASSERT_TRUE(confirmed);
  EXPECT_EQ(confirmed->arrival, Arrived(5 * kMinute + 1));
  EXPECT_EQ(confirmed->keys.size(), 1u);
  EXPECT_EQ(clock_.arrival(), Arrived(5 * kMinute + 1));
}

TEST_F(PartitionClockTest, ExactlyFiveMinutesIsNoLeap) {
  Record(0, 10 * kMinute);
  Record(5 * kMinute, 10 * kMinute);
  EXPECT_EQ(clock_.arrival(), Arrived(5 * kMinute));
}

TEST_F(PartitionClockTest, ALeapThatTheNextRecordContradictsIsDropped) {
  Record(0, 30 * kMinute);
  Record(20 * kMinute, 30 * kMinute);
  EXPECT_FALSE(Record(15 * kMinute - 1, 30 * kMinute));  // itself a leap now
  EXPECT_EQ(clock_.arrival(), Arrived(0));
  EXPECT_TRUE(Record(15 * kMinute, 30 * kMinute));
  EXPECT_EQ(clock_.arrival(), Arrived(15 * kMinute));
}

TEST_F(PartitionClockTest, AProvenEndPastALeapConfirmsIt) {
  Record(0, 6 * kMinute);
  Record(6 * kMinute, 6 * kMinute);
  EXPECT_FALSE(End(6 * kMinute + 30'000, 6 * kMinute + 30'000));
  for (int64_t t = 7 * kMinute; t < 12 * kMinute; t += 30'000) EXPECT_FALSE(End(t, t));
  EXPECT_TRUE(End(12 * kMinute, 12 * kMinute));
}

TEST_F(PartitionClockTest, StandsStillForAMinuteAfterAnOutage) {
  Record(0, 0);
  End(kMinute + 1, kMinute + 1);  // the first answer after more than a minute
  EXPECT_EQ(clock_.arrival(), Arrived(0));
  Record(kMinute + 500, kMinute + 600);
  EXPECT_EQ(clock_.arrival(), Arrived(0));
  End(2 * kMinute, 2 * kMinute);
  EXPECT_EQ(clock_.arrival(), Arrived(0));
  End(2 * kMinute + 1, 2 * kMinute + 1);
  EXPECT_EQ(clock_.arrival(), Arrived(2 * kMinute + 1));
}

TEST_F(PartitionClockTest, TimestampsThatCameDuringTheHoldCountAfterwards) {
  Record(-30 * kMinute, 0);
  Record(-20 * kMinute, 2 * kMinute);  // held
  EXPECT_EQ(clock_.arrival(), Arrived(-30 * kMinute));
  for (int64_t t = 2 * kMinute + 1000; t < 3 * kMinute; t += 1000) End(t, t);
  EXPECT_EQ(clock_.arrival(), Arrived(-30 * kMinute));
  End(3 * kMinute, 3 * kMinute);
  EXPECT_EQ(clock_.arrival(), Arrived(-20 * kMinute));
}

TEST_F(PartitionClockTest, TimeWeWereAwayCountsAsAnOutage) {
  Progress progress;
  progress.arrival = Arrived(0);
  progress.arrival_set = At(0);
  progress.committed = At(1000);
  clock_.Restore(progress);
  End(5 * kMinute, 5 * kMinute);
  EXPECT_EQ(clock_.arrival(), Arrived(0));
}

TEST_F(PartitionClockTest, SavesWhatItWasRestoredFrom) {
  Record(0, 30 * kMinute);
  Record(20 * kMinute, 30 * kMinute);
  clock_.AddLeapKey({{1}, {2, 3}, EventMs(4)});
  Progress saved, again;
  clock_.Save(saved);
  PartitionClock other(PartitionClock::Kind::kKafka);
  other.Restore(saved);
  other.Save(again);
  EXPECT_EQ(saved, again);
  EXPECT_TRUE(other.HasLeap());
}

TEST(FileClockTest, EveryRecordMovesItAtOnceAndNothingElseDoes) {
  PartitionClock clock(PartitionClock::Kind::kFile);
  clock.OnRecord(ArrivalMs(1000), WallMs(100 * kMinute));
  clock.OnRecord(ArrivalMs(90 * kMinute), WallMs(100 * kMinute));
  EXPECT_EQ(clock.arrival(), ArrivalMs(90 * kMinute));
  clock.OnProvenEnd(WallMs(101 * kMinute));
  EXPECT_EQ(clock.arrival(), ArrivalMs(90 * kMinute));
}

}  // namespace
}  // namespace telltale
