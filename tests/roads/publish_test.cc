// The publisher between the model of a broker and a producer in memory.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "connectors/json/json_decoder.h"
#include "connectors/zeebe_fake/fake_zeebe.h"
#include "engine/ports/memory_producer.h"
#include "engine/roads/publisher.h"
#include "tests/runtime/model_clock.h"
#include "tests/runtime/model_config.h"

namespace telltale {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;
using State = BrokerModel::State;

constexpr char kBase[] = R"(
kafka: { brokers: "localhost:9092" }
zeebe: { gateway: "localhost:26500" }
publish:
  orders: { job: send, key: order, )";

class PublishTest : public testing::Test {
 protected:
  PublishTest() {
    zeebe_.Deploy({.start = "start",
                   .gate = true,
                   .headers = R"({"topic":"special"})",
                   .errors = {"NOT_SENT"}});
  }

  void Open(const std::string& options = "topic: orders") {
    config_ = ReadConfig(absl::StrCat(kBase, options, " }\n"));
    jobs_ = zeebe_.Connect();
    publisher_ = std::make_unique<Publisher>(
        config_.publish, Publisher::Parts{*jobs_, zeebe_, producer_, &MakeJsonDecoder},
        PublisherOptions{.replies = {.window = window_}});
  }
  // An instance whose first task is a job of the type.
  void Start(const std::string& order) {
    zeebe_.Publish({.name = "start",
                    .correlation_key = order,
                    .id = order,
                    .ttl = Millis{600000},
                    .variables = absl::StrCat(R"({"order":")", order,
                                              R"(","amount":12.50,"telltale":{"gate":"send"}})")},
                   [](const Answered&) {});
  }
  // Completions are lost from now on, as if the connection broke.
  void LoseCompletions() {
    zeebe_.SetJobFaults([](const JobTraffic& traffic) {
      const bool lost = traffic.kind == JobTraffic::Kind::kFinish;
      return lost ? Fault{Fault::Kind::kUnavailable} : Fault{};
    });
  }
  void Report() {
    producer_.Release();
    Settle();
  }
  // As many turns as any job needs from one answer to the next.
  void Settle() {
    for (int i = 0; i < 5; ++i) publisher_->Turn(clock_.SinceBoot());
  }
  void Pass(Millis time) {
    clock_.Pass(time);
    zeebe_.Advance();
    Settle();
  }
  uint64_t Count(PublishOutcome outcome) const {
    return publisher_->Show().at(0).outcomes[static_cast<size_t>(outcome)];
  }
  std::vector<NewRecord> Records(const std::string& topic = "orders") const {
    return producer_.ReadAll(topic);
  }
  // The instance has passed its job.
  bool Passed(size_t instance) const { return zeebe_.Instances().at(instance).passed; }

  SendWindow::Options window_{100, 100, 100};
  ModelClock clock_;
  FakeZeebe zeebe_{clock_, {}};
  MemoryProducer producer_{{{"orders", 3}, {"special", 1}}};
  Config config_;
  std::unique_ptr<Jobs> jobs_;
  std::unique_ptr<Publisher> publisher_;
};

TEST_F(PublishTest, AJobBecomesARecordAndIsCompletedOnceKafkaHasIt) {
  Open();
  producer_.Hold();
  Start("A");
  Settle();
  EXPECT_FALSE(Passed(0)) << "nobody knows yet whether it is written";
  producer_.Release();
  Settle();
  EXPECT_TRUE(Passed(0));
  const std::vector<NewRecord> records = Records();
  ASSERT_THAT(records, SizeIs(1));
  EXPECT_EQ(records[0].key, "A");
  EXPECT_EQ(records[0].value, R"({"order":"A","amount":12.50,"telltale":{"gate":"send"}})");
  EXPECT_EQ(Count(PublishOutcome::kPublished), 1u);
  EXPECT_TRUE(publisher_->idle());
}

