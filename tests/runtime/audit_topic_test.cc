// The audit's topic: what it has of a node's episodes, whatever happens to node and Kafka.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/runtime/harness.h"

namespace telltale {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::Gt;
using testing::IsEmpty;
using testing::Le;
using testing::SizeIs;

constexpr int kTwoPartitions = 2;

std::string HeaderOf(const NewRecord& record, std::string_view name) {
  for (const auto& [each, value] : record.headers) {
    if (each == name) return value;
  }
  return "";
}

// `raised 1`
std::string Line(const NewRecord& record) {
  return absl::StrCat(HeaderOf(record, "telltale-what"), " ", HeaderOf(record, "telltale-seq"));
}

class AuditTopicTest : public testing::Test {
 protected:
  AuditTopicTest() { world_.audit = &kafka_; }

  void Run(Node& node, int turns = kEnough) { ASSERT_TRUE(node.Turns(turns).ok()); }
  // A whole episode of the vehicle.
  void Break(Node& node, const std::string& vehicle, int32_t partition = 0) {
    world_.Say(vehicle, true, partition);
    Run(node);
    world_.Say(vehicle, false, partition);
    Run(node);
  }
  std::vector<std::string> Lines() const {
    std::vector<std::string> lines;
    for (const NewRecord& record : kafka_.ReadAll("audit")) lines.push_back(Line(record));
    return lines;
  }
  // In the order of the topic, by the partition that was read.
  std::map<std::string, std::vector<int>> Numbers() const {
    std::map<std::string, std::vector<int>> numbers;
    for (const NewRecord& record : kafka_.ReadAll("audit")) {
      numbers[HeaderOf(record, "telltale-partition")].push_back(
          std::stoi(HeaderOf(record, "telltale-seq")));
    }
    return numbers;
  }

