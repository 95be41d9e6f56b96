// Several loops of one node: over one store, one workflow engine and one clock.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <list>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "connectors/json/json_decoder.h"
#include "engine/base/status.h"
#include "engine/runtime/run_loops.h"
#include "tests/runtime/harness.h"

namespace telltale {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Key;
using testing::SizeIs;

constexpr int kPartitions = 3;

struct TwoLoops : World {
  TwoLoops() : World(kPartitions) { loops = 2; }
  // Each partition has a vehicle of its own.
  void SayAll(bool bad) {
    for (int32_t p = 0; p < kPartitions; ++p) Say(absl::StrCat("V", p), bad, p);
  }
};

TEST(LoopsTest, EachHasPartitionsOfItsOwn) {
  TwoLoops world;
  Node node(world);
  ASSERT_TRUE(node.opened().ok()) << node.opened();
  ASSERT_EQ(node.loops(), 2u);
  world.SayAll(true);
  ASSERT_TRUE(node.Turns(kEnough).ok());
  EXPECT_THAT(node.source(0).acked, ElementsAre(Key(0), Key(2)));
  EXPECT_THAT(node.source(1).acked, ElementsAre(Key(1)));
  EXPECT_THAT(world.Started(), SizeIs(kPartitions));
}

TEST(LoopsTest, ThereAreNoMoreThanPartitions) {
  World world(2);
  world.loops = 5;
  Node node(world);
  ASSERT_TRUE(node.opened().ok()) << node.opened();
  EXPECT_EQ(node.loops(), 2u);
  EXPECT_EQ(node.Show().loops, 1u);  // nobody has said anything yet
  ASSERT_TRUE(node.Turns(1).ok());
  EXPECT_EQ(node.Show().loops, 2u);
}

TEST(LoopsTest, AreShownAsOneNode) {
  TwoLoops world;
  Node node(world);
  world.SayAll(true);
  ASSERT_TRUE(node.Turns(kEnough).ok());
  const Snapshot all = node.Show();
  ASSERT_THAT(all.partitions, SizeIs(kPartitions));
  for (int p = 0; p < kPartitions; ++p) EXPECT_EQ(all.partitions[p].partition, p);
  EXPECT_EQ(Sum(all).starts, 3u);
  EXPECT_EQ(all.answers[static_cast<int>(Answer::kAccepted)], 3u);
  EXPECT_THAT(all.not_ready, IsEmpty());
}

// Kills the process at every commit, of whichever loop, from the first records to the last answer.
TEST(LoopsTest, ACrashAtAnyCommitNeitherLosesNorDoublesAnything) {
  int crashes = 0;
  for (int commits = 0; commits < 40; ++commits) {
    TwoLoops world;
    {
      Node node(world);
      ASSERT_TRUE(node.opened().ok()) << node.opened();
      world.store.commits_left = commits;
      world.SayAll(true);
      absl::Status status = node.Turns(kEnough);
      world.clock.Pass(Millis{1});
      world.SayAll(false);
      if (status.ok()) status = node.Turns(kEnough);
      crashes += !status.ok();
    }
    world.store.commits_left.reset();
    Node node(world);
    ASSERT_TRUE(node.opened().ok()) << node.opened();
    ASSERT_TRUE(node.Turns(3 * kEnough).ok());
    EXPECT_THAT(world.Started(), SizeIs(kPartitions)) << commits;
    EXPECT_THAT(world.Ended(), SizeIs(kPartitions)) << commits;
    EXPECT_EQ(Unsettled(node), 0u) << commits;
  }
  EXPECT_GT(crashes, 10);
}

// The number of loops is nothing that a store knows.
TEST(LoopsTest, AnotherNumberOfLoopsGoesOnWhereTheOthersWere) {
  TwoLoops world;
  for (const size_t loops : {2, 1, 3, 2}) {
    world.loops = loops;
    Node node(world);
    ASSERT_TRUE(node.opened().ok()) << node.opened();
    world.SayAll(true);
    ASSERT_TRUE(node.Turns(kEnough).ok());
    EXPECT_THAT(world.Started(), SizeIs(kPartitions)) << loops;
    ASSERT_TRUE(node.Stop().ok());
    world.clock.Pass(Millis{1});
  }
}

TEST(LoopsTest, AJobGoesToTheLoopThatHasItsPartition) {
  TwoLoops world;
  world.BuildGates();
  Node node(world);
  world.SayAll(true);
  ASSERT_TRUE(node.Turns(kEnough).ok());
  const std::vector<BrokerModel::Instance> running = world.Effective();
  ASSERT_THAT(running, SizeIs(kPartitions));
  for (const BrokerModel::Instance& each : running) {
    ASSERT_TRUE(world.zeebe.EndTask(each.key));
  }
  ASSERT_TRUE(node.Turns(kEnough).ok());
  const Snapshot all = node.Show();
  EXPECT_EQ(all.jobs[0][static_cast<int>(JobResult::kPassed)], 3u);
  EXPECT_EQ(all.jobs[1][static_cast<int>(JobResult::kPassed)], 3u);
  for (const PartitionSnapshot& partition : all.partitions) {
    EXPECT_EQ(partition.confirmed, 1u) << partition.partition;
  }
}

TEST(LoopsTest, AJobThatIsNobodysIsLeftAloneAndCountedOnce) {
  TwoLoops world;
  world.BuildGates();
  Node node(world);
  world.Say("V1", true, 1);
  ASSERT_TRUE(node.Turns(kEnough).ok());
  const std::string ours = "\"partition\":";
  std::string variables = world.Effective().at(0).variables;
  variables.insert(variables.rfind(ours) + ours.size(), "7");
  world.zeebe.Publish({.name = "s",
                       .correlation_key = "x",
                       .id = "x",
                       .ttl = Millis{60'000},
                       .variables = variables},
                      [](const Answered&) {});
  ASSERT_TRUE(node.Turns(kEnough).ok());
  EXPECT_EQ(node.Show().jobs[0][static_cast<int>(JobResult::kForeign)], 1u);
}

TEST(LoopsTest, TheLimitOfKeysIsForAllOfThem) {
  TwoLoops world;
  Node node(world, {}, {.keys = 3});
  world.Say("A", true, 0);
  world.Say("B", true, 1);
  ASSERT_TRUE(node.Turns(kEnough).ok());
  EXPECT_EQ(node.Show().blocked, Blocked::kNo);
  world.Say("C", true, 0);
  ASSERT_TRUE(node.Turns(2 * kEnough).ok());
  EXPECT_EQ(node.Show().blocked, Blocked::kKeyLimit);
  world.Say("D", true, 1);  // of the loop that has one key
  ASSERT_TRUE(node.Turns(2 * kEnough).ok());
  EXPECT_EQ(node.source(1).acked.at(1), Offset{1});
}

// One loop is at rest while the other commits: what it had sent before is not younger than that.
TEST(LoopsTest, ALoopAtRestNoticesThatTheClockWasSetBackByAnothersCommit) {
  TwoLoops world;
  Node node(world);
  world.zeebe.SetFaults([](const Message&) { return Fault{.kind = Fault::Kind::kLost}; });
  world.Say("V1", true, 1);
  ASSERT_TRUE(node.Turns(5).ok());
  world.zeebe.SetAway(true);  // so that its loop has nothing to do
  world.clock.Pass(Millis{600'000});
  world.Say("V0", true, 0);
  ASSERT_TRUE(node.Turns(kEnough).ok());
  EXPECT_EQ(node.Show().partitions[1].outbox[static_cast<int>(Fate::kAttempted)], 1u);
  world.clock.SetWall(Millis{-300'000});
  ASSERT_TRUE(node.Turns(2 * kEnough).ok());
  EXPECT_EQ(node.Show().partitions[1].outbox[static_cast<int>(Fate::kParked)], 1u);
}

// ---------------------------------------------------------------- on threads of their own

// A file of which nothing more will come, unless it breaks.
class EndingSource : public ModelSource {
 public:
  explicit EndingSource(ModelTopic& topic) : ModelSource(topic) {}
  absl::StatusOr<Batch> Poll(Millis limit) override {
    RETURN_IF_ERROR(broken);
    ASSIGN_OR_RETURN(Batch batch, ModelSource::Poll(limit));
    batch.finished = !endless;
    return batch;
  }
  absl::Status broken;
  bool endless = false;
};

class ThreadedLoopsTest : public testing::Test {
 protected:
  ThreadedLoopsTest() {
    for (int i = 0; i < 2; ++i) sources_.push_back(std::make_unique<EndingSource>(world_.topic));
    world_.SayAll(true);
  }

  absl::Status Run(absl::FunctionRef<absl::Status()> patience) {
    Config config = ReadConfig(world_.config);
    ASSIGN_OR_RETURN(std::vector<Opened> opened,
                     OpenForLoops(config.rules, world_.store, {&*sources_[0], &*sources_[1]},
                                  world_.clock, &MakeJsonDecoder, {.loaders = 2}));
    Peers peers(2);
    std::list<Dispatcher> dispatchers;
    std::list<Loop> loops;  // outlive the committer
    ThreadCommitter committer(world_.store);
    std::vector<Loop*> pointers;
    for (size_t i = 0; i < opened.size(); ++i) {
      Dispatcher& dispatcher = dispatchers.emplace_back(world_.zeebe, DispatcherOptions{});
      Loop& loop = loops.emplace_back(std::move(opened[i]), *sources_[i], committer, dispatcher,
                                      world_.clock, board_, LoopOptions{.place = {i, 2}});
      loop.Join(peers);
      pointers.push_back(&loop);
    }
    return RunLoops(pointers, stop_, patience);
  }
  static absl::Status Patient() { return absl::OkStatus(); }

  TwoLoops world_;
  std::vector<std::unique_ptr<EndingSource>> sources_;
  SnapshotBoard board_;
  std::atomic<bool> stop_{false};
};

TEST_F(ThreadedLoopsTest, EndWhenTheInputOfAllIsFinishedAndSettled) {
  ASSERT_TRUE(Run(&Patient).ok());
  EXPECT_THAT(world_.Started(), SizeIs(kPartitions));
  EXPECT_EQ(Sum(board_.Get()).starts, 3u);
}

TEST_F(ThreadedLoopsTest, NoneEndsBeforeTheOthers) {
  sources_[1]->endless = true;
  int asked = 0;
  ASSERT_TRUE(Run([&] {
                stop_ = ++asked == 20;
                return absl::OkStatus();
              }).ok());
  EXPECT_EQ(asked, 20);
}

TEST_F(ThreadedLoopsTest, EndWithTheStatusOfTheOneThatFails) {
  for (const auto& source : sources_) source->endless = true;
  sources_[1]->broken = absl::DataLossError("a hole");
  EXPECT_EQ(Run(&Patient), absl::DataLossError("a hole"));
}

TEST_F(ThreadedLoopsTest, EndWhenPatienceDoes) {
  for (const auto& source : sources_) source->endless = true;
  EXPECT_EQ(Run([] { return absl::UnavailableError("too long"); }),
            absl::UnavailableError("too long"));
}

TEST_F(ThreadedLoopsTest, EndWhenACommitFails) {
  world_.store.commits_left = 2;  // the first is that of the start-up
  EXPECT_EQ(ErrorOf(Run(&Patient)), ErrorId::kCommitFailed);
}

}  // namespace
}  // namespace telltale