TEST_F(PublishTest, ARecordNamesItsJobSoThatConsumersKnowARepeat) {
  Open();
  Start("A");
  Settle();
  const BrokerModel::Instance instance = zeebe_.Instances().at(0);
  const auto headers = Records().at(0).headers;
  EXPECT_THAT(headers, Contains(Pair("telltale-instance", absl::StrCat(instance.key))));
  EXPECT_THAT(headers, Contains(Pair("telltale-process", "start")));
  ASSERT_EQ(headers[0].first, "telltale-job-key");
  EXPECT_EQ(headers[0].second, absl::StrCat(instance.key + 1));
}

TEST_F(PublishTest, ARecordIsMadeOfVariablesHeadersAndTheJobItself) {
  Open(R"(topic: = job.headers.topic, value: amount, result: sent,
          headers: { type: 'job.type + "/" + order', left: job.retries, none: nothing })");
  Start("A");
  Settle();
  const NewRecord record = Records("special").at(0);
  EXPECT_EQ(record.key, "A");
  EXPECT_EQ(record.value, "12.5");
  EXPECT_THAT(record.headers, Contains(Pair("type", "send/A")));
  EXPECT_THAT(record.headers, Contains(Pair("left", "3")));
  EXPECT_THAT(record.headers, testing::Not(Contains(Pair("none", testing::_))));
  EXPECT_THAT(zeebe_.Instances().at(0).variables,
              HasSubstr(R"("sent":{"topic":"special","partition":0,"offset":0})"));
}

TEST_F(PublishTest, ATombstoneHasNoValue) {
  Open("topic: orders, tombstone: amount > 10");
  Start("A");
  Settle();
  EXPECT_EQ(Records().at(0).value, std::nullopt);
}

TEST_F(PublishTest, AJobOfWhichNoRecordCanBeMadeWaitsInAnIncidentAndStopsNoOther) {
  Open("topic: orders, value: if order = \"A\" then null else order");
  Start("A");
  Start("B");
  Settle();
  EXPECT_EQ(Count(PublishOutcome::kIncident), 1u);
  EXPECT_EQ(Count(PublishOutcome::kPublished), 1u);
  Pass(Millis{3'600'000});
  EXPECT_FALSE(Passed(0));
  EXPECT_TRUE(Passed(1));
  EXPECT_THAT(Records(), SizeIs(1));
}

// Measured: such reports, without an offset, were those of records that were lost.
TEST_F(PublishTest, ARecordInDoubtIsWrittenAgainUnderTheSameHeader) {
  Open();
  producer_.AnswerNext({.delivery = Delivery::kAmbiguous, .text = "no offset"});
  Start("A");
  Settle();
  EXPECT_FALSE(Passed(0));
  EXPECT_THAT(publisher_->trouble(), HasSubstr("no offset"));
  Pass(config_.publish[0].retry_after);
  EXPECT_TRUE(Passed(0));
  const std::vector<NewRecord> records = Records();
  ASSERT_THAT(records, SizeIs(2));
  EXPECT_EQ(records[0].headers, records[1].headers);
  EXPECT_THAT(publisher_->trouble(), IsEmpty());
}

TEST_F(PublishTest, AnOutageOfKafkaCostsNoRetries) {
  Open();
  Start("A");
  for (int i = 0; i < 10; ++i) {
    producer_.AnswerNext({.delivery = Delivery::kNotNow, .text = "timed out"});
    Pass(config_.publish[0].retry_after);
  }
  EXPECT_EQ(Count(PublishOutcome::kReturned), 10u);
  EXPECT_EQ(Count(PublishOutcome::kIncident), 0u);
  Pass(config_.publish[0].retry_after);
  EXPECT_TRUE(Passed(0));
  EXPECT_THAT(Records(), SizeIs(1));
}