  World world_;
  MemoryProducer kafka_{{{"audit", 1}}};
};

TEST_F(AuditTopicTest, HasAnEpisodeFromItsRaiseToItsAcceptedBackUnderItsKey) {
  Node node(world_);
  ASSERT_TRUE(node.opened().ok()) << node.opened();
  Break(node, "V1");
  EXPECT_THAT(Lines(), ElementsAre("raised 1", "accepted 2", "cleared 3", "accepted 4"));
  for (const NewRecord& record : kafka_.ReadAll("audit")) EXPECT_EQ(record.key, "V1");
  EXPECT_EQ(node.Show().audit->written, 4u);
  EXPECT_EQ(node.Show().audit->waiting, 0u);
}

TEST_F(AuditTopicTest, IsBehindNoCommandThatWasSent) {
  Node node(world_);
  world_.store.commits_left = 0;
  world_.Say("V1", true);
  EXPECT_FALSE(node.Turns(kEnough).ok());
  EXPECT_THAT(Lines(), IsEmpty());  // what is not durable has not happened
}

TEST_F(AuditTopicTest, SendsAgainUnderTheSameNumberWhatACrashLeftUnanswered) {
  kafka_.Hold();
  {
    Node node(world_);
    world_.Say("V1", true);
    Run(node);
    EXPECT_EQ(node.Show().audit->waiting, 2u);
  }
  kafka_.Release();
  Node node(world_);
  Run(node);
  // The second of a key is sent only when the first is known to be there.
  EXPECT_THAT(Lines(), ElementsAre("raised 1", "raised 1", "accepted 2"));
  EXPECT_EQ(kafka_.ReadAll("audit")[0].value, kafka_.ReadAll("audit")[1].value);
}

TEST_F(AuditTopicTest, SendsNothingAgainAfterACleanStop) {
  {
    Node node(world_);
    Break(node, "V1");
    ASSERT_TRUE(node.Stop().ok());
  }
  Node node(world_);
  Run(node);
  EXPECT_THAT(Lines(), SizeIs(4));
  Break(node, "V1");
  EXPECT_THAT(Numbers()["0"], ElementsAre(1, 2, 3, 4, 5, 6, 7, 8));
}

// Kills the process at every commit, from the first record to the last entry.
TEST_F(AuditTopicTest, HasEveryNumberInOrderWhereverACrashComes) {
  int crashes = 0;
  for (int commits = 0; commits < 30; ++commits) {
    World world;
    MemoryProducer kafka({{"audit", 1}});
    world.audit = &kafka;
    {
      Node node(world);
      world.store.commits_left = commits;
      world.Say("V1", true);
      world.Say("V2", true);
      absl::Status status = node.Turns(kEnough);
      world.clock.Pass(Millis{1});
      world.Say("V1", false);
      if (status.ok()) status = node.Turns(kEnough);
      crashes += !status.ok();
    }
    world.store.commits_left.reset();
    Node node(world);
    ASSERT_TRUE(node.Turns(3 * kEnough).ok());
    int highest = 0;
    for (const NewRecord& record : kafka.ReadAll("audit")) {
      const int number = std::stoi(HeaderOf(record, "telltale-seq"));
      ASSERT_LE(number, highest + 1) << commits;  // none is left out
      highest = std::max(highest, number);
    }
    EXPECT_EQ(highest, 6) << commits;
  }
  EXPECT_GT(crashes, 3);
}

TEST_F(AuditTopicTest, WhileKafkaIsAwayRulesGoOnAndEntriesComeLaterInOrder) {
  kafka_.Hold();
  Node node(world_);
  for (int i = 0; i < 5; ++i) Break(node, absl::StrCat("V", i));
  EXPECT_THAT(world_.Started(), SizeIs(5));
  EXPECT_THAT(world_.Ended(), SizeIs(5));
  EXPECT_EQ(node.Show().audit->waiting, 20u);
  EXPECT_GE(node.Show().audit->stands, Millis{5000});
  EXPECT_THAT(node.Show().not_ready, IsEmpty());
  kafka_.Release();
  Run(node);
  EXPECT_EQ(node.Show().audit->stands, Millis{0});
  std::map<std::string, int> last;  // by key
  for (const NewRecord& record : kafka_.ReadAll("audit")) {
    int& before = last[*record.key];
    const int number = std::stoi(HeaderOf(record, "telltale-seq"));
    EXPECT_LT(before, number);
    before = number;
  }
  EXPECT_THAT(last, SizeIs(5));
  EXPECT_THAT(Lines(), SizeIs(20));
}

TEST_F(AuditTopicTest, WhatKafkaRefusesIsSentAgainBeforeWhatFollows) {
  kafka_.AnswerNext({.delivery = Delivery::kRefused, .text = "not permitted"});
  kafka_.AnswerNext({.delivery = Delivery::kNotNow, .text = "the queue is full"});
  Node node(world_);
  world_.Say("V1", true);
  world_.Say("V2", true);
  Run(node);
  EXPECT_EQ(node.Show().audit->trouble, "not permitted");
  EXPECT_THAT(Lines(), IsEmpty());
  Run(node, 3 * kEnough);
  EXPECT_THAT(Numbers()["0"], ElementsAre(1, 2, 3, 4));
  EXPECT_EQ(node.Show().audit->failures[static_cast<int>(Delivery::kRefused)], 1u);
  EXPECT_EQ(node.Show().audit->failures[static_cast<int>(Delivery::kNotNow)], 1u);
  EXPECT_EQ(node.Show().audit->trouble, "");
}

TEST_F(AuditTopicTest, WhatCameBehindARefusedOneIsNotSentAgain) {
  kafka_.Hold();
  kafka_.AnswerNext({.delivery = Delivery::kRefused, .text = "not permitted"});
  Node node(world_);
  world_.Say("V1", true);
  world_.Say("V2", true);
  Run(node);
  EXPECT_THAT(Lines(), ElementsAre("raised 2"));
  kafka_.Release();
  Run(node);
  EXPECT_EQ(node.Show().audit->waiting, 4u);  // counted from the first that is not there
  Run(node, 3 * kEnough);
  EXPECT_THAT(Numbers()["0"], ElementsAre(2, 1, 3, 4));
  EXPECT_EQ(node.Show().audit->waiting, 0u);
}

TEST_F(AuditTopicTest, WhatIsRefusedForAnotherOfItsBatchIsSentAlone) {
  kafka_.AnswerNext(
      {.delivery = Delivery::kRefused, .too_large = true, .of_batch = true, .text = "too large"});
  Node node(world_);
  world_.Say("V1", true);
  Run(node, 3 * kEnough);
  EXPECT_THAT(Lines(), ElementsAre("raised 1", "accepted 2"));
  EXPECT_EQ(node.Show().audit->refused, 0u);
}

TEST_F(AuditTopicTest, GoesOnWhenTheStoreCanBeReadAgain) {
  world_.store.audit_failure = absl::DataLossError("input/output error");
  Node node(world_);
  world_.Say("V1", true);
  Run(node, 3 * kEnough);
  EXPECT_THAT(Lines(), IsEmpty());
  EXPECT_EQ(node.Show().audit->trouble, "input/output error");
  EXPECT_THAT(world_.Started(), SizeIs(1));
  world_.store.audit_failure = absl::OkStatus();
  Run(node, 3 * kEnough);
  EXPECT_THAT(Lines(), ElementsAre("raised 1", "accepted 2"));
}

TEST_F(AuditTopicTest, HoldsNoMoreThanItsLimitHoweverManyPartitionsWait) {
  constexpr int kMany = 20, kVehicles = 300;
  world_.topic.partitions.resize(kMany);
  kafka_.SetRoom(2 * AuditWriter::kMostHeld);
  kafka_.Hold();
  Node node(world_);
  for (int i = 0; i < kMany * kVehicles; ++i) world_.Say(absl::StrCat("V", i), true, i % kMany);
  Run(node, 5 * kEnough);
  EXPECT_THAT(kafka_.waiting(), AllOf(Gt(AuditWriter::kStretch), Le(AuditWriter::kMostHeld)));
  EXPECT_THAT(world_.Started(), SizeIs(kMany * kVehicles));
  kafka_.Release();
  Run(node, 5 * kEnough);
  EXPECT_EQ(node.Show().audit->waiting, 0u);
  EXPECT_THAT(Lines(), SizeIs(2 * kMany * kVehicles));
  for (const auto& [partition, numbers] : Numbers()) {
    EXPECT_TRUE(std::is_sorted(numbers.begin(), numbers.end())) << partition;
  }
}

TEST_F(AuditTopicTest, AnEntryThatIsTooLargeIsLeftOutAndCounted) {
  kafka_.SetMostBytes(1000);
  Node node(world_);
  world_.Say(std::string(2000, 'x'), true);
  Run(node, 5 * kEnough);
  world_.Say("V1", true);
  Run(node);
  EXPECT_THAT(Lines(), ElementsAre("raised 3", "accepted 4"));
  EXPECT_EQ(node.Show().audit->refused, 2u);
  EXPECT_EQ(node.Show().audit->lost, 0u);
}

TEST_F(AuditTopicTest, EachLoopWritesWhatItsPartitionsHave) {
  world_.topic.partitions.resize(kTwoPartitions);
  world_.loops = 2;
  Node node(world_);
  ASSERT_EQ(node.loops(), 2u);
  Break(node, "V0", 0);
  Break(node, "V1", 1);
  EXPECT_THAT(Numbers()["0"], ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(Numbers()["1"], ElementsAre(1, 2, 3, 4));
  EXPECT_EQ(node.Show().audit->written, 8u);
  ASSERT_TRUE(node.Stop().ok());
  world_.loops = 1;
  Node other(world_);
  Run(other);
  EXPECT_THAT(Lines(), SizeIs(8));
}

TEST_F(AuditTopicTest, WhatIsPushedOutOfTheStoreIsLostAndCounted) {
  constexpr int kVehicles = 400;  // more entries than are read ahead
  kafka_.Hold();
  StartupOptions options;
  options.partition.audit_rows = 10;
  Node node(world_, options);
  for (int i = 0; i < kVehicles; ++i) {
    world_.Say(absl::StrCat("V", i), true);
    Run(node, 2);
  }
  Run(node);
  kafka_.Release();
  Run(node, 3 * kEnough);
  const AuditView audit = *node.Show().audit;
  EXPECT_GT(audit.lost, 0u);
  EXPECT_EQ(audit.waiting, 0u);
  EXPECT_EQ(audit.written + audit.lost, 2u * kVehicles);
  EXPECT_THAT(Lines(), SizeIs(audit.written));
  EXPECT_EQ(Numbers()["0"].back(), 2 * kVehicles);
}

TEST_F(AuditTopicTest, BeginsWithWhatHappensOnceItIsNamed) {
  world_.audit = nullptr;
  {
    Node node(world_);
    Break(node, "V1");
    ASSERT_TRUE(node.Stop().ok());
  }
  world_.audit = &kafka_;
  Node node(world_);
  Break(node, "V2");
  EXPECT_THAT(Lines(), ElementsAre("raised 5", "accepted 6", "cleared 7", "accepted 8"));
  EXPECT_EQ(node.Show().audit->lost, 0u);
}

TEST_F(AuditTopicTest, AStopWaitsForKafkaNoLongerThanItsPatience) {
  kafka_.Hold();
  {
    Node node(world_, {}, LoopOptions{.audit_patience = Millis{0}});
    Break(node, "V1");
    ASSERT_TRUE(node.Stop().ok());
  }
  kafka_.Release();
  Node node(world_);
  Run(node);
  EXPECT_THAT(Lines(),
              ElementsAre("raised 1", "raised 1", "accepted 2", "cleared 3", "accepted 4"));
}

// What housekeeping finds meanwhile must not keep the end from being over.
TEST_F(AuditTopicTest, AStopThatTidiesMeanwhileEndsAsSoon) {
  Node node(world_, {}, {.batch_age = Millis{50}, .drain_turn = Millis{0}});
  Break(node, "V1");
  kafka_.Hold();
  Break(node, "V2");
  world_.clock.Pass(Millis{2 * 3600 * 1000});  // the rows of both may go
  world_.clock.LetLooksTake(Millis{1});
  const Millis begun = world_.clock.SinceBoot();
  ASSERT_TRUE(node.Stop().ok());
  EXPECT_THAT(world_.clock.SinceBoot() - begun, AllOf(Gt(Millis{4000}), Le(Millis{7000})));
}

TEST_F(AuditTopicTest, TicksStandUnderTheirPartition) {
  world_.config =
      "topics: { t: { time: at } }\n"
      "rules: { r: { topic: t, key: [v], bad: bad, clear: quiet for 10s, start: s, back: b } }\n";
  StartupOptions options;
  options.partition.audit_ticks = true;
  Node node(world_, options);
  world_.Say("V1", true);
  Run(node);
  for (int second = 0; second < 17; ++second) {
    node.source().AskEnds(world_.clock.Wall());
    Run(node);
  }
  size_t ticks = 0;
  for (const NewRecord& record : kafka_.ReadAll("audit")) {
    const bool is_tick = HeaderOf(record, "telltale-what") == "tick";
    ticks += is_tick;
    EXPECT_EQ(*record.key, is_tick ? "t/0" : "V1");
  }
  EXPECT_GE(ticks, 1u);
}

}  // namespace
}  // namespace telltale
