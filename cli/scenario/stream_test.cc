#include "cli/scenario/stream.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace telltale {
namespace {

using std::chrono_literals::operator""s;
using testing::ElementsAre;

TEST(StreamTest, RepeatsUntilBeforeTheEnd) {
  EXPECT_EQ(ParseRepeat("every 1s for 90s")->times, 90u);
  EXPECT_EQ(ParseRepeat("every 7s for 15s")->times, 3u);  // at 0, 7 and 14 s
  EXPECT_EQ(ParseRepeat("every 10s for 1s")->times, 1u);
  EXPECT_EQ(ParseRepeat("5 times  every 1m")->every, 60s);
}

TEST(StreamTest, HasNoOtherForms) {
  for (const char* text : {"", "every 1s", "every 0s for 1s", "every 1s for 0s", "0 times every 1s",
                           "five times every 1s", "-1 times every 1s", "5 times each 1s"}) {
    EXPECT_FALSE(ParseRepeat(text)) << text;
  }
  for (const char* text : {"", "within 3s", "within 0s seed 1", "within 3s seed x", "3s seed 1"}) {
    EXPECT_FALSE(ParseShuffle(text)) << text;
  }
}

TEST(StreamTest, OrdersByTimeAndOtherwiseAsWritten) {
  EXPECT_THAT(OrderOf({2s, 1s, 2s, 0s}, std::nullopt), ElementsAre(3, 1, 0, 2));
}

// The first numbers of SplitMix64 from 0 on are e220a8397b1dcdaf, 6e789e6aa1b965f4,
// 06c45d188009454f: modulo 3001 that is 2413, 1308 and 2123.
TEST(StreamTest, HoldsBackByTheNumbersOfItsSeed) {
  EXPECT_THAT(OrderOf({0s, 0s, 0s}, Shuffle{3s, 0}), ElementsAre(1, 2, 0));
}

TEST(StreamTest, ComesAtMostSoMuchAfterANewerOne) {
  std::vector<Millis> times;
  for (int i = 0; i < 1000; ++i) times.emplace_back(i * 100);
  const std::vector<size_t> order = OrderOf(times, Shuffle{3s, 7});
  Millis newest{0};
  bool disorder = false;
  for (const size_t index : order) {
    disorder = disorder || times[index] < newest;
    newest = std::max(newest, times[index]);
    EXPECT_LE(newest - times[index], Millis{3000});
  }
  EXPECT_TRUE(disorder);
}

}  // namespace
}  // namespace telltale
