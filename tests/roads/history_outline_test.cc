#include "engine/roads/history_outline.h"

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>

namespace telltale {
namespace {

using Match = HistoryOutline::Match;

// One record of this log every 10 ms, with one position in between.
constexpr int64_t kPace = 10;
RecordSign At(int64_t position, int64_t later = 0) {
  return {.timestamp = position * kPace / 2 + later, .digest = static_cast<uint64_t>(position)};
}

HistoryOutline Log(int64_t records) {
  HistoryOutline outline;
  for (int64_t i = 0; i < records; ++i) outline.Add(2 * i, At(2 * i));
  return outline;
}

// What a store has of it.
class Pages {
 public:
  void Write(HistoryOutline& outline) {
    for (const PageRun& page : outline.TakePages()) {
      pages_[page.page] = page.bytes;
      ++written_;
    }
  }
  HistoryOutline Read() const {
    HistoryOutline outline;
    for (const auto& [number, bytes] : pages_) EXPECT_TRUE(outline.RestorePage(bytes).ok());
    return outline;
  }
  int written() const { return written_; }

 private:
  std::map<uint32_t, std::string> pages_;
  int written_ = 0;
};

TEST(HistoryOutlineTest, KnowsEveryRecordOfAShortLog) {
  const HistoryOutline outline = Log(HistoryOutline::kMost);
  for (int64_t position = 0; position <= outline.end(); position += 2) {
    EXPECT_EQ(outline.Compare(position, At(position)), Match::kFits);
    EXPECT_EQ(outline.Compare(position, At(position, 1)), Match::kDiffers);
    EXPECT_EQ(outline.Compare(position, {At(position).timestamp, 7777}), Match::kDiffers);
  }
}

TEST(HistoryOutlineTest, NeverTakesARecordOfTheLogForAnother) {
  HistoryOutline outline;
  const auto uneven = [](int64_t position) {  // a clock that is set back now and then
    return RecordSign{position - (position % 100 == 0 ? 5000 : 0), 1};
  };
  for (int64_t position = 0; position < 300'000; position += 3) {
    outline.Add(position, uneven(position));
  }
  EXPECT_LE(outline.stretches(), HistoryOutline::kMost);
  for (int64_t position = 0; position < 300'000; position += 3) {
    ASSERT_EQ(outline.Compare(position, uneven(position)), Match::kFits) << position;
  }
}

// The other began a minute later, or is as fast but for some records.
TEST(HistoryOutlineTest, TellsAnotherLogOfTheSameTimeByItsFirstRecord) {
  const HistoryOutline outline = Log(1'000'000);
  for (int64_t position = 0; position <= outline.end(); position += 9999) {
    EXPECT_EQ(outline.Compare(position, At(position, 60'000)), Match::kDiffers) << position;
    EXPECT_EQ(outline.Compare(position, At(position, -60'000)), Match::kDiffers) << position;
  }
}

TEST(HistoryOutlineTest, LetsPassWhatWasNotThereBefore) {
  for (const int64_t records : {100, 10'000}) {
    const HistoryOutline outline = Log(records);
    for (int64_t position = 1; position < outline.end(); position += 2) {
      ASSERT_EQ(outline.Compare(position, At(position)), Match::kFits) << position;
    }
  }
}

TEST(HistoryOutlineTest, KnowsNothingOfWhatCameBeforeIt) {
  HistoryOutline outline;
  EXPECT_EQ(outline.Compare(5, At(5)), Match::kUnknown);
  outline.Add(6, std::nullopt);  // could not be read
  EXPECT_EQ(outline.Compare(6, At(6)), Match::kUnknown);
  outline.Add(8, At(8));
  EXPECT_EQ(outline.Compare(5, At(5)), Match::kUnknown);
  EXPECT_EQ(outline.end(), 8);
}

TEST(HistoryOutlineTest, IsTheSameFromItsPages) {
  Pages pages;
  HistoryOutline outline;
  for (int64_t i = 0; i < 5000; ++i) {
    outline.Add(2 * i, At(2 * i));
    pages.Write(outline);
    if (i % 97 == 0) outline = pages.Read();
  }
  const HistoryOutline again = pages.Read();
  EXPECT_EQ(again.end(), outline.end());
  EXPECT_EQ(again.stretches(), Log(5000).stretches());
  for (int64_t position = 0; position <= again.end(); ++position) {
    ASSERT_EQ(again.Compare(position, At(position)), Match::kFits) << position;
    ASSERT_EQ(again.Compare(position, At(position, 600)), Match::kDiffers) << position;
  }
}

TEST(HistoryOutlineTest, WritesThePageThatChangedAlone) {
  Pages pages;
  HistoryOutline outline = Log(1000);
  pages.Write(outline);
  EXPECT_EQ(pages.written(), 8);
  outline.Add(2000, At(2000));
  pages.Write(outline);
  EXPECT_EQ(pages.written(), 9);
  pages.Write(outline);
  EXPECT_EQ(pages.written(), 9);
}

TEST(HistoryOutlineTest, LeavesOlderPagesAloneOnceItWasCleared) {
  Pages pages;
  HistoryOutline outline = Log(1000);
  pages.Write(outline);
  outline.Clear();
  outline.Add(3, At(3, 5));
  pages.Write(outline);
  const HistoryOutline again = pages.Read();
  EXPECT_EQ(again.stretches(), 1u);
  EXPECT_EQ(again.end(), 3);
}

TEST(HistoryOutlineTest, RefusesADamagedPage) {
  HistoryOutline outline = Log(3);
  std::string bytes = outline.TakePages()[0].bytes;
  bytes[20] ^= 1;
  EXPECT_EQ(HistoryOutline().RestorePage(bytes).code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace telltale
