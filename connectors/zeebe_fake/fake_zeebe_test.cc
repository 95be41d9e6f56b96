#include "connectors/zeebe_fake/fake_zeebe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/correlation_hash.h"

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
  EXPECT_EQ(zeebe_.NextMoment(), clock_.wall + Millis{500});
  clock_.wall += Millis{499};
  zeebe_.Advance();
  EXPECT_THAT(answered_, IsEmpty());
  clock_.wall += Millis{1};
  zeebe_.Advance();
  EXPECT_THAT(answered_, ElementsAre(Answer::kAccepted));
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

TEST_F(FakeZeebeTest, IsConnectedFromATopologyUntilItIsAwayOrReplaced) {
  EXPECT_FALSE(zeebe_.Connected());
  ASSERT_TRUE(Topology().ok());
  EXPECT_TRUE(zeebe_.Connected());
  zeebe_.SetAway(true);
  zeebe_.SetAway(false);
  EXPECT_FALSE(zeebe_.Connected());
  ASSERT_TRUE(Topology().ok());
  zeebe_.Replace("restored");
  EXPECT_FALSE(zeebe_.Connected());
}

TEST_F(FakeZeebeTest, LetsTimePassWithTheClock) {
  zeebe_.Deploy({.start = "start", .work = Millis{1000}});
  ASSERT_EQ(Publish("a"), Answer::kAccepted);
  clock_.wall += Millis{1000};
  zeebe_.Advance();
  EXPECT_EQ(zeebe_.Instances()[0].state, BrokerModel::State::kDone);
}

// ---------------------------------------------------------------- jobs

class FakeZeebeJobsTest : public FakeZeebeTest {
 protected:
  FakeZeebeJobsTest() { zeebe_.Deploy({.start = "start", .backs = {"back"}, .gate = true}); }

  void Start(const std::string& id) {
    Message message = FakeZeebeTest::Start(id);
    message.variables = R"({"telltale":{"gate":"gate"}})";
    zeebe_.Publish(message, [](const Answered&) {});
  }
  // What comes to `jobs` is noted in `got_`.
  void Subscribe(Jobs& jobs) {
    jobs.Subscribe({.type = "gate", .timeout = kTimeout},
                   [this](const Job& job) { got_.push_back(job.key.value); });
  }
  std::optional<Answer> Complete(Jobs& jobs, int64_t key) {
    std::optional<Answer> answer;
    jobs.Finish({key}, {}, [&](const Answered& answered) { answer = answered.answer; });
    return answer;
  }
  void JobFault(JobTraffic::Kind kind, Fault fault) {
    zeebe_.SetJobFaults(
        [=](const JobTraffic& traffic) { return traffic.kind == kind ? fault : Fault{}; });
  }
  void Pass(Millis time) {
    clock_.wall += time;
    zeebe_.Advance();
  }
  int64_t JobOf(size_t instance) { return zeebe_.Instances().at(instance).job.value().value; }

  static constexpr Millis kTimeout{30000};
  std::unique_ptr<Jobs> jobs_ = zeebe_.Connect();
  std::vector<int64_t> got_;
};

TEST_F(FakeZeebeJobsTest, HandsOverWhatWaitsAndWhatComes) {
  Start("a");
  Subscribe(*jobs_);
  Start("b");
  EXPECT_THAT(got_, ElementsAre(JobOf(0), JobOf(1)));
}

TEST_F(FakeZeebeJobsTest, AJobMayBeCompletedWhileItIsHandedOver) {
  jobs_->Subscribe({.type = "gate"}, [this](const Job& job) { Complete(*jobs_, job.key.value); });
  Start("a");
  EXPECT_TRUE(zeebe_.Instances()[0].passed);
}

TEST_F(FakeZeebeJobsTest, HandsOverAgainWhatIsNotCompletedInTime) {
  Subscribe(*jobs_);
  Start("a");
  EXPECT_EQ(zeebe_.NextMoment(), clock_.wall + kTimeout);
  Pass(kTimeout);
  EXPECT_THAT(got_, ElementsAre(JobOf(0), JobOf(0)));
}