TEST_F(PublishTest, WhatKafkaRefusesIsRetriedUntilItIsAnIncident) {
  Open();
  for (int i = 0; i < 3; ++i) {
    producer_.AnswerNext({.delivery = Delivery::kRefused, .text = "not authorized"});
  }
  Start("A");
  Settle();
  Pass(config_.publish[0].retry_after);
  Pass(config_.publish[0].retry_after);
  EXPECT_EQ(Count(PublishOutcome::kRetried), 2u);
  EXPECT_EQ(Count(PublishOutcome::kIncident), 1u);
  Pass(Millis{3'600'000});
  EXPECT_FALSE(Passed(0));
}

TEST_F(PublishTest, WhatKafkaRefusesIsTheErrorThatTheWorkflowCatches) {
  Open("topic: orders, error: NOT_SENT");
  producer_.SetMostBytes(1);
  Start("A");
  Settle();
  EXPECT_EQ(Count(PublishOutcome::kThrown), 1u);
  EXPECT_EQ(zeebe_.Instances().at(0).state, State::kDone);
}

TEST_F(PublishTest, AJobThatCouldNotBeCompletedIsNotWrittenAgain) {
  Open();
  LoseCompletions();
  Start("A");
  Settle();
  EXPECT_FALSE(Passed(0));
  zeebe_.SetJobFaults(nullptr);
  Pass(Millis{120'000});  // it is handed over again once its time is over
  EXPECT_TRUE(Passed(0));
  EXPECT_EQ(Count(PublishOutcome::kKnown), 1u);
  EXPECT_THAT(Records(), SizeIs(1));
}

// A Zeebe that was set up anew counts its keys from the beginning: the number is that of a job
// whose record is written, the job is another.
TEST_F(PublishTest, AnotherJobWithTheKeyOfAWrittenOneIsWritten) {
  Open();
  LoseCompletions();
  Start("A");
  Settle();
  zeebe_.SetJobFaults(nullptr);
  zeebe_.Replace("embedded");
  Start("B");
  Pass(Millis{120'000});
  EXPECT_TRUE(Passed(0));
  EXPECT_EQ(Count(PublishOutcome::kKnown), 0u);
  ASSERT_THAT(Records(), SizeIs(2));
  EXPECT_EQ(Records()[0].headers, Records()[1].headers) << "keys and instance are the same";
}

TEST_F(PublishTest, AJobOfAnotherClusterIsWrittenThoughItLooksTheSame) {
  Open();
  LoseCompletions();
  Start("A");
  Settle();
  zeebe_.SetJobFaults(nullptr);
  zeebe_.Replace("another");
  Pass(Publisher::kAskEvery);
  Start("A");
  Pass(Millis{120'000});
  EXPECT_TRUE(Passed(0));
  EXPECT_EQ(Count(PublishOutcome::kKnown), 0u);
  EXPECT_THAT(Records(), SizeIs(2));
}

// The record is under way, and the key is that of another job when Kafka has it.
TEST_F(PublishTest, AJobIsNotCompletedForTheRecordOfAnotherClustersJob) {
  Open();
  producer_.Hold();
  Start("A");
  Settle();
  EXPECT_EQ(producer_.waiting(), 1u);
  zeebe_.Replace("another");
  Pass(Publisher::kAskEvery);
  Start("B");
  Report();
  EXPECT_FALSE(Passed(0)) << "its record is not written";
  EXPECT_EQ(Count(PublishOutcome::kPublished), 1u);
  Pass(Millis{120'000});
  EXPECT_TRUE(Passed(0));
  EXPECT_EQ(Count(PublishOutcome::kPublished), 2u);
  ASSERT_THAT(Records(), SizeIs(2));
  EXPECT_EQ(Records()[0].headers, Records()[1].headers) << "keys and instance are the same";
}

// What was handed over before the cluster was replaced is not held in the new one's name.
TEST_F(PublishTest, AJobThatWaitedWhileItsClusterWasReplacedIsNotWritten) {
  Open("topic: orders, in_flight: 1");
  producer_.Hold();
  Start("A");
  Start("B");
  Settle();
  zeebe_.Replace("another");
  Pass(Publisher::kAskEvery);
  for (const char* order : {"C", "D"}) Start(order);
  Report();
  Pass(Millis{120'000});
  Pass(Millis{120'000});
  EXPECT_TRUE(Passed(0));
  EXPECT_TRUE(Passed(1));
  std::vector<std::string> keys;
  for (const NewRecord& record : Records()) keys.push_back(*record.key);
  EXPECT_THAT(keys, testing::UnorderedElementsAre("A", "C", "D"));
}

// A broker that crashes may have pushed a job that it forgets: it comes again under another key.
TEST_F(PublishTest, AJobThatTheBrokerForgetsIsNotWritten) {
  Open();
  zeebe_.SetJobFaults([](const JobTraffic& traffic) {
    return traffic.kind == JobTraffic::Kind::kHold ? Fault{Fault::Kind::kUnavailable} : Fault{};
  });
  Start("A");
  Settle();
  EXPECT_THAT(Records(), IsEmpty());
  EXPECT_EQ(Count(PublishOutcome::kForgotten), 1u);
  EXPECT_EQ(Count(PublishOutcome::kGone), 0u);
  zeebe_.SetJobFaults(nullptr);
  zeebe_.Relapse();
  Pass(Millis{120'000});
  EXPECT_TRUE(Passed(0));
  EXPECT_THAT(Records(), SizeIs(1));
}

TEST_F(PublishTest, AJobThatIsPushedTwiceIsWrittenOnce) {
  Open();
  producer_.Hold();
  zeebe_.SetJobFaults([](const JobTraffic& traffic) {
    return traffic.kind == JobTraffic::Kind::kPush ? Fault{Fault::Kind::kTwice} : Fault{};
  });
  Start("A");
  Settle();
  producer_.Release();
  Settle();
  EXPECT_THAT(Records(), SizeIs(1));
}

// Of 12 jobs that share a batch one is too large for the topic: the broker refuses the batch.
TEST_F(PublishTest, OfABatchThatIsTooLargeOnlyTheLargeRecordIsCharged) {
  const DeliveryReport refusal{
      .delivery = Delivery::kRefused, .of_batch = true, .text = "message too large"};
  Open();
  producer_.Hold();
  for (int i = 0; i < 12; ++i) {
    Start(absl::StrCat("order-", i));
    producer_.AnswerNext(refusal);
  }
  Settle();
  EXPECT_EQ(producer_.waiting(), 12u);
  producer_.AnswerNext(refusal);  // the first one, once it is alone
  Report();
  for (int i = 0; i < 30; ++i) Settle();
  EXPECT_EQ(Count(PublishOutcome::kPublished), 11u);
  EXPECT_EQ(Count(PublishOutcome::kRetried), 1u);
  EXPECT_EQ(Count(PublishOutcome::kReturned), 0u);
  EXPECT_THAT(Records(), SizeIs(11));
  EXPECT_FALSE(Passed(0));
  for (size_t i = 1; i < 12; ++i) EXPECT_TRUE(Passed(i)) << i;
}

// As a topic that is compacted does where one record has no key.
TEST_F(PublishTest, OfABatchThatIsRefusedForOneRecordOnlyThatOneIsCharged) {
  const DeliveryReport refusal{
      .delivery = Delivery::kRefused, .of_batch = true, .text = "invalid record"};
  Open();
  producer_.Hold();
  for (const char* order : {"A", "B", "C"}) {
    Start(order);
    producer_.AnswerNext(refusal);
  }
  Settle();
  producer_.AnswerNext(refusal);  // A, once it is alone
  for (int i = 0; i < 5; ++i) Report();
  EXPECT_EQ(Count(PublishOutcome::kRetried), 1u);
  EXPECT_EQ(Count(PublishOutcome::kPublished), 2u);
}

TEST_F(PublishTest, WhatIsSentAloneHasNothingOfItsTopicBesideIt) {
  Open();
  producer_.Hold();
  for (const char* order : {"A", "B"}) {
    producer_.AnswerNext({.delivery = Delivery::kRefused, .of_batch = true, .text = "too large"});
    Start(order);
  }
  Settle();
  producer_.Release();
  producer_.Hold();
  Start("C");
  Settle();
  EXPECT_EQ(producer_.waiting(), 1u) << "B is next, and C comes last";
  Report();
  EXPECT_EQ(Count(PublishOutcome::kPublished), 3u);
}

TEST_F(PublishTest, ATopicThatIsNoneIsAnIncidentThatSaysSo) {
  Open("topic: = order");
  std::vector<std::string> said;
  zeebe_.SetJobFaults([&said](const JobTraffic& traffic) {
    if (traffic.kind == JobTraffic::Kind::kFinish) said.push_back(traffic.end.text);
    return Fault{};
  });
  Start("a b");
  Start("orders");
  Settle();
  EXPECT_EQ(Count(PublishOutcome::kIncident), 1u);
  EXPECT_EQ(Count(PublishOutcome::kPublished), 1u);
  EXPECT_FALSE(Passed(0));
  EXPECT_TRUE(Passed(1));
  EXPECT_THAT(said, Contains(HasSubstr("'_' and '-' for 'topic', but it is 'a b'")));
}

// With a window of one a hold may wait until the job is somebody else's.
TEST_F(PublishTest, AJobWhoseTimeIsNearlyOverIsNotHeldAnyMore) {
  window_ = {1, 1, 1};
  Open();
  zeebe_.SetJobFaults([](const JobTraffic& traffic) {
    const bool slow = traffic.kind == JobTraffic::Kind::kHold;
    return Fault{Fault::Kind::kNone, slow ? Millis{44'000} : Millis{0}};
  });
  Start("A");
  Start("B");
  Settle();
  Pass(Millis{44'000});
  EXPECT_EQ(Count(PublishOutcome::kForgotten), 1u) << "B waited for A's answer";
  EXPECT_EQ(Count(PublishOutcome::kReturned), 1u) << "A's came too late to send its record";
  EXPECT_THAT(Records(), IsEmpty());
  zeebe_.SetJobFaults(nullptr);
  Pass(Millis{120'000});
  Pass(Millis{120'000});
  EXPECT_TRUE(Passed(0));
  EXPECT_TRUE(Passed(1));
  EXPECT_THAT(Records(), SizeIs(2));
}

TEST_F(PublishTest, NoMoreJobsAreUnderWayThanThePlanAllows) {
  Open("topic: orders, in_flight: 2");
  producer_.Hold();
  for (const char* order : {"A", "B", "C", "D", "E"}) Start(order);
  Settle();
  EXPECT_EQ(producer_.waiting(), 2u);
  const Publisher::View view = publisher_->Show().at(0);
  EXPECT_EQ(view.under_way, 2u);
  EXPECT_EQ(view.waiting, 3u);
  producer_.Release();
  Settle();
  Settle();
  EXPECT_THAT(Records(), SizeIs(5));
  EXPECT_TRUE(publisher_->idle());
}

TEST_F(PublishTest, AtTheEndWhatIsUnderWayIsCompletedAndNothingElseIsBegun) {
  Open("topic: orders, in_flight: 1");
  producer_.Hold();
  Start("A");
  Start("B");
  Settle();
  publisher_->StopTaking();
  EXPECT_FALSE(publisher_->idle());
  producer_.Release();
  Settle();
  EXPECT_TRUE(publisher_->idle());
  EXPECT_TRUE(Passed(0));
  EXPECT_FALSE(Passed(1));
  EXPECT_THAT(Records(), SizeIs(1));
}

}  // namespace
}  // namespace telltale
