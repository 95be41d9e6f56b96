#include "engine/roads/lone_sends.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace telltale {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr char kOrders[] = "orders";

std::vector<int64_t> Take(LoneSends& sends, bool alone) {
  std::vector<int64_t> jobs;
  for (const LoneSends::Ready& ready : sends.TakeReady()) {
    EXPECT_EQ(ready.alone, alone);
    jobs.push_back(ready.job.value);
  }
  return jobs;
}

TEST(LoneSendsTest, NothingWaitsWhereNoneGoesAlone) {
  LoneSends sends;
  EXPECT_TRUE(sends.Begin(kOrders, {1}));
  EXPECT_TRUE(sends.Begin(kOrders, {2}));
  sends.End(kOrders);
  EXPECT_TRUE(sends.Begin(kOrders, {3}));
  EXPECT_THAT(sends.TakeReady(), IsEmpty());
}

TEST(LoneSendsTest, SendsOneAfterAnotherWhatTheBatchWasRefusedFor) {
  LoneSends sends;
  for (const int64_t job : {1, 2, 3}) EXPECT_TRUE(sends.Begin(kOrders, {job}));
  sends.Repeat(kOrders, {1});
  sends.Repeat(kOrders, {2});
  EXPECT_THAT(sends.TakeReady(), IsEmpty()) << "3 is under way";
  sends.End(kOrders);
  EXPECT_THAT(Take(sends, true), ElementsAre(1));
  EXPECT_THAT(sends.TakeReady(), IsEmpty()) << "1 is under way";
  sends.End(kOrders);
  EXPECT_THAT(Take(sends, true), ElementsAre(2));
  sends.End(kOrders);
  EXPECT_THAT(sends.TakeReady(), IsEmpty());
  EXPECT_TRUE(sends.Begin(kOrders, {4}));
}

TEST(LoneSendsTest, OthersOfTheTopicWaitBehindAndOtherTopicsDoNot) {
  LoneSends sends;
  EXPECT_TRUE(sends.Begin(kOrders, {1}));
  sends.Repeat(kOrders, {1});
  EXPECT_FALSE(sends.Begin(kOrders, {2}));
  EXPECT_TRUE(sends.Begin("invoices", {3}));
  EXPECT_THAT(Take(sends, true), ElementsAre(1));
  EXPECT_FALSE(sends.Begin(kOrders, {4}));
  EXPECT_THAT(sends.TakeReady(), IsEmpty());
  sends.End(kOrders);
  EXPECT_THAT(Take(sends, false), ElementsAre(2, 4));
  EXPECT_TRUE(sends.Begin(kOrders, {5}));
}

}  // namespace
}  // namespace telltale
