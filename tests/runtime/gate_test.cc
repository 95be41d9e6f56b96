#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/runtime/harness.h"

namespace telltale {
namespace {

using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

uint64_t JobsOf(const Node& node, InstanceReport::Kind kind, JobResult result) {
  return node.Show().jobs[static_cast<size_t>(kind)][static_cast<size_t>(result)];
}
uint64_t Gates(const Node& node, JobResult result) {
  return JobsOf(node, InstanceReport::Kind::kStarted, result);
}
uint64_t Confirmed(const Node& node) { return node.Show().partitions.at(0).confirmed; }
uint64_t Unconfirmed(const Node& node) { return node.Show().partitions.at(0).unconfirmed; }

class GateTest : public testing::Test {
 protected:
  GateTest() { world_.BuildGates(); }

  // Somebody else publishes the start of the only instance again, under an id of his own.
  void PublishAsAStranger(const std::string& id) {
    const BrokerModel::Instance first = world_.zeebe.Instances().at(0);
    world_.zeebe.Publish({.name = "s",
                          .correlation_key = first.correlation_key,
                          .id = id,
                          .ttl = kHour,
                          .variables = first.variables},
                         [](const Answered&) {});
  }

  World world_;
};

TEST_F(GateTest, TheOnlyInstancePassesAndConfirmsItsStart) {
  Node node(world_);
  ASSERT_TRUE(node.opened().ok()) << node.opened();
  world_.Say("V1", true);
  ASSERT_TRUE(node.Turns(kEnough).ok());
  EXPECT_THAT(world_.Effective(), SizeIs(1));
  EXPECT_EQ(Confirmed(node), 1u);
  EXPECT_EQ(Gates(node, JobResult::kPassed), 1u);
}

TEST_F(GateTest, AGhostOfAStrangerIsCancelled) {
  Node node(world_);
  world_.Say("V1", true);
  ASSERT_TRUE(node.Turns(kEnough).ok());
  PublishAsAStranger("ghost");
  ASSERT_TRUE(world_.zeebe.Cancel(world_.Effective().at(0).key));  // lets the ghost in
  ASSERT_TRUE(node.Turns(kEnough).ok());
  EXPECT_THAT(world_.Started(), SizeIs(2));
  EXPECT_THAT(world_.Effective(), IsEmpty());
  EXPECT_EQ(Gates(node, JobResult::kCancelled), 1u);
}

// As seen on real brokers: a job is pushed before the broker's own records of it are safe, and
// after a crash the same instance comes again under other keys.
TEST_F(GateTest, AnInstanceThatTheBrokerForgotDoesNotStandInTheWayOfTheOneThatComesInItsPlace) {
  for (int turns = 0; turns < 16; ++turns) {
    World world;
    world.BuildGates();
    Node node(world);
    world.Say("V1", true);
    ASSERT_TRUE(node.Turns(turns).ok());
    world.zeebe.SetAway(true);
    world.zeebe.Relapse();
    ASSERT_TRUE(node.Turns(kEnough).ok());
    world.zeebe.SetAway(false);
    ASSERT_TRUE(node.Turns(40 * kEnough).ok());  // what was forgotten comes again
    EXPECT_THAT(world.Started(), SizeIs(1)) << turns;
    EXPECT_THAT(world.Effective(), SizeIs(1)) << turns;
  }
}

// Kills the process after every number of turns from the record to the completed job.
TEST_F(GateTest, ACrashAfterAnyTurnLetsTheSameInstancePass) {
  for (int turns = 0; turns < 16; ++turns) {
    World world;
    world.BuildGates();
    {
      Node node(world);
      world.Say("V1", true);
      ASSERT_TRUE(node.Turns(turns).ok());
    }
    Node node(world);
    world.clock.Pass(Millis{40'000});  // what the dead process was handed over comes again
    world.zeebe.Advance();
    ASSERT_TRUE(node.Turns(kEnough).ok());
    EXPECT_THAT(world.Started(), SizeIs(1)) << turns;
    EXPECT_THAT(world.Effective(), SizeIs(1)) << turns;
    EXPECT_EQ(node.Show().partitions[0].outbox[static_cast<int>(Fate::kSettled)], 1u) << turns;
  }
}

TEST_F(GateTest, NoJobIsAnsweredBeforeWhatItReportedIsDurable) {
  world_.zeebe.SetFaults([this](const Message&) {  // from the moment on when the start is sent
    world_.store.failure = absl::DataLossError("disk on fire");
    return Fault{};
  });
  Node node(world_);
  world_.Say("V1", true);
  EXPECT_FALSE(node.Turns(kEnough).ok());
  EXPECT_THAT(world_.Started(), SizeIs(1));
  EXPECT_THAT(world_.Effective(), IsEmpty());
}

TEST_F(GateTest, AReportSettlesAStartWhoseAnswerIsLost) {
  world_.zeebe.SetFaults([](const Message&) { return Fault{Fault::Kind::kLost}; });
  Node node(world_);
  world_.Say("V1", true);
  ASSERT_TRUE(node.Turns(kEnough).ok());
  EXPECT_EQ(Confirmed(node), 1u);
  EXPECT_EQ(node.Show().partitions[0].outbox[static_cast<int>(Fate::kSettled)], 1u);
}

TEST_F(GateTest, AStartPastItsHorizonIsSentWithoutTtlAndTakesEffectOnce) {
  world_.zeebe.SetFaults([](const Message&) { return Fault{Fault::Kind::kUnavailable}; });
  Node node(world_);
  world_.Say("V1", true);
  ASSERT_TRUE(node.Turns(kEnough).ok());
  world_.clock.Pass(kHour);
  std::vector<Millis> ttls;
  world_.zeebe.SetFaults([&ttls](const Message& message) {
    ttls.push_back(message.ttl);
    return Fault{};
  });
  ASSERT_TRUE(node.Turns(10 * kEnough).ok());
  EXPECT_THAT(ttls, testing::ElementsAre(Millis{0}));
  EXPECT_THAT(world_.Effective(), SizeIs(1));
  EXPECT_EQ(Confirmed(node), 1u);
}

// The gated twin of LoopTest.ParksAnUncertainStartWhenTheClockWasSetBackWhileItWasDown: the first
// commit after the clock was set back hides that from the process that comes next.
TEST_F(GateTest, AStartWhoseAgeNobodyKnowsNeverGetsItsTtlBack) {
  world_.zeebe.SetFaults([](const Message&) { return Fault{Fault::Kind::kUnavailable}; });
  {
    Node node(world_);
    world_.Say("V1", true);
    ASSERT_TRUE(node.Turns(kEnough).ok());
  }
  world_.zeebe.SetAway(true);
  world_.clock.Reboot();
  world_.clock.SetWall(Millis{-60'000});
  {
    Node node(world_);
    world_.Say("V2", false);
    ASSERT_TRUE(node.Turns(kEnough).ok());
  }
  world_.clock.Reboot();
  std::vector<Millis> ttls;
  world_.zeebe.SetAway(false);
  world_.zeebe.SetFaults([&ttls](const Message& message) {
    ttls.push_back(message.ttl);
    return Fault{};
  });
  Node node(world_);
  ASSERT_TRUE(node.Turns(10 * kEnough).ok());
  EXPECT_THAT(ttls, testing::ElementsAre(Millis{0}));
  EXPECT_THAT(world_.Effective(), SizeIs(1));
}

TEST_F(GateTest, AStartThatNoInstanceConfirmsIsShownAndHealsWhenOneDoes) {
  world_.zeebe.Replace("without the process");
  world_.zeebe.Deploy({.start = "other"});
  Node node(world_);
  world_.Say("V1", true);
  world_.zeebe.SetJobFaults([](const JobTraffic&) { return Fault{Fault::Kind::kLost}; });
  ASSERT_TRUE(node.Turns(kEnough).ok());
  world_.clock.Pass(Millis{60'000});
  ASSERT_TRUE(node.Turns(kEnough).ok());
  EXPECT_EQ(Unconfirmed(node), 1u);
  EXPECT_EQ(Confirmed(node), 0u);
  world_.zeebe.SetJobFaults(nullptr);
  world_.clock.Pass(Millis{40'000});
  world_.zeebe.Advance();
  ASSERT_TRUE(node.Turns(kEnough).ok());
  EXPECT_EQ(Unconfirmed(node), 0u);
  EXPECT_THAT(world_.Effective(), SizeIs(1));
}

TEST_F(GateTest, AJobOfAnUnknownEpisodeIsLeftAlone) {
  std::string start;
  {
    World other;
    other.BuildGates();
    Node node(other);
    other.Say("V9", true);
    ASSERT_TRUE(node.Turns(kEnough).ok());
    start = other.zeebe.Instances().at(0).variables;
  }
  Node node(world_);
  world_.zeebe.Publish(
      {.name = "s", .correlation_key = "x", .id = "x", .ttl = kHour, .variables = start},
      [](const Answered&) {});
  ASSERT_TRUE(node.Turns(kEnough).ok());
  EXPECT_EQ(Gates(node, JobResult::kUnknown), 1u);
  EXPECT_EQ(world_.zeebe.Instances().at(0).state, BrokerModel::State::kRunning);
  EXPECT_THAT(world_.Effective(), IsEmpty());
}

TEST_F(GateTest, AJobOfAnotherShardIsLeftAlone) {
  World shards(2);
  shards.BuildGates();
  Node node(shards);
  shards.Say("V1", true, 1);
  ASSERT_TRUE(node.Turns(kEnough).ok());
  std::string start = shards.zeebe.Instances().at(0).variables;
  Node ours(world_);  // has partition 0 alone
  world_.zeebe.Publish(
      {.name = "s", .correlation_key = "x", .id = "x", .ttl = kHour, .variables = start},
      [](const Answered&) {});
  ASSERT_TRUE(ours.Turns(kEnough).ok());
  EXPECT_EQ(Gates(ours, JobResult::kForeign), 1u);
  EXPECT_THAT(world_.Effective(), IsEmpty());
}

TEST_F(GateTest, AnEndedWorkflowIsNotStartedAgainBeforeTheDefectIsGone) {
  Node node(world_);
  world_.Say("V1", true);
  ASSERT_TRUE(node.Turns(kEnough).ok());
  ASSERT_TRUE(world_.zeebe.EndTask(world_.Effective().at(0).key));
  ASSERT_TRUE(node.Turns(kEnough).ok());
  EXPECT_EQ(world_.zeebe.Instances().at(0).state, BrokerModel::State::kDone);
  world_.Say("V1", true);
  ASSERT_TRUE(node.Turns(kEnough).ok());
  world_.Say("V1", false);
  ASSERT_TRUE(node.Turns(kEnough).ok());
  EXPECT_THAT(world_.Started(), SizeIs(1));
  EXPECT_EQ(node.Show().partitions[0].counters.rules[0].backs, 0u);
  world_.Say("V1", true);
  ASSERT_TRUE(node.Turns(kEnough).ok());
  EXPECT_THAT(world_.Started(), SizeIs(2));
}

TEST_F(GateTest, WithRestartAnEndedWorkflowIsFollowedByTheNext) {
  const std::string back = "back: b";
  world_.config.replace(world_.config.find(back), back.size(), "back: b, after_end: restart");
  Node node(world_);
  world_.Say("V1", true);
  ASSERT_TRUE(node.Turns(kEnough).ok());
  ASSERT_TRUE(world_.zeebe.EndTask(world_.Effective().at(0).key));
  ASSERT_TRUE(node.Turns(kEnough).ok());
  world_.Say("V1", true);
  ASSERT_TRUE(node.Turns(kEnough).ok());
  EXPECT_THAT(world_.Started(), SizeIs(2));
  EXPECT_THAT(world_.Effective(), SizeIs(1));
  EXPECT_EQ(node.Show().partitions[0].counters.rules[0].open_episodes, 1u);
}

TEST_F(GateTest, AnOrderThatIsNotTakenIsGivenAgain) {
  int refusals = 3;
  world_.zeebe.SetJobFaults([&refusals](const JobTraffic& traffic) {
    const bool pushes_back = traffic.kind == JobTraffic::Kind::kFinish && refusals-- > 0;
    return Fault{pushes_back ? Fault::Kind::kExhausted : Fault::Kind::kNone};
  });
  Node node(world_);
  world_.Say("V1", true);
  ASSERT_TRUE(node.Turns(3 * kEnough).ok());
  EXPECT_THAT(world_.Effective(), SizeIs(1));
}

TEST_F(GateTest, JobsWaitUntilWeMayAnswerThem) {
  for (const auto kind :
       {JobTraffic::Kind::kHold, JobTraffic::Kind::kFinish, JobTraffic::Kind::kCancel}) {
    SCOPED_TRACE(static_cast<int>(kind));
    World world;
    world.BuildGates();
    bool denied = true;
    world.zeebe.SetJobFaults([&](const JobTraffic& traffic) {
      return Fault{denied && traffic.kind == kind ? Fault::Kind::kDenied : Fault::Kind::kNone};
    });
    Node node(world);
    world.Say("V1", true);
    ASSERT_TRUE(node.Turns(kEnough).ok());
    if (kind == JobTraffic::Kind::kCancel) {  // of one that is too many
      const BrokerModel::Instance first = world.zeebe.Instances().at(0);
      world.zeebe.Publish({.name = "s",
                           .correlation_key = first.correlation_key,
                           .id = "ghost",
                           .ttl = kHour,
                           .variables = first.variables},
                          [](const Answered&) {});
      ASSERT_TRUE(world.zeebe.Cancel(first.key));
      ASSERT_TRUE(node.Turns(kEnough).ok());
    }
    EXPECT_THAT(world.Effective(), IsEmpty());
    ASSERT_THAT(node.Show().not_ready, SizeIs(1));
    EXPECT_THAT(node.Show().not_ready[0], StartsWith("jobs: E4007 job-order-denied"));
    EXPECT_GE(node.Show().denied[static_cast<size_t>(kind) - 1], 1u);
    EXPECT_EQ(Gates(node, JobResult::kGone), 0u);

    denied = false;
    ASSERT_TRUE(node.Turns(40 * kEnough).ok());  // jobs come again when their time is over
    EXPECT_THAT(node.Show().not_ready, IsEmpty());
    EXPECT_THAT(world.Effective(), SizeIs(kind == JobTraffic::Kind::kCancel ? 0 : 1));
  }
}

TEST_F(GateTest, WhatAnInstanceReportedBeforeTheEndIsAnsweredInOrder) {
  Node node(world_);
  world_.Say("V1", true);
  while (world_.Started().empty()) ASSERT_TRUE(node.Turns(1).ok());
  ASSERT_TRUE(node.Turns(2).ok());
  ASSERT_TRUE(node.Stop().ok());
  EXPECT_THAT(world_.Effective(), SizeIs(1));
}

}  // namespace
}  // namespace telltale
