#include "engine/roads/history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "connectors/json/json_decoder.h"
#include "engine/ports/memory_producer.h"
#include "engine/state/memory_store.h"
#include "tests/runtime/model_clock.h"

namespace telltale {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kTopic[] = "zeebe";
constexpr int64_t kStart = 1764000000000;

struct Place {
  int32_t partition = 1;
  int64_t position = 0;
  int64_t timestamp = kStart;
  size_t padding = 0;
};

// The request of an exporter that has these records. Later positions have later timestamps.
std::string Request(const std::vector<Place>& places) {
  std::string request;
  for (const Place& place : places) {
    absl::StrAppend(&request, "{\"index\":{\"_id\":\"", place.partition, "-", place.position,
                    "\"}}\n{\"timestamp\":", place.timestamp + place.position,
                    ",\"valueType\":\"JOB\",\"key\":", place.position, ",\"value\":{\"x\":\"",
                    std::string(place.padding, 'x'), "\"}}\n");
  }
  return request;
}

// History between a store and a topic in memory, which both survive it.
class Road {
 public:
  Road() { Open(); }

  void Open(bool accepts_rewound = false) {
    history_.reset();
    committer_ = std::make_unique<InlineCommitter>(store_);
    auto opened = History::Open({.plan = plan_,
                                 .producer = producer_,
                                 .committer = *committer_,
                                 .clock = clock_,
                                 .decoders = &MakeJsonDecoder,
                                 .quarantine_limit = 10,
                                 .accepts_rewound = accepts_rewound},
                                store_);
    EXPECT_TRUE(opened.ok()) << opened.status();
    history_ = *std::move(opened);
  }

  // What the request is answered; nullopt: not yet.
  std::optional<BulkResult> Take(const std::vector<Place>& places) {
    return TakeText(Request(places));
  }
  std::optional<BulkResult> TakeText(std::string request) {
    auto answer = std::make_shared<std::optional<BulkAnswer>>();
    history_->Take(std::move(request), [answer](BulkAnswer given) { *answer = std::move(given); });
    answer_ = answer;
    return answered();
  }
  std::optional<BulkResult> answered() const {
    return *answer_ ? std::optional((*answer_)->result) : std::nullopt;
  }
  const std::string& text() const { return (*answer_)->text; }

  // Positions of what Kafka has.
  std::vector<std::string> Positions() const {
    std::vector<std::string> positions;
    for (const NewRecord& record : producer_.ReadAll(kTopic)) {
      positions.push_back(record.headers[1].second);
    }
    return positions;
  }
  std::vector<QuarantineRow> Quarantine(int32_t partition) {
    std::vector<QuarantineRow> rows;
    const PartitionId id{{1}, partition};
    EXPECT_TRUE(store_
                    .ScanQuarantine(id, {1},
                                    [&](const QuarantineRow& row) {
                                      rows.push_back(row);
                                      return true;
                                    })
                    .ok());
    return rows;
  }
  HistoryView view() const { return history_->View(); }
  MemoryProducer& kafka() { return producer_; }
  HistoryPlan& plan() { return plan_; }
  ModelClock& clock() { return clock_; }

 private:
  static HistoryPlan MakePlan() {
    HistoryPlan plan;
    plan.topic = kTopic;
    return plan;
  }

