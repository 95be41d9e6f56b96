#include "engine/delivery/key_queues.h"

#include <gtest/gtest.h>

namespace telltale {
namespace {

constexpr QueueKey kQueue{RuleId{1}, KeyHash{2, 3}};
constexpr QueueKey kOther{RuleId{2}, KeyHash{2, 3}};

TEST(KeyQueuesTest, KeepsTheOrderOfEachKey) {
  KeyQueues queues;
  queues.Push(kQueue, OutboxSeq{1});
  queues.Push(kOther, OutboxSeq{2});
  queues.Push(kQueue, OutboxSeq{3});
  EXPECT_EQ(queues.Head(kQueue), OutboxSeq{1});
  queues.Remove(kQueue, OutboxSeq{1});
  EXPECT_EQ(queues.Head(kQueue), OutboxSeq{3});
  EXPECT_EQ(queues.Head(kOther), OutboxSeq{2});
}

TEST(KeyQueuesTest, TakesOutWhatStandsBehindTheHead) {
  KeyQueues queues;
  queues.Push(kQueue, OutboxSeq{1});
  queues.Push(kQueue, OutboxSeq{2});
  queues.Remove(kQueue, OutboxSeq{2});
  queues.Remove(kQueue, OutboxSeq{1});
  EXPECT_EQ(queues.Head(kQueue), std::nullopt);
}

TEST(KeyQueuesTest, KeepsTheOrderOfALongBacklog) {
  KeyQueues queues;
  constexpr uint64_t kMany = 1000;
  for (uint64_t seq = 1; seq <= kMany; ++seq) queues.Push(kQueue, OutboxSeq{seq});
  queues.Remove(kQueue, OutboxSeq{500});
  for (uint64_t seq = 1; seq <= 400; ++seq) {
    ASSERT_EQ(queues.Head(kQueue), OutboxSeq{seq});
    queues.Remove(kQueue, OutboxSeq{seq});
  }
  queues.PutBack(kQueue, OutboxSeq{500}, /*busy=*/true);
  for (uint64_t seq = 401; seq <= kMany; ++seq) {
    ASSERT_EQ(queues.Head(kQueue), OutboxSeq{seq});
    queues.Remove(kQueue, OutboxSeq{seq});
  }
  EXPECT_EQ(queues.size(), 0u);
}

TEST(KeyQueuesTest, RemembersTheNewestStartUntilItIsGone) {
  KeyQueues queues;
  EXPECT_EQ(queues.NewestStart(kQueue), std::nullopt);
  queues.SetNewestStart(kQueue, OutboxSeq{1});
  queues.SetNewestStart(kQueue, OutboxSeq{3});
  queues.ForgetStart(kQueue, OutboxSeq{1});
  EXPECT_EQ(queues.NewestStart(kQueue), OutboxSeq{3});
  queues.ForgetStart(kQueue, OutboxSeq{3});
  EXPECT_EQ(queues.NewestStart(kQueue), std::nullopt);
}

TEST(KeyQueuesTest, ForgetsAKeyOfWhichNothingIsLeft) {
  KeyQueues queues;
  queues.Push(kQueue, OutboxSeq{1});
  queues.SetNewestStart(kQueue, OutboxSeq{1});
  queues.Remove(kQueue, OutboxSeq{1});
  EXPECT_EQ(queues.size(), 1u);
  queues.ForgetStart(kQueue, OutboxSeq{1});
  EXPECT_EQ(queues.size(), 0u);
}

}  // namespace
}  // namespace telltale
