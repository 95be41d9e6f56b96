#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "engine/desk/orders.h"
#include "tests/runtime/harness.h"

namespace telltale {
namespace {

using testing::ElementsAre;
using testing::Gt;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::SizeIs;

class AuditTest : public testing::Test {
 protected:
  std::vector<AuditRow> Rows() {
    std::vector<AuditRow> rows;
    EXPECT_TRUE(world_.store
                    .ScanAudit({{1}, 0}, {},
                               [&](const AuditRow& row) {
                                 rows.push_back(row);
                                 return true;
                               })
                    .ok());
    return rows;
  }
  // `raised`, `accepted start`, `cleared`, in order.
  std::vector<std::string> Story() {
    std::vector<std::string> story;
    for (const AuditRow& row : Rows()) {
      std::string line(AuditName(row.kind));
      if (row.command) line.append(" ").append(KindName(*row.command));
      story.push_back(line);
    }
    return story;
  }

  std::set<int64_t> InstancesThatAre(AuditRow::Kind kind) {
    std::set<int64_t> instances;
    for (const AuditRow& row : Rows()) {
      if (row.kind == kind) instances.insert(row.instance);
    }
    return instances;
  }

  World world_;
};

TEST_F(AuditTest, TellsAnEpisodeFromItsRaiseToItsAcceptedBack) {
  Node node(world_);
  ASSERT_TRUE(node.opened().ok()) << node.opened();
  world_.Say("V1", true);
  ASSERT_TRUE(node.Turns(kEnough).ok());
  world_.Say("V1", false);
  ASSERT_TRUE(node.Turns(kEnough).ok());
  EXPECT_THAT(Story(), ElementsAre("raised", "accepted start", "cleared", "accepted back"));
}

TEST_F(AuditTest, EveryEntryOfAnEpisodeHasItsIdAndKey) {
  Node node(world_);
  world_.Say("V1", true);
  ASSERT_TRUE(node.Turns(kEnough).ok());
  world_.Say("V1", false);
  ASSERT_TRUE(node.Turns(kEnough).ok());
  ASSERT_THAT(Rows(), SizeIs(4));
  for (const AuditRow& row : Rows()) {
    EXPECT_EQ(row.episode, world_.Started().at(0));
    EXPECT_EQ(row.key_text, "V1");
  }
  EXPECT_EQ(Rows()[2].ending, "healed");
  EXPECT_GT(*Rows()[2].event_time, *Rows()[0].event_time);
}

TEST_F(AuditTest, NumbersGoOnWhereACrashLeftThem) {
  {
    Node node(world_);
    world_.Say("V1", true);
    ASSERT_TRUE(node.Turns(kEnough).ok());
  }
  Node node(world_);
  world_.Say("V1", false);
  ASSERT_TRUE(node.Turns(kEnough).ok());
  std::vector<uint64_t> numbers;
  for (const AuditRow& row : Rows()) numbers.push_back(row.seq.value);
  EXPECT_THAT(numbers, ElementsAre(1, 2, 3, 4));
}

TEST_F(AuditTest, KeepsNoMoreThanItsLimit) {
  StartupOptions options;
  options.partition.audit_rows = 3;
  Node node(world_, options);
  world_.Say("V1", true);
  ASSERT_TRUE(node.Turns(kEnough).ok());
  world_.Say("V1", false);
  ASSERT_TRUE(node.Turns(kEnough).ok());
  EXPECT_THAT(Story(), ElementsAre("accepted start", "cleared", "accepted back"));
}

TEST_F(AuditTest, WithALimitOfNoneNothingIsKept) {
  StartupOptions options;
  options.partition.audit_rows = 0;
  Node node(world_, options);
  world_.Say("V1", true);
  ASSERT_TRUE(node.Turns(kEnough).ok());
  EXPECT_THAT(Story(), IsEmpty());
}

TEST_F(AuditTest, SaysWhyACommandIsParked) {
  world_.zeebe.SetFaults([](const Message&) { return Fault{Fault::Kind::kRefused}; });
  Node node(world_);
  world_.Say("V1", true);
  ASSERT_TRUE(node.Turns(kEnough).ok());
  EXPECT_THAT(Story(), ElementsAre("raised", "parked start"));
  EXPECT_THAT(Rows().at(1).text, HasSubstr("E4"));
}

TEST_F(AuditTest, TellsWhichInstanceIsTheOneAndWhichIsFenced) {
  world_.BuildGates();
  Node node(world_);
  world_.Say("V1", true);
  ASSERT_TRUE(node.Turns(kEnough).ok());
  const BrokerModel::Instance first = world_.zeebe.Instances().at(0);
  world_.zeebe.Publish({.name = "s",
                        .correlation_key = first.correlation_key,
                        .id = "ghost",
                        .ttl = kHour,
                        .variables = first.variables},
                       [](const Answered&) {});
  ASSERT_TRUE(world_.zeebe.Cancel(first.key));  // lets the ghost in
  ASSERT_TRUE(node.Turns(kEnough).ok());
  EXPECT_EQ(InstancesThatAre(AuditRow::Kind::kConfirmed), std::set<int64_t>{first.key});
  EXPECT_THAT(InstancesThatAre(AuditRow::Kind::kFenced), ElementsAre(Gt(first.key)));
}

TEST_F(AuditTest, TellsTheEndOfAnEpisodeWhoseWorkflowHadEndedBefore) {
  world_.BuildGates();
  Node node(world_);
  world_.Say("V1", true);
  ASSERT_TRUE(node.Turns(kEnough).ok());
  ASSERT_TRUE(world_.zeebe.EndTask(world_.Effective().at(0).key));
  ASSERT_TRUE(node.Turns(kEnough).ok());
  world_.Say("V1", false);
  ASSERT_TRUE(node.Turns(kEnough).ok());
  EXPECT_THAT(Story(), ElementsAre("raised", "accepted start", "confirmed", "finished", "cleared"));
  EXPECT_EQ(Rows().back().episode, world_.Started().at(0));
  EXPECT_EQ(Rows().back().ending, "healed");
  EXPECT_GT(*Rows().back().event_time, *Rows().front().event_time);
}

TEST_F(AuditTest, TellsAnEpisodeThatItsWorkflowClosed) {
  world_.BuildGates();
  const std::string back = "back: b";
  world_.config.replace(world_.config.find(back), back.size(), "back: b, after_end: restart");
  Node node(world_);
  world_.Say("V1", true);
  ASSERT_TRUE(node.Turns(kEnough).ok());
  ASSERT_TRUE(world_.zeebe.EndTask(world_.Effective().at(0).key));
  ASSERT_TRUE(node.Turns(kEnough).ok());
  EXPECT_THAT(Story(), IsSupersetOf({"raised", "finished", "cleared"}));
  EXPECT_EQ(Rows().at(0).kind, AuditRow::Kind::kRaised);
  for (const AuditRow& row : Rows()) EXPECT_EQ(row.episode, world_.Started().at(0));
}

TEST_F(AuditTest, TellsWhatAnOperatorOrdered) {
  world_.zeebe.SetFaults([](const Message&) { return Fault{Fault::Kind::kRefused}; });
  Desk desk;
  Node node(world_);
  node.Host(desk);
  for (const OutboxOrder order : {OutboxOrder::kRetry, OutboxOrder::kDrop}) {
    world_.Say("V1", true);
    ASSERT_TRUE(node.Turns(kEnough).ok());
    ASSERT_TRUE(OrderOutbox(desk, order, {{"t", 0, 0}}, [](const auto&) {}));
    ASSERT_TRUE(node.Turns(kEnough).ok());
  }
  EXPECT_THAT(Story(), ElementsAre("raised", "parked start", "retried start", "parked start",
                                   "withdrawn start"));
}

TEST_F(AuditTest, TellsThatAParkedStartIsOverOnceItsBackIsAccepted) {
  world_.zeebe.SetFaults([](const Message&) { return Fault{Fault::Kind::kLost}; });
  Node node(world_);
  world_.Say("V1", true);
  ASSERT_TRUE(node.Turns(kEnough).ok());
  world_.clock.Pass(kHour);  // past the horizon of a start that may have arrived
  ASSERT_TRUE(node.Turns(2 * kEnough).ok());
  world_.zeebe.SetFaults([](const Message&) { return Fault{}; });
  world_.Say("V1", false);
  ASSERT_TRUE(node.Turns(kEnough).ok());
  EXPECT_THAT(Story(), ElementsAre("raised", "parked start", "cleared", "accepted back",
                                   "superseded start"));
}

TEST_F(AuditTest, TellsTicksIfAskedFor) {
  world_.config =
      "topics: { t: { time: at } }\n"
      "rules: { r: { topic: t, key: [v], bad: bad, clear: quiet for 10s, start: s, back: b } }\n";
  StartupOptions options;
  options.partition.audit_ticks = true;
  Node node(world_, options);
  world_.Say("V1", true);
  ASSERT_TRUE(node.Turns(kEnough).ok());
  for (int second = 0; second < 17; ++second) {
    node.source().AskEnds(world_.clock.Wall());
    ASSERT_TRUE(node.Turns(kEnough).ok());
  }
  EXPECT_THAT(Story(), IsSupersetOf({"raised", "tick", "cleared"}));
}

}  // namespace
}  // namespace telltale
