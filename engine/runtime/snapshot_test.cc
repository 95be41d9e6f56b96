#include "engine/runtime/snapshot.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace telltale {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Snapshot Part(int32_t partition, uint64_t commits) {
  Snapshot part{.version = "1", .taken = WallMs(1000 + partition), .commits = commits};
  part.partitions.push_back({.topic = "t", .partition = partition});
  return part;
}

TEST(SnapshotTest, WhatSeveralLoopsShowIsAddedUp) {
  Snapshot a = Part(1, 2), b = Part(0, 3);
  a.answers[0] = 5;
  b.answers[0] = 6;
  a.jobs[1][0] = 1;
  b.jobs[1][0] = 2;
  b.denied[2] = 4;
  a.stages.Note(Stage::kSync, Nanos{0}, Millis{3});
  b.stages.Note(Stage::kSync, Nanos{0}, Millis{5});
  const Snapshot all = PutTogether({a, b});
  EXPECT_EQ(all.loops, 2u);
  EXPECT_EQ(all.commits, 5u);
  EXPECT_EQ(all.answers[0], 11u);
  EXPECT_EQ(all.jobs[1][0], 3u);
  EXPECT_EQ(all.denied[2], 4u);
  EXPECT_EQ(all.stages[Stage::kSync].count(), 2u);
  EXPECT_EQ(all.stages[Stage::kSync].sum(), Millis{8});
  ASSERT_EQ(all.partitions.size(), 2u);
  EXPECT_EQ(all.partitions[0].partition, 0);
  EXPECT_EQ(all.partitions[1].partition, 1);
  EXPECT_EQ(all.taken, WallMs(1000));  // as old as the older one
}

TEST(SnapshotTest, AReasonNotToBeReadyIsSaidOnce) {
  Snapshot a = Part(0, 0), b = Part(1, 0), c = Part(2, 0);
  a.not_ready = {"output: away"};
  b.not_ready = {"input: away", "output: away"};
  c.blocked = Blocked::kKeyLimit;
  const Snapshot all = PutTogether({a, b, c});
  EXPECT_THAT(all.not_ready, ElementsAre("output: away", "input: away"));
  EXPECT_EQ(all.blocked, Blocked::kKeyLimit);
}

TEST(SnapshotTest, ANodeIsNotReadyBeforeEachLoopHasSaidSomething) {
  SnapshotBoard board;
  board.Put(Part(0, 1), {.number = 0, .of = 2});
  EXPECT_THAT(board.Get().not_ready, ElementsAre("starting"));
  board.Put(Part(1, 1), {.number = 1, .of = 2});
  EXPECT_THAT(board.Get().not_ready, IsEmpty());
  EXPECT_EQ(board.Get().partitions.size(), 2u);
}

TEST(SnapshotTest, WhatANodeWithoutLoopsSaysReplacesAllThatTheyDid) {
  SnapshotBoard board;
  board.Put(Part(0, 1), {.number = 0, .of = 2});
  board.Put(Part(1, 1), {.number = 1, .of = 2});
  board.Put({.not_ready = {"kafka: away"}});
  EXPECT_THAT(board.Get().not_ready, ElementsAre("kafka: away"));
  EXPECT_EQ(board.Get().loops, 1u);
}

}  // namespace
}  // namespace telltale
