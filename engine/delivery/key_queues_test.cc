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
