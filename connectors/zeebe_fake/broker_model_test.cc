// Each test is a line of what was measured on real brokers.
#include "connectors/zeebe_fake/broker_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace telltale {
namespace {

using State = BrokerModel::State;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr Millis kMessageTtl{600000};

class BrokerModelTest : public testing::Test {
 protected:
  BrokerModelTest() { broker_.Deploy({.start = "start", .backs = {"back"}}); }

  absl::Status Start(const std::string& key, const std::string& id, Millis ttl = kMessageTtl) {
    return broker_.Publish(
        {.name = "start", .correlation_key = key, .id = id, .ttl = ttl, .variables = "{}"});
  }
  absl::Status Back(const std::string& key, const std::string& id, Millis ttl = kMessageTtl) {
    return broker_.Publish({.name = "back", .correlation_key = key, .id = id, .ttl = ttl});
  }
  void Pass(Millis time) {
    now_ += time;
    broker_.Advance(now_);
  }
  std::vector<State> States() const {
    std::vector<State> states;
    for (const auto& instance : broker_.instances()) states.push_back(instance.state);
    return states;
  }
  void EndNewest() { ASSERT_TRUE(broker_.EndTask(broker_.instances().back().key)); }

  WallTime now_ = WallMs(1'000'000);
  BrokerModel broker_{WallMs(1'000'000)};
};

TEST_F(BrokerModelTest, KnowsAnIdWhileItsInstanceRunsAndAfterItsEnd) {
  EXPECT_TRUE(Start("A", "A1").ok());
  EXPECT_TRUE(absl::IsAlreadyExists(Start("A", "A1")));
  EndNewest();
  EXPECT_TRUE(absl::IsAlreadyExists(Start("A", "A1")));
  EXPECT_THAT(States(), ElementsAre(State::kDone));
}

TEST_F(BrokerModelTest, ReceivesForwardsWithoutBeingInterruptedAndKeepsThoseThatComeBefore) {
  broker_.Deploy({.start = "start", .backs = {"back"}, .forwards = {"note"}});
  const auto note = [&](const std::string& id) {
    return broker_.Publish({.name = "note", .correlation_key = "A", .id = id, .ttl = kMessageTtl});
  };
  EXPECT_TRUE(note("n1").ok());
  EXPECT_TRUE(Start("A", "A1").ok());
  EXPECT_TRUE(note("n2").ok());
  EXPECT_TRUE(absl::IsAlreadyExists(note("n2")));
  EXPECT_THAT(broker_.instances()[0].received, ElementsAre("n1", "n2"));
  EXPECT_THAT(States(), ElementsAre(State::kRunning));
  EXPECT_TRUE(Back("A", "A1:back").ok());
  EXPECT_TRUE(note("n3").ok());
  EXPECT_THAT(broker_.instances()[0].received, ElementsAre("n1", "n2"));
}

TEST_F(BrokerModelTest, SaysInZeebesWordsThatAnIdIsKnown) {
  ASSERT_TRUE(Start("A", "A1").ok());
  EXPECT_THAT(std::string(Start("A", "A1").message()),
              HasSubstr("Expected to publish a new message with id 'A1', but a message with that "
                        "id was already published"));
}

TEST_F(BrokerModelTest, TheSameIdWithAnotherKeyIsAnotherMessage) {
  EXPECT_TRUE(Start("A", "same").ok());
  EXPECT_TRUE(Start("B", "same").ok());
  EXPECT_THAT(States(), ElementsAre(State::kRunning, State::kRunning));
}

TEST_F(BrokerModelTest, KnowsIdsOfMessagesWithoutAKey) {
  EXPECT_TRUE(Start("", "A1").ok());
  EXPECT_TRUE(absl::IsAlreadyExists(Start("", "A1")));
}

TEST_F(BrokerModelTest, HasNoLockWithoutAKey) {
  EXPECT_TRUE(Start("", "A1").ok());
  EXPECT_TRUE(Start("", "A2").ok());
  EXPECT_EQ(States().size(), 2u);
}

TEST_F(BrokerModelTest, ForgetsAnIdAtTheFirstCheckAfterItsTtl) {
  Pass(Millis{59000});
  ASSERT_TRUE(Start("A", "A1", Millis{5000}).ok());
  Pass(Millis{60999});
  EXPECT_TRUE(absl::IsAlreadyExists(Start("A", "A1", Millis{5000})));
  Pass(Millis{1});
  EXPECT_TRUE(Start("A", "A1", Millis{5000}).ok());
}

TEST_F(BrokerModelTest, DropsAMessageWithoutTtlWhileItsInstanceRuns) {
  ASSERT_TRUE(Start("A", "A1").ok());
  EXPECT_TRUE(Start("A", "A2", Millis{0}).ok());
  EndNewest();
  EXPECT_THAT(States(), ElementsAre(State::kDone));
}

TEST_F(BrokerModelTest, StartsAgainByAMessageWithoutTtlWhenTheInstanceHasEnded) {
  ASSERT_TRUE(Start("A", "A1", Millis{0}).ok());
  EndNewest();
  EXPECT_TRUE(Start("A", "A1", Millis{0}).ok());
  EXPECT_THAT(States(), ElementsAre(State::kDone, State::kRunning));
}

TEST_F(BrokerModelTest, KeepsOtherStartsOfAKeyAndReleasesThemOneByOneInOrder) {
  ASSERT_TRUE(Start("A", "A1").ok());
  ASSERT_TRUE(Start("A", "A2").ok());
  ASSERT_TRUE(Start("A", "").ok());
  EXPECT_EQ(States().size(), 1u);
  EndNewest();
  EXPECT_THAT(States(), ElementsAre(State::kDone, State::kRunning));
  ASSERT_TRUE(broker_.CancelInstance({broker_.instances().back().key}).ok());
  EXPECT_THAT(States(), ElementsAre(State::kDone, State::kCancelled, State::kRunning));
  EndNewest();
  EXPECT_EQ(States().size(), 3u);
}

TEST_F(BrokerModelTest, ReleasesNoGhostWhoseTtlHasPassed) {
  ASSERT_TRUE(Start("A", "A1").ok());
  ASSERT_TRUE(Start("A", "A2", Millis{5000}).ok());
  Pass(Millis{5000});
  EndNewest();
  EXPECT_EQ(States().size(), 1u);
}

TEST_F(BrokerModelTest, AStartSentAgainAfterItsTtlBecomesAGhost) {
  ASSERT_TRUE(Start("A", "A1", Millis{5000}).ok());
  Pass(Millis{65000});
  ASSERT_TRUE(Start("A", "A1", Millis{5000}).ok());
  EndNewest();
  EXPECT_THAT(States(), ElementsAre(State::kDone, State::kRunning));
}

TEST_F(BrokerModelTest, AMessageBeforeTheDeploymentStartsNothingButIsPickedUpLater) {
  const auto publish = [&](const std::string& id) {
    return broker_.Publish({.name = "late", .correlation_key = "D", .id = id, .ttl = kMessageTtl});
  };
  ASSERT_TRUE(publish("D1").ok());
  broker_.Deploy({.start = "late"});
  EXPECT_TRUE(absl::IsAlreadyExists(publish("D1")));
  EXPECT_EQ(States().size(), 0u);
  ASSERT_TRUE(publish("D2").ok());
  EXPECT_EQ(States().size(), 1u);
  EndNewest();
  EXPECT_THAT(States(), ElementsAre(State::kDone, State::kRunning));
}

TEST_F(BrokerModelTest, ABackEndsItsInstance) {
  ASSERT_TRUE(Start("A", "A").ok());
  ASSERT_TRUE(Back("A", "A:back").ok());
  EXPECT_THAT(States(), ElementsAre(State::kInterrupted));
  EXPECT_EQ(broker_.instances()[0].back, "back");
  EXPECT_TRUE(absl::IsAlreadyExists(Back("A", "A:back")));
}

TEST_F(BrokerModelTest, ABackWithAnotherKeyEndsNothing) {
  ASSERT_TRUE(Start("A", "A").ok());
  ASSERT_TRUE(Back("B", "B:back").ok());
  EXPECT_THAT(States(), ElementsAre(State::kRunning));
}

TEST_F(BrokerModelTest, ABackBeforeItsStartWaitsForIt) {
  ASSERT_TRUE(Back("A", "A:back", Millis{60000}).ok());
  ASSERT_TRUE(Start("A", "A").ok());
  EXPECT_THAT(States(), ElementsAre(State::kInterrupted));
}

TEST_F(BrokerModelTest, ABackWithoutTtlBeforeItsStartIsLost) {
  ASSERT_TRUE(Back("A", "A:back", Millis{0}).ok());
  ASSERT_TRUE(Start("A", "A").ok());
  EXPECT_THAT(States(), ElementsAre(State::kRunning));
}

TEST_F(BrokerModelTest, ABackThatInterruptedOneInstanceIsNotUsedTwice) {
  ASSERT_TRUE(Start("A", "A1").ok());
  ASSERT_TRUE(Start("A", "A2").ok());
  ASSERT_TRUE(Back("A", "A:back").ok());
  EXPECT_THAT(States(), ElementsAre(State::kInterrupted, State::kRunning));
}

TEST_F(BrokerModelTest, ATaskEndsAfterItsWork) {
  broker_.Deploy({.start = "short", .work = Millis{1000}});
  ASSERT_TRUE(broker_.Publish({.name = "short", .correlation_key = "S", .ttl = kMessageTtl}).ok());
  ASSERT_TRUE(broker_.Publish({.name = "short", .correlation_key = "S", .ttl = kMessageTtl}).ok());
  Pass(Millis{999});
  EXPECT_THAT(States(), ElementsAre(State::kRunning));
  Pass(Millis{1});
  EXPECT_THAT(States(), ElementsAre(State::kDone, State::kRunning));
  Pass(Millis{5000});
  EXPECT_THAT(States(), ElementsAre(State::kDone, State::kDone));
  EXPECT_EQ(broker_.instances()[1].ended, broker_.instances()[0].started + Millis{2000});
}

TEST_F(BrokerModelTest, EndsNothingTwice) {
  ASSERT_TRUE(Start("A", "A").ok());
  const int64_t key = broker_.instances()[0].key;
  EXPECT_TRUE(broker_.EndTask(key));
  EXPECT_FALSE(broker_.EndTask(key));
  EXPECT_TRUE(absl::IsNotFound(broker_.CancelInstance({key})));
  EXPECT_TRUE(absl::IsNotFound(broker_.CancelInstance({key + 1000})));
}

TEST_F(BrokerModelTest, AcceptsAnEmptyNameAndDoesNothingWithIt) {
  EXPECT_TRUE(broker_.Publish({.name = "", .correlation_key = "A", .ttl = kMessageTtl}).ok());
  EXPECT_EQ(States().size(), 0u);
}

TEST_F(BrokerModelTest, RefusesWhatIsTooLargeWithTheCodeOfBackPressure) {
  const absl::Status status =
      broker_.Publish({.name = "start", .variables = std::string(kGatewayMaxBytes, 'x')});
  EXPECT_TRUE(absl::IsResourceExhausted(status));
  EXPECT_THAT(std::string(status.message()), HasSubstr("exceeds maximum size 4194304"));
}

TEST_F(BrokerModelTest, RefusesVariablesThatAreNoObject) {
  for (const std::string variables : {"[1]", "abc", "7"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(
        broker_.Publish({.name = "start", .correlation_key = "A", .variables = variables})));
  }
  for (const std::string variables : {"", "null", "{}", " {\"a\":1}"}) {
    EXPECT_TRUE(broker_.Publish({.name = "x", .variables = variables}).ok()) << variables;
  }
}

}  // namespace
}  // namespace telltale