TEST_F(FakeZeebeJobsTest, AnswersOrdersByClass) {
  Start("a");
  const int64_t job = JobOf(0);
  EXPECT_EQ(Complete(*jobs_, job), Answer::kAccepted);
  EXPECT_EQ(Complete(*jobs_, job), Answer::kRefused);
  EXPECT_EQ(Complete(*jobs_, 123), Answer::kRefused);
  EXPECT_EQ(Complete(*jobs_, FirstKeyOf(4)), Answer::kAmbiguous);
}

TEST_F(FakeZeebeJobsTest, LosesAndRepeatsOrdersAsTheScriptWants) {
  Start("a");
  Start("b");
  JobFault(JobTraffic::Kind::kFinish, {.kind = Fault::Kind::kExhausted});
  EXPECT_EQ(Complete(*jobs_, JobOf(0)), Answer::kNotApplied);
  JobFault(JobTraffic::Kind::kFinish, {.kind = Fault::Kind::kLost});
  EXPECT_EQ(Complete(*jobs_, JobOf(0)), Answer::kAmbiguous);
  EXPECT_TRUE(zeebe_.Instances()[0].passed);
  JobFault(JobTraffic::Kind::kFinish, {.kind = Fault::Kind::kTwice});
  EXPECT_EQ(Complete(*jobs_, JobOf(1)), Answer::kRefused) << "the answer is the second one's";
  EXPECT_TRUE(zeebe_.Instances()[1].passed);
}

TEST_F(FakeZeebeJobsTest, LosesAndRepeatsJobsAsTheScriptWants) {
  Subscribe(*jobs_);
  JobFault(JobTraffic::Kind::kPush, {.kind = Fault::Kind::kLost});
  Start("a");
  EXPECT_THAT(got_, IsEmpty());
  JobFault(JobTraffic::Kind::kPush, {.kind = Fault::Kind::kTwice});
  Pass(kTimeout);
  EXPECT_THAT(got_, ElementsAre(JobOf(0), JobOf(0)));
}

TEST_F(FakeZeebeJobsTest, HasNoStreamsWhileItIsAwayAndPollsWhenItIsBack) {
  zeebe_.Deploy({.start = "start", .work = Millis{1000}, .gate = true, .ended = true});
  Subscribe(*jobs_);
  Start("a");
  zeebe_.SetAway(true);
  EXPECT_EQ(Complete(*jobs_, JobOf(0)), Answer::kAmbiguous);
  Pass(kTimeout);
  EXPECT_EQ(got_.size(), 1u);
  zeebe_.SetAway(false);
  EXPECT_THAT(got_, ElementsAre(JobOf(0), JobOf(0)));
}

TEST_F(FakeZeebeJobsTest, FindsItsClientsAgainWhenItIsReplaced) {
  Subscribe(*jobs_);
  const uint64_t before = jobs_->Breaks();
  zeebe_.Replace("restored");
  EXPECT_NE(jobs_->Breaks(), before);
  Start("a");
  EXPECT_THAT(got_, ElementsAre(JobOf(0)));
}

TEST_F(FakeZeebeJobsTest, TakesNoOrderOnAPartitionThatNobodyLeads) {
  Start("a");
  zeebe_.SetLeader(PartitionOfKey(JobOf(0)), false);
  EXPECT_EQ(Complete(*jobs_, JobOf(0)), Answer::kAmbiguous);
}

TEST_F(FakeZeebeJobsTest, AClientThatIsGoneGetsNothingAndWhatItHadGoesToTheNext) {
  Subscribe(*jobs_);
  Start("a");
  jobs_ = zeebe_.Connect();
  Subscribe(*jobs_);
  Pass(kTimeout);
  EXPECT_THAT(got_, ElementsAre(JobOf(0), JobOf(0)));
}

TEST_F(FakeZeebeJobsTest, AClientThatIsGoneKnowsNoAnswers) {
  Start("a");
  JobFault(JobTraffic::Kind::kFinish, {.answer_after = Millis{500}});
  std::optional<Answer> answer;
  jobs_->Finish({JobOf(0)}, {}, [&](const Answered& answered) { answer = answered.answer; });
  EXPECT_EQ(answer, std::nullopt);
  jobs_.reset();
  EXPECT_EQ(answer, Answer::kAmbiguous);
  Pass(Millis{500});
}

}  // namespace
}  // namespace telltale
