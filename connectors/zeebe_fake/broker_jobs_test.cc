// Each test is a line of what was measured on real brokers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "connectors/zeebe_fake/broker_model.h"
#include "engine/base/correlation_hash.h"

namespace telltale {
namespace {

using Place = BrokerModel::Place;
using State = BrokerModel::State;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr Millis kTtl{600000};
constexpr Millis kTimeout{30000};
constexpr size_t kMany = 100;

class BrokerJobsTest : public testing::Test {
 protected:
  BrokerJobsTest() {
    broker_.Deploy({.start = "start",
                    .backs = {"back"},
                    .gate = true,
                    .ended = true,
                    .correlates_on = "episode"});
  }

  absl::Status Start(const std::string& key, const std::string& id) {
    return broker_.Publish({.name = "start",
                            .correlation_key = key,
                            .id = id,
                            .ttl = kTtl,
                            .variables = R"({"episode":")" + key +
                                         R"(","telltale":{"gate":"gate","ended":"ended"}})"});
  }
  absl::Status Back(const std::string& key) {
    return broker_.Publish(
        {.name = "back", .correlation_key = key, .id = key + ":back", .ttl = kTtl});
  }
  static JobRequest Request(const std::string& type) {
    return {.type = type, .variables = {"episode"}, .timeout = kTimeout};
  }
  std::vector<Job> Poll(const std::string& type) { return broker_.PollJobs(Request(type), kMany); }
  std::vector<int64_t> Pushed() {
    std::vector<int64_t> keys;
    for (const JobBoard::Pushed& pushed : broker_.TakePushed()) {
      keys.push_back(pushed.job.key.value);
    }
    return keys;
  }
  // The job that the newest instance waits for.
  JobKey NewestJob() const { return broker_.instances().back().job.value_or(JobKey{}); }
  void Pass(Millis time) {
    now_ += time;
    broker_.Advance(now_);
  }