  HistoryPlan plan_ = MakePlan();
  ModelClock clock_;
  MemoryStore store_;
  std::unique_ptr<InlineCommitter> committer_;
  std::unique_ptr<History> history_;
  MemoryProducer producer_{{{kTopic, 1}}};
  std::shared_ptr<std::optional<BulkAnswer>> answer_;
};

TEST(HistoryTest, AnswersOnceKafkaHasAllRecords) {
  Road road;
  road.kafka().Hold();
  EXPECT_EQ(road.Take({{1, 1}, {1, 3}}), std::nullopt);
  road.kafka().Release();
  EXPECT_EQ(road.answered(), BulkResult::kTaken);
  EXPECT_THAT(road.Positions(), ElementsAre("1", "3"));
}

TEST(HistoryTest, WritesNothingTwiceThatTheExporterRepeats) {
  Road road;
  EXPECT_EQ(road.Take({{1, 1}, {1, 2}, {2, 1}}), BulkResult::kTaken);
  EXPECT_EQ(road.Take({{1, 2}, {1, 3}, {1, 3}, {2, 1}}), BulkResult::kTaken);
  EXPECT_THAT(road.Positions(), ElementsAre("1", "2", "1", "3"));
}

TEST(HistoryTest, RemembersAcrossARestart) {
  Road road;
  EXPECT_EQ(road.Take({{1, 1}, {1, 2}}), BulkResult::kTaken);
  road.Open();
  EXPECT_EQ(road.Take({{1, 1}, {1, 2}, {1, 3}}), BulkResult::kTaken);
  EXPECT_THAT(road.Positions(), ElementsAre("1", "2", "3"));
}

TEST(HistoryTest, SaysThatKafkaTakesNothing) {
  Road road;
  road.kafka().Hold();
  EXPECT_EQ(road.Take({{1, 1}}), std::nullopt);
  EXPECT_EQ(road.view().trouble, "");
  road.clock().Pass(Millis{12000});
  EXPECT_THAT(road.view().trouble, HasSubstr("Zeebe partition 1 for 12s"));
  road.kafka().Release();
  EXPECT_EQ(road.view().trouble, "");
}

TEST(HistoryTest, IsBusyWhileARequestOfThePartitionIsUnderWay) {
  Road road;
  road.kafka().Hold();
  EXPECT_EQ(road.Take({{1, 1}}), std::nullopt);
  EXPECT_EQ(road.Take({{1, 1}, {1, 2}}), BulkResult::kBusy);
  EXPECT_EQ(road.Take({{2, 1}}), std::nullopt);
  road.kafka().Release();
  EXPECT_EQ(road.Take({{1, 1}, {1, 2}}), BulkResult::kTaken);
  EXPECT_THAT(road.Positions(), ElementsAre("1", "1", "2"));
}

// With a report that names no offset the record may be there, or not.
TEST(HistoryTest, SendsAgainFromTheFirstRecordWhoseFateIsUnknown) {
  Road road;
  road.kafka().AnswerNext({.delivery = Delivery::kDelivered, .offset = {0}});
  road.kafka().AnswerNext({.delivery = Delivery::kAmbiguous, .text = "no offset"});
  EXPECT_EQ(road.Take({{1, 1}, {1, 2}, {1, 3}}), BulkResult::kUndelivered);
  EXPECT_EQ(road.text(), "no offset");
  EXPECT_EQ(road.view().trouble, "no offset");
  EXPECT_EQ(road.view().lanes[0].position, 1);
  EXPECT_EQ(road.Take({{1, 1}, {1, 2}, {1, 3}}), BulkResult::kTaken);
  EXPECT_EQ(road.view().trouble, "");
  EXPECT_THAT(road.Positions(), ElementsAre("2", "2", "3"));
}

TEST(HistoryTest, SendsNothingBehindARecordThatFindsNoRoom) {
  Road road;
  road.kafka().SetRoom(2);
  road.kafka().Hold();
  EXPECT_EQ(road.Take({{1, 1}, {1, 2}, {1, 3}, {1, 4}}), std::nullopt);
  road.kafka().Release();
  EXPECT_EQ(road.answered(), BulkResult::kUndelivered);
  EXPECT_EQ(road.Take({{1, 1}, {1, 2}, {1, 3}, {1, 4}}), BulkResult::kTaken);
  EXPECT_THAT(road.Positions(), ElementsAre("1", "2", "3", "4"));
}

TEST(HistoryTest, DoesNothingForARequestThatIsNone) {
  Road road;
  EXPECT_EQ(road.TakeText(Request({{1, 1}}) + "nonsense\n"), BulkResult::kMalformed);
  EXPECT_THAT(road.text(), HasSubstr("E4009 bulk-malformed: line 3"));
  EXPECT_THAT(road.Positions(), IsEmpty());
}

TEST(HistoryTest, SetsAsideWhatIsNoRecordAndGoesOn) {
  Road road;
  const std::string bad = "{\"index\":{\"_id\":\"1-2\"}}\n{\"a\":}\n";
  EXPECT_EQ(road.TakeText(Request({{1, 1}}) + bad + Request({{1, 3}})), BulkResult::kTaken);
  EXPECT_THAT(road.Positions(), ElementsAre("1", "3"));
  ASSERT_EQ(road.Quarantine(1).size(), 1u);
  EXPECT_EQ(road.Quarantine(1)[0].offset, Offset{2});
  EXPECT_EQ(road.Quarantine(1)[0].error, ErrorId::kRecordUndecodable);
  EXPECT_EQ(road.Quarantine(1)[0].payload, "{\"a\":}");
}

TEST(HistoryTest, SetsAsideWhatIsTooLargeForKafkaAndGoesOn) {
  Road road;
  road.kafka().SetMostBytes(1000);
  EXPECT_EQ(road.Take({{1, 1}, {1, 2, kStart, 2000}, {1, 3}}), BulkResult::kTaken);
  EXPECT_THAT(road.Positions(), ElementsAre("1", "3"));
  ASSERT_EQ(road.Quarantine(1).size(), 1u);
  EXPECT_EQ(road.Quarantine(1)[0].error, ErrorId::kBeyondKafka);
}

// A broker refuses a batch as a whole, whichever of its records is the large one.
TEST(HistoryTest, TriesAloneWhatWasRefusedForItsSizeLater) {
  Road road;
  const DeliveryReport refusal{
      .delivery = Delivery::kRefused, .too_large = true, .text = "too large"};
  const auto take_later = [&road](const std::vector<Place>& places) {
    road.kafka().Hold();
    road.Take(places);
    std::thread([&road] { road.kafka().Release(); }).join();
    return road.answered();
  };
  road.kafka().AnswerNext({.delivery = Delivery::kDelivered, .offset = {0}});
  road.kafka().AnswerNext(refusal);
  EXPECT_EQ(take_later({{1, 1}, {1, 2}}), BulkResult::kUndelivered);
  EXPECT_THAT(road.Quarantine(1), IsEmpty());
  road.kafka().AnswerNext(refusal);
  EXPECT_EQ(take_later({{1, 1}, {1, 2}, {1, 3}}), BulkResult::kUndelivered);  // 3 waits
  EXPECT_EQ(road.Quarantine(1).size(), 1u);
  EXPECT_EQ(take_later({{1, 1}, {1, 2}, {1, 3}}), BulkResult::kTaken);
  EXPECT_THAT(road.Positions(), ElementsAre("3"));
}

// An operator can mend a topic or a right, so nothing is set aside for it.
TEST(HistoryTest, WaitsWhereKafkaRefusesForAnotherReason) {
  Road road;
  road.plan().topic = "missing";
  EXPECT_EQ(road.Take({{1, 1}}), BulkResult::kUndelivered);
  EXPECT_THAT(road.text(), HasSubstr("missing"));
  EXPECT_THAT(road.Quarantine(1), IsEmpty());
}

TEST(HistoryTest, CountsWhatIsNotWanted) {
  Road road;
  feel::Program where;
  feel::CompileError error;
  ASSERT_TRUE(feel::Compile("key > 1", road.plan().slots, where, error));
  road.plan().where = where;
  road.Open();
  EXPECT_EQ(road.Take({{1, 1}, {1, 2}}), BulkResult::kTaken);
  EXPECT_THAT(road.Positions(), ElementsAre("2"));
  EXPECT_THAT(road.view().lanes[0].records, ElementsAre(1, 0, 1, 0));
}

TEST(HistoryTest, NeitherWritesNorDropsWhatIsOfAnotherLog) {
  Road road;
  EXPECT_EQ(road.Take({{1, 1}, {1, 5}}), BulkResult::kTaken);
  EXPECT_EQ(road.Take({{1, 2, kStart + 60000}, {1, 6, kStart + 60000}}), BulkResult::kRewound);
  EXPECT_THAT(road.text(), HasSubstr("E4008 history-rewound: Zeebe partition 1, position 2"));
  EXPECT_THAT(road.view().trouble, HasSubstr("E4008"));
  EXPECT_THAT(road.Positions(), ElementsAre("1", "5"));
}

TEST(HistoryTest, KnowsTheNewestRecordAgain) {
  Road road;
  EXPECT_EQ(road.Take({{1, 1}, {1, 5}}), BulkResult::kTaken);
  EXPECT_EQ(road.Take({{1, 5}}), BulkResult::kTaken);
  EXPECT_EQ(road.Take({{1, 5, kStart - 1}}), BulkResult::kRewound);
}

TEST(HistoryTest, WritesAnotherLogWhereThatIsAccepted) {
  Road road;
  EXPECT_EQ(road.Take({{1, 1}, {1, 5}}), BulkResult::kTaken);
  road.Open(/*accepts_rewound=*/true);
  EXPECT_EQ(road.Take({{1, 1}, {1, 2, kStart + 60000}, {1, 3, kStart + 60000}}),
            BulkResult::kTaken);
  road.Open();
  EXPECT_EQ(road.Take({{1, 3, kStart + 60000}, {1, 4, kStart + 60000}}), BulkResult::kTaken);
  EXPECT_THAT(road.Positions(), ElementsAre("1", "5", "2", "3", "4"));
}

}  // namespace
}  // namespace telltale
