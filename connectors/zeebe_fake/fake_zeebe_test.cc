#include "connectors/zeebe_fake/fake_zeebe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

namespace telltale {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class HandClock : public Clock {
 public:
  WallTime Wall() const override { return wall; }
  Millis SinceBoot() const override { return wall.time_since_epoch(); }
  const std::string& BootId() const override { return boot_; }
  WallTime wall = WallMs(1'000'000);

 private:
  std::string boot_ = "boot";
};

class FakeZeebeTest : public testing::Test {
 protected:
  FakeZeebeTest() { zeebe_.Deploy({.start = "start", .backs = {"back"}}); }

  static Message Start(const std::string& id) {
    return {.name = "start",
            .correlation_key = id,
            .id = id,
            .ttl = Millis{3600000},
            .variables = "{}"};
  }
  // Every publish meets `fault`.
  void Always(Fault fault) {
    zeebe_.SetFaults([fault](const Message&) { return fault; });
  }
  // The answer if there is one already.
  std::optional<Answer> Publish(const std::string& id) {
    zeebe_.Publish(Start(id), [this](Answered answered) { answered_.push_back(answered.answer); });
    if (answered_.empty()) return std::nullopt;
    const Answer last = answered_.back();
    answered_.clear();
    return last;
  }
  absl::StatusOr<Cluster> Topology() {
    absl::StatusOr<Cluster> result;
    zeebe_.Topology([&](absl::StatusOr<Cluster> cluster) { result = std::move(cluster); });
    return result;
  }

  HandClock clock_;
  FakeZeebe zeebe_{clock_, {.cluster_id = "c", .partitions = 3}};
  std::vector<Answer> answered_;
};

TEST_F(FakeZeebeTest, AnswersByClass) {
  EXPECT_EQ(Publish("a"), Answer::kAccepted);
  EXPECT_EQ(Publish("a"), Answer::kKnown);
  Message bad = Start("b");
  bad.variables = "[1]";
  zeebe_.Publish(bad, [](Answered answered) { EXPECT_EQ(answered.answer, Answer::kRefused); });
  EXPECT_EQ(zeebe_.Instances().size(), 1u);
}

TEST_F(FakeZeebeTest, TakesNothingThatItPushesBackRefusesOrNeverSees) {
  for (const auto& [kind, answer] : std::vector<std::pair<Fault::Kind, Answer>>{
           {Fault::Kind::kExhausted, Answer::kNotApplied},
           {Fault::Kind::kRefused, Answer::kRefused},
           {Fault::Kind::kUnavailable, Answer::kAmbiguous},
           {Fault::Kind::kUnauthenticated, Answer::kUnauthenticated}}) {
    Always({.kind = kind});
    EXPECT_EQ(Publish("a"), answer);
  }
  EXPECT_THAT(zeebe_.Instances(), IsEmpty());
}

TEST_F(FakeZeebeTest, TakesTheMessageWhoseAnswerIsLost) {
  Always({.kind = Fault::Kind::kLost});
  EXPECT_EQ(Publish("a"), Answer::kAmbiguous);
  zeebe_.SetFaults(nullptr);
  EXPECT_EQ(Publish("a"), Answer::kKnown);
}

TEST_F(FakeZeebeTest, KnowsAMessageThatCameTwiceOnItsWay) {
  Always({.kind = Fault::Kind::kTwice});
  EXPECT_EQ(Publish("a"), Answer::kKnown);
  EXPECT_EQ(zeebe_.Instances().size(), 1u);
}

TEST_F(FakeZeebeTest, TellsAWitnessWhatTheBrokerSaidThoughTheAnswerIsLost) {
  std::vector<absl::StatusCode> said;
  zeebe_.SetWitness(
      [&](const Message&, const absl::Status& status) { said.push_back(status.code()); });
  Always({.kind = Fault::Kind::kLost});
  Publish("a");
  Publish("a");
  EXPECT_THAT(said, ElementsAre(absl::StatusCode::kOk, absl::StatusCode::kAlreadyExists));
}

TEST_F(FakeZeebeTest, HoldsAnAnswerUntilItsTime) {
  Always({.kind = Fault::Kind::kNone, .answer_after = Millis{500}});
  EXPECT_EQ(Publish("a"), std::nullopt);
  EXPECT_EQ(zeebe_.NextAnswer(), clock_.wall + Millis{500});
  clock_.wall += Millis{499};
  zeebe_.Advance();
  EXPECT_THAT(answered_, IsEmpty());
  clock_.wall += Millis{1};
  zeebe_.Advance();
  EXPECT_THAT(answered_, ElementsAre(Answer::kAccepted));
  EXPECT_EQ(zeebe_.NextAnswer(), std::nullopt);
}

TEST_F(FakeZeebeTest, IsAwayAltogether) {
  zeebe_.SetAway(true);
  EXPECT_EQ(Publish("a"), Answer::kAmbiguous);
  EXPECT_TRUE(absl::IsUnavailable(Topology().status()));
  zeebe_.SetAway(false);
  EXPECT_EQ(Publish("a"), Answer::kAccepted);
  EXPECT_EQ(Topology()->id, "c");
}

TEST_F(FakeZeebeTest, TakesNothingOnAPartitionThatNobodyLeads) {
  for (int32_t partition = 1; partition <= 3; ++partition) zeebe_.SetLeader(partition, false);
  EXPECT_EQ(Publish("a"), Answer::kAmbiguous);
  EXPECT_THAT(Topology()->leaderless, ElementsAre(1, 2, 3));
  for (int32_t partition = 1; partition <= 3; ++partition) zeebe_.SetLeader(partition, true);
  EXPECT_EQ(Publish("a"), Answer::kAccepted);
}

TEST_F(FakeZeebeTest, ForgetsEverythingWhenItIsReplaced) {
  ASSERT_EQ(Publish("a"), Answer::kAccepted);
  zeebe_.Replace("restored");
  EXPECT_EQ(Topology()->id, "restored");
  EXPECT_EQ(Publish("a"), Answer::kAccepted);
  EXPECT_EQ(zeebe_.Instances().size(), 1u);
}

TEST_F(FakeZeebeTest, LetsTimePassWithTheClock) {
  zeebe_.Deploy({.start = "start", .work = Millis{1000}});
  ASSERT_EQ(Publish("a"), Answer::kAccepted);
  clock_.wall += Millis{1000};
  zeebe_.Advance();
  EXPECT_EQ(zeebe_.Instances()[0].state, BrokerModel::State::kDone);
}

}  // namespace
}  // namespace telltale