  WallTime now_ = WallMs(1'000'000);
  BrokerModel broker_{WallMs(1'000'000), 3};
};

TEST_F(BrokerJobsTest, AnInstanceWaitsAtItsGateThenInItsTaskThenAtItsEnd) {
  ASSERT_TRUE(Start("A", "A").ok());
  const BrokerModel::Instance& instance = broker_.instances()[0];
  EXPECT_EQ(instance.place, Place::kGate);
  EXPECT_FALSE(instance.passed);
  EXPECT_FALSE(broker_.EndTask(instance.key));
  ASSERT_TRUE(broker_.EndJob(NewestJob(), {}).ok());
  EXPECT_EQ(instance.place, Place::kTask);
  EXPECT_TRUE(instance.passed);
  ASSERT_TRUE(broker_.EndTask(instance.key));
  EXPECT_EQ(instance.place, Place::kEnded);
  EXPECT_EQ(instance.state, State::kRunning);
  ASSERT_TRUE(broker_.EndJob(NewestJob(), {}).ok());
  EXPECT_EQ(instance.state, State::kDone);
}

TEST_F(BrokerJobsTest, TheTasksTimeBeginsBehindTheGate) {
  broker_.Deploy({.start = "start", .work = Millis{1000}, .gate = true, .ended = true});
  ASSERT_TRUE(Start("A", "A").ok());
  Pass(Millis{5000});
  ASSERT_TRUE(broker_.EndJob(NewestJob(), {}).ok());
  Pass(Millis{999});
  EXPECT_THAT(Poll("ended"), IsEmpty());
  Pass(Millis{1});
  EXPECT_EQ(Poll("ended").size(), 1u);
}

TEST_F(BrokerJobsTest, AJobSaysWhereItComesFrom) {
  ASSERT_TRUE(Start("A", "A").ok());
  const std::vector<Job> jobs = Poll("gate");
  ASSERT_EQ(jobs.size(), 1u);
  EXPECT_EQ(jobs[0].instance.value, broker_.instances()[0].key);
  EXPECT_EQ(jobs[0].type, "gate");
  EXPECT_EQ(jobs[0].process, "start");
  EXPECT_EQ(jobs[0].variables, R"({"episode":"A"})");
  const int32_t partition = PartitionOfHash(CorrelationHash("A"), 3);
  EXPECT_EQ(PartitionOfKey(jobs[0].key.value), partition);
  EXPECT_EQ(PartitionOfKey(jobs[0].instance.value), partition);
}

TEST_F(BrokerJobsTest, APollTakesWhatWaitsOnceUntilItsTimeIsOver) {
  ASSERT_TRUE(Start("A", "A").ok());
  EXPECT_EQ(Poll("gate").size(), 1u);
  EXPECT_THAT(Poll("gate"), IsEmpty());
  Pass(kTimeout - Millis{1});
  EXPECT_THAT(Poll("gate"), IsEmpty());
  Pass(Millis{1});
  EXPECT_EQ(Poll("gate").size(), 1u);
}

TEST_F(BrokerJobsTest, WhoeverHoldsAJobHasItLonger) {
  ASSERT_TRUE(Start("A", "A").ok());
  const JobKey job = NewestJob();
  EXPECT_TRUE(absl::IsNotFound(broker_.HoldJob(job, kTimeout)));  // nobody has it
  ASSERT_EQ(Poll("gate").size(), 1u);
  Pass(kTimeout - Millis{1});
  ASSERT_TRUE(broker_.HoldJob(job, kTimeout).ok());
  Pass(kTimeout - Millis{1});
  EXPECT_THAT(Poll("gate"), IsEmpty());
  Pass(Millis{1});
  EXPECT_EQ(Poll("gate").size(), 1u);
}

TEST_F(BrokerJobsTest, AfterARelapseWhatWasNotWrittenComesUnderOtherKeys) {
  ASSERT_TRUE(Start("A", "A").ok());
  ASSERT_EQ(Poll("gate").size(), 1u);
  const JobKey written = NewestJob();
  ASSERT_TRUE(broker_.HoldJob(written, kTimeout).ok());
  ASSERT_TRUE(Start("B", "B").ok());
  const JobKey forgotten = NewestJob();
  const int64_t instance = broker_.instances()[1].key;
  broker_.Relapse();
  EXPECT_TRUE(absl::IsNotFound(broker_.EndJob(forgotten, {})));
  EXPECT_TRUE(absl::IsNotFound(broker_.CancelInstance({instance})));
  EXPECT_EQ(broker_.instances().size(), 2u);
  EXPECT_TRUE(broker_.EndJob(NewestJob(), {}).ok());
  EXPECT_TRUE(broker_.EndJob(written, {}).ok());
}

TEST_F(BrokerJobsTest, APollTakesTheOldestFirstAndNoMoreThanAsked) {
  ASSERT_TRUE(Start("A", "A").ok());
  ASSERT_TRUE(Start("A2", "A2").ok());
  EXPECT_EQ(broker_.PollJobs(Request("gate"), 1).size(), 1u);
  EXPECT_EQ(Poll("gate").size(), 1u);
}

TEST_F(BrokerJobsTest, AStreamGetsOnlyWhatIsCreatedAfterIt) {
  ASSERT_TRUE(Start("A", "A").ok());
  broker_.OpenStream(Request("gate"));
  Pass(kTtl);
  EXPECT_THAT(Pushed(), IsEmpty());
  ASSERT_TRUE(Start("B", "B").ok());
  EXPECT_THAT(Pushed(), ElementsAre(NewestJob().value));
  EXPECT_EQ(Poll("gate").size(), 1u) << "the old one waits for a poll";
}

TEST_F(BrokerJobsTest, AStreamGetsAnUncompletedJobAgainAfterEachTimeout) {
  broker_.OpenStream(Request("gate"));
  ASSERT_TRUE(Start("A", "A").ok());
  EXPECT_THAT(Pushed(), ElementsAre(NewestJob().value));
  EXPECT_EQ(broker_.NextMoment(), now_ + kTimeout);
  Pass(2 * kTimeout);
  EXPECT_THAT(Pushed(), ElementsAre(NewestJob().value, NewestJob().value));
}

TEST_F(BrokerJobsTest, AJobOfAClosedStreamComesToAPollWhenItsTimeIsOver) {
  const int64_t stream = broker_.OpenStream(Request("gate"));
  ASSERT_TRUE(Start("A", "A").ok());
  broker_.CloseStream(stream);
  EXPECT_THAT(Poll("gate"), IsEmpty());
  Pass(kTimeout);
  EXPECT_EQ(Poll("gate").size(), 1u);
}

TEST_F(BrokerJobsTest, CompletesALateJobThatNobodyElseTook) {
  ASSERT_TRUE(Start("A", "A").ok());
  const JobKey job = Poll("gate").at(0).key;
  Pass(kTimeout);
  EXPECT_TRUE(broker_.EndJob(job, {}).ok());
}

TEST_F(BrokerJobsTest, CompletesNothingTwiceAndSaysSoInZeebesWords) {
  ASSERT_TRUE(Start("A", "A").ok());
  const JobKey job = NewestJob();
  ASSERT_TRUE(broker_.EndJob(job, {}).ok());
  const absl::Status again = broker_.EndJob(job, {});
  EXPECT_TRUE(absl::IsNotFound(again));
  EXPECT_THAT(std::string(again.message()), HasSubstr("but no such job was found"));
}

TEST_F(BrokerJobsTest, CancelsNothingTwice) {
  ASSERT_TRUE(Start("A", "A").ok());
  const InstanceKey instance{broker_.instances()[0].key};
  EXPECT_TRUE(broker_.CancelInstance(instance).ok());
  EXPECT_TRUE(absl::IsNotFound(broker_.CancelInstance(instance)));
}

TEST_F(BrokerJobsTest, IsNotReachableUnderAKeyOfNoPartition) {
  EXPECT_TRUE(absl::IsUnavailable(broker_.EndJob({123}, {})));
  EXPECT_TRUE(absl::IsUnavailable(broker_.CancelInstance({FirstKeyOf(4) + 1})));
}

TEST_F(BrokerJobsTest, CancellingReleasesTheNextStartOfItsKey) {
  ASSERT_TRUE(Start("A", "A1").ok());
  ASSERT_TRUE(Start("A", "A2").ok());
  const JobKey first = NewestJob();
  ASSERT_TRUE(broker_.CancelInstance({broker_.instances()[0].key}).ok());
  ASSERT_EQ(broker_.instances().size(), 2u);
  EXPECT_TRUE(absl::IsNotFound(broker_.EndJob(first, {})));
  EXPECT_TRUE(broker_.EndJob(NewestJob(), {}).ok());
}

TEST_F(BrokerJobsTest, ABackInterruptsAtTheGateAndItsJobIsGone) {
  ASSERT_TRUE(Start("A", "A").ok());
  const JobKey job = NewestJob();
  ASSERT_TRUE(Back("A").ok());
  EXPECT_EQ(broker_.instances()[0].state, State::kInterrupted);
  EXPECT_THAT(Poll("gate"), IsEmpty());
  EXPECT_TRUE(absl::IsNotFound(broker_.EndJob(job, {})));
}

TEST_F(BrokerJobsTest, ABackInterruptsAtTheEndToo) {
  ASSERT_TRUE(Start("A", "A").ok());
  ASSERT_TRUE(broker_.EndJob(NewestJob(), {}).ok());
  ASSERT_TRUE(broker_.EndTask(broker_.instances()[0].key));
  ASSERT_TRUE(Back("A").ok());
  EXPECT_EQ(broker_.instances()[0].state, State::kInterrupted);
  EXPECT_THAT(Poll("ended"), IsEmpty());
}

TEST_F(BrokerJobsTest, ABackThatCameFirstLeavesNoGateJob) {
  ASSERT_TRUE(Back("A").ok());
  ASSERT_TRUE(Start("A", "A").ok());
  EXPECT_EQ(broker_.instances()[0].state, State::kInterrupted);
  EXPECT_THAT(Poll("gate"), IsEmpty());
}

TEST_F(BrokerJobsTest, AnInstanceWithoutTheVariableOfItsBackHangsWithItsLockAndWithoutAJob) {
  const auto start = [&](const std::string& id, Millis ttl) {
    return broker_.Publish({.name = "start",
                            .correlation_key = "A",
                            .id = id,
                            .ttl = ttl,
                            .variables = R"({"telltale":{"gate":"gate"}})"});
  };
  EXPECT_TRUE(start("A1", kTtl).ok());
  EXPECT_EQ(broker_.instances()[0].place, Place::kIncident);
  EXPECT_EQ(broker_.instances()[0].state, State::kRunning);
  EXPECT_THAT(Poll("gate"), IsEmpty());
  EXPECT_TRUE(start("A2", Millis{0}).ok());
  EXPECT_EQ(broker_.instances().size(), 1u);
  ASSERT_TRUE(Back("A").ok());
  EXPECT_EQ(broker_.instances()[0].state, State::kRunning) << "it waits for nothing";
}

TEST_F(BrokerJobsTest, AnInstanceWithoutAJobTypeHangsButABackEndsIt) {
  ASSERT_TRUE(broker_
                  .Publish({.name = "start",
                            .correlation_key = "A",
                            .ttl = kTtl,
                            .variables = R"({"episode":"A"})"})
                  .ok());
  EXPECT_EQ(broker_.instances()[0].place, Place::kIncident);
  ASSERT_TRUE(Back("A").ok());
  EXPECT_EQ(broker_.instances()[0].state, State::kInterrupted);
}

TEST_F(BrokerJobsTest, AFailedJobComesAgainAfterItsBackOff) {
  ASSERT_TRUE(Start("A", "A").ok());
  const JobKey job = NewestJob();
  ASSERT_EQ(Poll("gate").size(), 1u);
  const JobEnd failed{.kind = JobEnd::Kind::kFailed, .retries = 1, .back_off = Millis{5000}};
  ASSERT_TRUE(broker_.EndJob(job, failed).ok());
  EXPECT_TRUE(absl::IsFailedPrecondition(broker_.EndJob(job, failed))) << "nobody has it";
  Pass(Millis{4999});
  EXPECT_THAT(Poll("gate"), IsEmpty());
  Pass(Millis{1});
  EXPECT_EQ(Poll("gate").size(), 1u);
  EXPECT_TRUE(broker_.EndJob(job, {}).ok());
}

}  // namespace
}  // namespace telltale
