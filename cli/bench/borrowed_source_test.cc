#include "cli/bench/borrowed_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/status.h"
#include "tests/runtime/model_clock.h"
#include "tests/runtime/model_source.h"

namespace telltale {
namespace {

using testing::IsEmpty;

constexpr char kTopic[] = "t";

class BorrowedSourceTest : public testing::Test {
 protected:
  void Fill(int32_t partition, int records) {
    for (int i = 0; i < records; ++i) topic_.Append(partition, ArrivalMs(1000 + i), "{}");
  }
  // Opens the partitions of `borrowed` as start-up does.
  void Begin(BorrowedSource& borrowed) {
    const auto partitions = borrowed.Partitions(kTopic);
    ASSERT_TRUE(partitions.ok());
    for (const int32_t number : *partitions) {
      const auto bounds = borrowed.GetBounds(kTopic, number);
      ASSERT_TRUE(bounds.ok());
      ASSERT_TRUE(borrowed.Assign({{}, number}, kTopic, bounds->begin).ok());
    }
  }
  // Polls until it is over; how many records came.
  static size_t ReadAll(BorrowedSource& borrowed) {
    size_t records = 0;
    for (int polls = 0; polls < 1000; ++polls) {
      const auto batch = borrowed.Poll(Millis{0});
      if (!batch.ok()) return records;
      records += batch->records.size();
      if (batch->finished) return records;
    }
    ADD_FAILURE() << "it does not end";
    return records;
  }

  ModelTopic topic_;
  ModelClock clock_;
  ModelSource source_{topic_};
};

TEST_F(BorrowedSourceTest, ReadsTheSameShareOfTheNewestOfEachPartitionAndEnds) {
  topic_.partitions.resize(2);
  Fill(0, 10);
  Fill(1, 3);
  BorrowedSource borrowed(source_, clock_, {.records = 8, .time = Millis{1000}, .newest = true});
  Begin(borrowed);
  EXPECT_EQ(ReadAll(borrowed), 4u + 3u);
}

TEST_F(BorrowedSourceTest, DoesNotFollowATopicThatGrows) {
  topic_.partitions.resize(1);
  Fill(0, 3);
  BorrowedSource borrowed(source_, clock_, {.records = 100, .time = Millis{1000}, .newest = true});
  Begin(borrowed);
  EXPECT_EQ(ReadAll(borrowed), 3u);
  Fill(0, 3);
  EXPECT_EQ(ReadAll(borrowed), 0u);
}

TEST_F(BorrowedSourceTest, GivesNoMoreThanSoManyRecords) {
  topic_.partitions.resize(1);
  Fill(0, 10);
  BorrowedSource borrowed(source_, clock_, {.records = 4, .time = Millis{1000}});
  Begin(borrowed);
  EXPECT_EQ(ReadAll(borrowed), 4u);
}

TEST_F(BorrowedSourceTest, EndsWhenItsTimeIsOverEvenIfNothingComes) {
  topic_.partitions.resize(1);
  BorrowedSource borrowed(source_, clock_, {.records = 4, .time = Millis{1000}});
  Begin(borrowed);
  EXPECT_FALSE(borrowed.Poll(Millis{0})->finished);
  clock_.Pass(Millis{1000});
  EXPECT_TRUE(borrowed.Poll(Millis{0})->finished);
  EXPECT_EQ(borrowed.begin(), std::nullopt);
}

TEST_F(BorrowedSourceTest, LeavesNoTrace) {
  topic_.partitions.resize(1);
  Fill(0, 4);
  BorrowedSource borrowed(source_, clock_, {.records = 4, .time = Millis{1000}, .newest = true});
  Begin(borrowed);
  EXPECT_EQ(*borrowed.ReadGroup(kTopic, 0), std::nullopt);
  EXPECT_TRUE(borrowed.ClaimGroup("us").ok());
  ReadAll(borrowed);
  borrowed.Ack({{}, 0}, Offset{3});
  EXPECT_EQ(borrowed.end(), std::nullopt);
  borrowed.Ack({{}, 0}, Offset{4});
  borrowed.CommitGroup();
  EXPECT_THAT(source_.acked, IsEmpty());
  EXPECT_EQ(topic_.partitions[0].group, std::nullopt);
  EXPECT_NE(borrowed.end(), std::nullopt) << "but it notes that all is durable";
}

}  // namespace
}  // namespace telltale
