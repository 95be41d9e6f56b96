#include "engine/runtime/loop.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/runtime/harness.h"

namespace telltale {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST(LoopTest, StartsOneInstancePerEpisodeAndEndsItOnce) {
  World world;
  Node node(world);
  ASSERT_TRUE(node.opened().ok()) << node.opened();
  for (int i = 0; i < 5; ++i) world.Say("V1", true);
  ASSERT_TRUE(node.Turns(kEnough).ok());
  EXPECT_THAT(world.Started(), SizeIs(1));
  EXPECT_THAT(world.Ended(), IsEmpty());
  world.Say("V1", false);
  ASSERT_TRUE(node.Turns(kEnough).ok());
  EXPECT_THAT(world.Started(), SizeIs(1));
  EXPECT_THAT(world.Ended(), SizeIs(1));
  EXPECT_EQ(Unsettled(node), 0u);
}

// Kills the process after every number of turns from the record to the answer.
TEST(LoopTest, ACrashAfterAnyTurnNeitherLosesNorDoublesAnything) {
  for (int turns = 0; turns < 12; ++turns) {
    World world;
    {
      Node node(world);
      world.Say("V1", true);
      ASSERT_TRUE(node.Turns(turns).ok());
    }
    Node node(world);
    ASSERT_TRUE(node.opened().ok()) << node.opened();
    world.clock.Pass(Millis{1});
    world.Say("V1", false);
    ASSERT_TRUE(node.Turns(3 * kEnough).ok());
    EXPECT_THAT(world.Started(), SizeIs(1)) << turns;
    EXPECT_THAT(world.Ended(), SizeIs(1)) << turns;
    EXPECT_EQ(Unsettled(node), 0u) << turns;
  }
}

TEST(LoopTest, AcknowledgesOnlyWhatIsDurable) {
  World world;
  Node node(world);
  world.Say("V1", true);
  world.store.failure = absl::DataLossError("disk on fire");
  const absl::Status ended = node.Turns(kEnough);
  EXPECT_EQ(ErrorOf(ended), ErrorId::kCommitFailed);
  EXPECT_THAT(node.source().acked, IsEmpty());
  EXPECT_THAT(world.Started(), IsEmpty());
}

TEST(LoopTest, StopsReadingBelowTheDiskReserveAndResumesByItself) {
  World world;
  world.store.free_bytes = 1000;
  Node node(world, {}, {.disk_reserve_bytes = 1000});
  ASSERT_TRUE(node.Turns(kEnough).ok());
  world.store.free_bytes = 999;
  world.Say("V1", true);
  ASSERT_TRUE(node.Turns(2 * kEnough).ok());
  EXPECT_EQ(node.Show().blocked, Blocked::kDiskReserve);
  world.Say("V2", true);
  ASSERT_TRUE(node.Turns(2 * kEnough).ok());
  EXPECT_EQ(node.Show().partitions[0].counters.records, 1u);
  EXPECT_THAT(world.Started(), SizeIs(1)) << "what was decided is still told";
  world.store.free_bytes = 1000;
  ASSERT_TRUE(node.Turns(3 * kEnough).ok());
  EXPECT_EQ(node.Show().blocked, Blocked::kNo);
  EXPECT_THAT(world.Started(), SizeIs(2));
}

TEST(LoopTest, ReadsNothingBeforeItKnowsThatThereIsRoom) {
  World world;
  world.store.free_bytes = 999;
  Node node(world, {}, {.disk_reserve_bytes = 1000});
  world.Say("V1", true);
  ASSERT_TRUE(node.Turns(kEnough).ok());
  EXPECT_EQ(node.Show().partitions[0].counters.records, 0u);
}

TEST(LoopTest, StopsReadingWhileTheOutboxIsFull) {
  World world;
  world.zeebe.SetAway(true);
  Node node(world, {}, {.outbox_rows = 2});
  world.Say("V1", true);
  world.Say("V2", true);
  ASSERT_TRUE(node.Turns(2 * kEnough).ok());
  world.Say("V3", true);
  ASSERT_TRUE(node.Turns(kEnough).ok());
  EXPECT_EQ(node.Show().blocked, Blocked::kOutboxLimit);
  EXPECT_EQ(node.Show().partitions[0].counters.records, 2u);
  world.zeebe.SetAway(false);
  ASSERT_TRUE(node.Turns(20 * kEnough).ok());
  EXPECT_THAT(world.Started(), SizeIs(3));
}

// However few commands that are: a message may be large, and parked ones wait for a person.
TEST(LoopTest, StopsReadingWhileTheMessagesTakeTooMuchMemory) {
  World world;
  world.zeebe.SetAway(true);
  Node node(world, {}, {.outbox_bytes = 1});
  world.Say("V1", true);
  ASSERT_TRUE(node.Turns(2 * kEnough).ok());
  EXPECT_EQ(node.Show().blocked, Blocked::kOutboxLimit);
  world.zeebe.SetAway(false);
  world.Say("V2", true);
  ASSERT_TRUE(node.Turns(20 * kEnough).ok());
  EXPECT_THAT(world.Started(), SizeIs(2));
}

// Its commands' turn has come, but there is nobody to tell.
TEST(LoopTest, WaitsWhileTheGatewayNeverAnswered) {
  World world;
  world.zeebe.SetAway(true);
  Node node(world);
  world.Say("V1", true);
  ASSERT_TRUE(node.Turns(2 * kEnough, Millis{50}).ok());
  EXPECT_GT(node.source().patience, Millis{0});
}

TEST(LoopTest, ShowsSinceWhenTheOldestCommandWaits) {
  World world;
  world.zeebe.SetAway(true);
  Node node(world);
  const WallTime began = world.clock.Wall();
  world.Say("V1", true);
  ASSERT_TRUE(node.Turns(kEnough).ok());
  world.Say("V2", true);
  ASSERT_TRUE(node.Turns(kEnough).ok());
  ASSERT_TRUE(node.Show().partitions[0].oldest_command.has_value());
  EXPECT_LT(*node.Show().partitions[0].oldest_command, began + Millis{kEnough * 10});
  world.zeebe.SetAway(false);
  ASSERT_TRUE(node.Turns(20 * kEnough).ok());
  EXPECT_EQ(node.Show().partitions[0].oldest_command, std::nullopt);
}

// A disk that takes its time.
struct SlowStore : ModelStore {
  explicit SlowStore(ModelClock& of) : clock(of) {}
  absl::Status Commit(absl::Span<const Changes> changes) override {
    clock.Pass(Millis{30});
    return ModelStore::Commit(changes);
  }
  ModelClock& clock;
};

TEST(LoopTest, NotesOnceHowLongAPollABatchAndACommandTake) {
  World world;
  world.zeebe.SetFaults([](const Message&) { return Fault{.answer_after = Millis{20}}; });
  SlowStore store(world.clock);
  Node node(world, store, {}, {});
  ASSERT_TRUE(node.Turns(kEnough).ok());
  const StageTimes before = node.Show().stages;
  EXPECT_EQ(before[Stage::kFetch].count(), 0u) << "polls that bring nothing are not counted";
  for (int i = 0; i < 3; ++i) world.Say("V1", true);
  ASSERT_TRUE(node.Turns(kEnough).ok());
  const StageTimes stages = node.Show().stages;
  EXPECT_EQ(stages[Stage::kFetch].count(), 1u);
  EXPECT_EQ(stages[Stage::kStep].count(), 1u);
  EXPECT_EQ(stages[Stage::kSend].count(), 1u);
  EXPECT_EQ(stages[Stage::kSend].sum(), Millis{20});
  // Of the start's row, of its mark, and of its answer; each once.
  EXPECT_EQ(stages[Stage::kSync].count() - before[Stage::kSync].count(), 3u);
  EXPECT_EQ(stages[Stage::kSync].sum() - before[Stage::kSync].sum(), 3 * Millis{30});
  EXPECT_EQ(stages[Stage::kCommitWait].count(), stages[Stage::kSync].count());
}

TEST(LoopTest, NotesThatABatchWithoutACommandWaitsForItsAge) {
  World world;
  Node node(world, {}, {.batch_age = Millis{50}});
  world.Say("V1", false);
  ASSERT_TRUE(node.Turns(kEnough).ok());
  EXPECT_EQ(node.Show().stages[Stage::kCommitWait].sum(), Millis{50});
}

TEST(LoopTest, StopsReadingAtTheKeyLimit) {
  World world;
  Node node(world, {}, {.keys = 1});
  world.Say("V1", true);
  ASSERT_TRUE(node.Turns(2 * kEnough).ok());
  world.Say("V2", true);
  ASSERT_TRUE(node.Turns(2 * kEnough).ok());
  EXPECT_EQ(node.Show().blocked, Blocked::kKeyLimit);
  EXPECT_EQ(node.Show().partitions[0].counters.records, 1u);
}

TEST(LoopTest, WaitsWhileTheSourceIsAwayAndSaysSo) {
  World world;
  Node node(world);
  world.topic.away = true;
  ASSERT_TRUE(node.Turns(kEnough).ok());
  ASSERT_FALSE(node.Show().not_ready.empty());
  EXPECT_NE(node.Show().not_ready[0].find("input"), std::string::npos);
  world.topic.away = false;
  ASSERT_TRUE(node.Turns(kEnough).ok());
  EXPECT_THAT(node.Show().not_ready, IsEmpty());
}

TEST(LoopTest, SendsNothingWhileTheWorkflowEngineIsAwayAndEverythingOnceAfterwards) {
  World world;
  world.zeebe.SetAway(true);
  Node node(world);
  for (int i = 0; i < 20; ++i) world.Say("V" + std::to_string(i), true);
  ASSERT_TRUE(node.Turns(5 * kEnough).ok());
  EXPECT_EQ(Unsettled(node), 20u);
  world.zeebe.SetAway(false);
  ASSERT_TRUE(node.Turns(20 * kEnough).ok());
  EXPECT_THAT(world.Started(), SizeIs(20));
  EXPECT_EQ(Unsettled(node), 0u);
}

// Found by simulation seed 1051: the machine rebooted with a clock that was set back, so the
// attempt looked young, and the start was sent again after its id was forgotten.
TEST(LoopTest, ParksAnUncertainStartWhenTheClockWasSetBackWhileItWasDown) {
  World world;
  world.zeebe.SetFaults([](const Message&) { return Fault{.kind = Fault::Kind::kLost}; });
  {
    Node node(world);
    world.Say("V1", true);
    ASSERT_TRUE(node.Turns(kEnough).ok());
  }
  world.clock.Reboot();
  world.clock.SetWall(Millis{-60'000});
  world.zeebe.SetFaults(nullptr);
  Node node(world);
  ASSERT_TRUE(node.Turns(kEnough).ok());
  EXPECT_EQ(node.Show().partitions[0].outbox[static_cast<int>(Fate::kParked)], 1u);
}

TEST(LoopTest, EndsWhenAnotherProcessHasTakenTheGroup) {
  World world;
  Node node(world);
  world.Say("V1", true);
  ASSERT_TRUE(node.Turns(kEnough).ok());
  world.topic.partitions[0].group->metadata = "telltale ffff 9";
  const absl::Status ended = node.Turns(20 * kEnough);
  EXPECT_EQ(ErrorOf(ended), ErrorId::kGroupTaken);
}

TEST(LoopTest, KeepsATickThatJudgedSomething) {
  World world;
  world.config =
      "topics: { t: { time: at } }\n"
      "rules: { r: { topic: t, key: [v], bad: bad, clear: quiet for 10s, start: s, back: b } }\n";
  Node node(world);
  world.Say("V1", true);
  ASSERT_TRUE(node.Turns(kEnough).ok());
  for (int second = 0; second < 17; ++second) {
    node.source().AskEnds(world.clock.Wall());
    ASSERT_TRUE(node.Turns(kEnough).ok());
  }
  EXPECT_THAT(world.Ended(), SizeIs(1));
  std::vector<Tick> ticks;
  ASSERT_TRUE(world.store.ScanTicks({{1}, 0}, [&](const Tick& t) { ticks.push_back(t); }).ok());
  ASSERT_THAT(ticks, SizeIs(1));
  EXPECT_EQ(ticks[0].next, Offset{1});
}

// Found by simulation seed 3: the arrival survived a crash with the next commit, but not the tick
// that had moved it, so a replay saw the next record arrive earlier.
TEST(LoopTest, KeepsATickWhoseArrivalIsCommittedBeforeTheNextRecord) {
  World world;
  world.zeebe.SetAway(true);
  {
    Node node(world);
    world.Say("V1", true);
    ASSERT_TRUE(node.Turns(kEnough).ok());
    node.source().AskEnds(world.clock.Wall());
    world.zeebe.SetAway(false);
    ASSERT_TRUE(node.Turns(20 * kEnough).ok());
    ASSERT_THAT(world.Started(), SizeIs(1));
  }
  Node node(world);
  world.Say("V1", true);
  ASSERT_TRUE(node.Turns(kEnough).ok());
  std::vector<Tick> ticks;
  ASSERT_TRUE(world.store.ScanTicks({{1}, 0}, [&](const Tick& t) { ticks.push_back(t); }).ok());
  ASSERT_THAT(ticks, SizeIs(1));
  EXPECT_EQ(ticks[0].next, Offset{1});
}

}  // namespace
}  // namespace telltale
