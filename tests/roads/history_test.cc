#include "engine/roads/history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "connectors/json/json_decoder.h"
#include "engine/ports/memory_producer.h"
#include "engine/roads/one_by_one.h"
#include "tests/runtime/harness.h"
#include "tests/runtime/model_clock.h"

namespace telltale {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kTopic[] = "zeebe";
constexpr int64_t kStart = 1764000000000;
constexpr int64_t kReserve = 1 << 20;

const DeliveryReport kTooLarge{
    .delivery = Delivery::kRefused, .too_large = true, .of_batch = true, .text = "too large"};

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
                                 .alone = alone_,
                                 .committer = *committer_,
                                 .clock = clock_,
                                 .decoders = &MakeJsonDecoder,
                                 .quarantine_limit = 10,
                                 .disk_reserve_bytes = kReserve,
                                 .accepts_rewound = accepts_rewound,
                                 .most_ahead = 4},
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

  // Kafka refuses one of these records for good, and takes those behind it.
  void RefuseFirstOf(const std::vector<Place>& places) {
    producer_.AnswerNext({.delivery = Delivery::kRefused, .text = "not permitted"});
    TakeLater(places);
  }
  void RefuseSecondOf(const std::vector<Place>& places) {
    producer_.AnswerNext({.delivery = Delivery::kDelivered});
    RefuseFirstOf(places);
  }

  // Positions of what Kafka has.
  std::vector<std::string> Positions() const { return PositionsIn(producer_); }
  // Of that, what was sent alone.
  std::vector<std::string> LonePositions() const { return PositionsIn(lone_producer_); }
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
  // Why nothing of that Zeebe partition is taken.
  std::string Trouble(int32_t partition = 1) const {
    for (const HistoryLaneView& lane : view().lanes) {
      if (lane.partition == partition) return lane.trouble;
    }
    return "";
  }
  Millis Stands() const { return view().lanes[0].stands; }
  MemoryProducer& kafka() { return producer_; }
  // What is sent alone goes to the same topic, by a producer of its own.
  MemoryProducer& lone() { return lone_producer_; }
  HistoryPlan& plan() { return plan_; }
  ModelClock& clock() { return clock_; }
  void SetFree(int64_t bytes) { store_.free_bytes = bytes; }

 private:
  // All are sent before the first is reported.
  void TakeLater(const std::vector<Place>& places) {
    producer_.Hold();
    Take(places);
    producer_.Release();
    EXPECT_EQ(answered(), BulkResult::kUndelivered);
  }
  static std::vector<std::string> PositionsIn(const MemoryProducer& producer) {
    std::vector<std::string> positions;
    for (const NewRecord& record : producer.ReadAll(kTopic)) {
      positions.push_back(record.headers[1].second);
    }
    return positions;
  }
  static HistoryPlan MakePlan() {
    HistoryPlan plan;
    plan.topic = kTopic;
    return plan;
  }

  HistoryPlan plan_ = MakePlan();
  ModelClock clock_;
  ModelStore store_;
  std::unique_ptr<InlineCommitter> committer_;
  std::unique_ptr<History> history_;
  MemoryProducer producer_{{{kTopic, 1}}};
  MemoryProducer lone_producer_{{{kTopic, 1}}};
  OneByOne alone_{lone_producer_};
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
  EXPECT_EQ(road.Trouble(), "");
  road.clock().Pass(Millis{12000});
  EXPECT_THAT(road.Trouble(), HasSubstr("for 12s"));
  EXPECT_EQ(road.Stands(), Millis{12000});
  road.kafka().Release();
  EXPECT_EQ(road.Stands(), Millis{0});
  EXPECT_EQ(road.Trouble(), "");
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
TEST(HistoryTest, SendsAgainWhatHasAnUnknownFateAndNothingElse) {
  Road road;
  road.kafka().AnswerNext({.delivery = Delivery::kDelivered});
  road.kafka().AnswerNext({.delivery = Delivery::kAmbiguous, .text = "no offset"});
  EXPECT_EQ(road.Take({{1, 1}, {1, 2}, {1, 3}}), BulkResult::kUndelivered);
  EXPECT_EQ(road.text(), "no offset");
  EXPECT_EQ(road.Trouble(), "no offset");
  EXPECT_EQ(road.view().lanes[0].position, 1);
  EXPECT_EQ(road.Take({{1, 1}, {1, 2}, {1, 3}}), BulkResult::kTaken);
  EXPECT_EQ(road.Trouble(), "");
  EXPECT_THAT(road.Positions(), ElementsAre("1", "2", "2", "3"));
}

// Kafka refused one record (its topic is missing, say) and took those behind it.
TEST(HistoryTest, WritesOnceWhatIsInKafkaBehindAGap) {
  Road road;
  road.RefuseSecondOf({{1, 1}, {1, 2}, {1, 3}, {1, 4}});
  EXPECT_EQ(road.view().lanes[0].position, 1);
  road.RefuseFirstOf({{1, 2}, {1, 3}, {1, 4}});  // as long as an operator needs
  road.RefuseFirstOf({{1, 2}, {1, 3}, {1, 4}});
  EXPECT_THAT(road.Positions(), ElementsAre("1", "3", "4"));
  EXPECT_EQ(road.Take({{1, 2}, {1, 3}, {1, 4}, {1, 5}}), BulkResult::kTaken);
  EXPECT_EQ(road.view().lanes[0].position, 5);
  EXPECT_THAT(road.Positions(), ElementsAre("1", "3", "4", "2", "5"));
  EXPECT_THAT(road.view().lanes[0].records, ElementsAre(5, 0, 0, 0));
}

// Zeebe was restored from a backup while a record waited for its topic: what follows is another
// log.
TEST(HistoryTest, WritesBehindAGapWhatIsNotWhatKafkaHasThere) {
  Road road;
  road.RefuseFirstOf({{1, 1}, {1, 2}, {1, 3}});
  EXPECT_EQ(road.Take({{1, 1}, {1, 2, kStart + 500}, {1, 3, kStart + 500}}), BulkResult::kTaken);
  EXPECT_THAT(road.Positions(), ElementsAre("2", "3", "1", "2", "3"));
}

// Taken, it would make repetitions of all that is said until its time.
TEST(HistoryTest, WaitsWithARecordOfATimeThatIsFarAhead) {
  constexpr int64_t kHours = 2 * 3600 * 1000;
  Road road;
  const int64_t now = ToMs(road.clock().Wall());
  const Place early{1, 2, now + kHours};
  EXPECT_EQ(road.Take({{1, 1, now}, early, {1, 3, now}}), BulkResult::kUndelivered);
  EXPECT_THAT(road.Trouble(), HasSubstr("position 2: expected a record of at most"));
  EXPECT_EQ(road.view().lanes[0].position, 1);
  road.clock().Pass(Millis{kHours});
  EXPECT_EQ(road.Take({early, {1, 3, now}}), BulkResult::kTaken);
  EXPECT_THAT(road.Positions(), ElementsAre("1", "2", "3"));
}

TEST(HistoryTest, HasNoMoreInKafkaBehindAGapThanItRemembers) {
  Road road;  // remembers 4
  road.RefuseFirstOf({{1, 1}, {1, 2}, {1, 3}, {1, 4}, {1, 5}, {1, 6}});
  EXPECT_THAT(road.Positions(), ElementsAre("2", "3", "4"));
  EXPECT_EQ(road.Take({{1, 1}, {1, 2}, {1, 3}, {1, 4}, {1, 5}}), BulkResult::kUndelivered);
  EXPECT_THAT(road.text(), HasSubstr("position 5: expected at most 4 records"));
  EXPECT_EQ(road.Take({{1, 1}, {1, 2}, {1, 3}, {1, 4}, {1, 5}, {1, 6}}), BulkResult::kTaken);
  EXPECT_THAT(road.Positions(), ElementsAre("2", "3", "4", "1", "5", "6"));
}

TEST(HistoryTest, SaysOfEachPartitionOfZeebeWhetherItStands) {
  Road road;
  road.RefuseFirstOf({{1, 1}});
  road.clock().Pass(Millis{5000});
  EXPECT_EQ(road.Take({{2, 1}}), BulkResult::kTaken);
  EXPECT_EQ(road.Trouble(1), "not permitted");
  EXPECT_EQ(road.Trouble(2), "");
  EXPECT_EQ(road.Stands(), Millis{5000});
  EXPECT_EQ(road.Take({{1, 1}}), BulkResult::kTaken);
  EXPECT_EQ(road.Trouble(1), "");
  EXPECT_EQ(road.Stands(), Millis{0});
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

TEST(HistoryTest, DoesNothingForARequestOfTooManyRecords) {
  Road road;
  const std::string one = Request({{1, 1}});
  std::string request;
  for (size_t i = 0; i <= kMostBulkRecords; ++i) request += one;
  EXPECT_EQ(road.TakeText(std::move(request)), BulkResult::kTooLong);
  EXPECT_THAT(road.text(), HasSubstr("E4010 bulk-too-long: expected at most 100000 records"));
  EXPECT_THAT(road.Positions(), IsEmpty());
}

TEST(HistoryTest, TakesNothingBelowTheDisksReserveAndGoesOnByItself) {
  Road road;
  road.SetFree(kReserve - 1);
  EXPECT_EQ(road.Take({{1, 1}}), BulkResult::kTaken) << "its commit finds out";
  EXPECT_EQ(road.Take({{1, 2}, {2, 1}}), BulkResult::kNoDisk);
  EXPECT_THAT(road.text(), HasSubstr("E5002 disk-reserve: expected at least 1048576 bytes"));
  EXPECT_THAT(road.Trouble(2), HasSubstr("E5002"));
  EXPECT_THAT(road.Positions(), ElementsAre("1"));
  road.SetFree(kReserve);
  EXPECT_EQ(road.Take({{1, 2}, {2, 1}}), BulkResult::kNoDisk) << "it asks";
  EXPECT_EQ(road.Take({{1, 2}, {2, 1}}), BulkResult::kTaken);
  EXPECT_EQ(road.Trouble(2), "");
}

TEST(HistoryTest, BeginsWithWhatIsFreeThen) {
  Road road;
  road.SetFree(0);
  road.Open();
  EXPECT_EQ(road.Take({{1, 1}}), BulkResult::kNoDisk);
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
  road.lone().SetMostBytes(1000);
  EXPECT_EQ(road.Take({{1, 1}, {1, 2, kStart, 2000}, {1, 3}}), BulkResult::kTaken);
  EXPECT_THAT(road.Positions(), ElementsAre("1", "3"));
  ASSERT_EQ(road.Quarantine(1).size(), 1u);
  EXPECT_EQ(road.Quarantine(1)[0].error, ErrorId::kBeyondKafka);
}

// Kafka does not say whose fault it was, and another try may be better.
TEST(HistoryTest, WaitsWithARecordThatIsRefusedAloneButNotForItsSize) {
  Road road;
  const DeliveryReport invalid{
      .delivery = Delivery::kRefused, .of_batch = true, .text = "invalid record"};
  for (int i = 0; i < 3; ++i) road.kafka().AnswerNext(invalid);
  road.lone().AnswerNext({.delivery = Delivery::kDelivered});
  road.lone().AnswerNext(invalid);
  EXPECT_EQ(road.Take({{1, 1}, {1, 2}, {1, 3}}), BulkResult::kUndelivered);
  EXPECT_THAT(road.LonePositions(), ElementsAre("1"));
  EXPECT_EQ(road.Trouble(), "invalid record");
  EXPECT_EQ(road.view().lanes[0].position, 1);
}

// A broker refuses a batch as a whole, whichever of its records is the large one.
TEST(HistoryTest, TriesEachRecordOfARefusedBatchOnceAlone) {
  Road road;
  for (int i = 0; i < 4; ++i) road.kafka().AnswerNext(kTooLarge);
  road.lone().AnswerNext({.delivery = Delivery::kDelivered});
  road.lone().AnswerNext(kTooLarge);
  EXPECT_EQ(road.Take({{1, 1}, {1, 2}, {1, 3}, {1, 4}}), BulkResult::kTaken);
  EXPECT_THAT(road.LonePositions(), ElementsAre("1", "3", "4"));
  ASSERT_EQ(road.Quarantine(1).size(), 1u);
  EXPECT_EQ(road.Quarantine(1)[0].offset, Offset{2});
  EXPECT_THAT(road.view().lanes[0].records, ElementsAre(3, 0, 0, 1));
}

// Partitions of Zeebe share the batches that Kafka refuses: what is alone must be alone among all.
TEST(HistoryTest, HasOneRecordUnderWayWhileItTriesThemAlone) {
  Road road;
  for (int i = 0; i < 4; ++i) road.kafka().AnswerNext(kTooLarge);
  road.lone().Hold();
  EXPECT_EQ(road.Take({{1, 1}, {1, 2}}), std::nullopt);
  EXPECT_EQ(road.Take({{2, 1}, {2, 2}}), std::nullopt);
  EXPECT_EQ(road.lone().waiting(), 1u);
  road.lone().Release();
  EXPECT_EQ(road.answered(), BulkResult::kTaken);
  EXPECT_THAT(road.LonePositions(), ElementsAre("1", "1", "2", "2"));
  EXPECT_THAT(road.Quarantine(1), IsEmpty());
  EXPECT_THAT(road.Quarantine(2), IsEmpty());
}

TEST(HistoryTest, LeavesTheRestOfARefusedBatchWhereKafkaGoesAway) {
  Road road;
  for (int i = 0; i < 3; ++i) road.kafka().AnswerNext(kTooLarge);
  road.lone().AnswerNext({.delivery = Delivery::kDelivered});
  road.lone().AnswerNext({.delivery = Delivery::kNotNow, .text = "the node ends"});
  EXPECT_EQ(road.Take({{1, 1}, {1, 2}, {1, 3}}), BulkResult::kUndelivered);
  EXPECT_EQ(road.text(), "the node ends");
  EXPECT_EQ(road.view().lanes[0].position, 1);
  EXPECT_THAT(road.LonePositions(), ElementsAre("1"));
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
  EXPECT_THAT(road.Trouble(), HasSubstr("E4008"));
  EXPECT_THAT(road.Positions(), ElementsAre("1", "5"));
}

// Both live now, so none of its records is newer than all that were written.
TEST(HistoryTest, TellsAnotherClusterThatLivesAtTheSameTime) {
  Road road;
  const std::vector<Place> ours = {{1, 1}, {1, 5}, {1, 9}};
  const std::vector<Place> theirs = {{1, 1}, {1, 5, kStart + 1}, {1, 6, kStart + 1}};
  EXPECT_EQ(road.Take(ours), BulkResult::kTaken);
  EXPECT_EQ(road.Take(theirs), BulkResult::kRewound);
  EXPECT_THAT(road.text(), HasSubstr("E4008 history-rewound: Zeebe partition 1, position 5"));
  EXPECT_THAT(road.Trouble(), HasSubstr("but it is another one"));
  road.Open();
  EXPECT_EQ(road.Take({{1, 2, kStart + 4}}),
            BulkResult::kRewound);  // between 1 and 5 there is none
  EXPECT_EQ(road.Take(ours), BulkResult::kTaken);
  EXPECT_THAT(road.Positions(), ElementsAre("1", "5", "9"));
  road.Open(/*accepts_rewound=*/true);
  EXPECT_EQ(road.Take(theirs), BulkResult::kTaken);
  EXPECT_THAT(road.Positions(), ElementsAre("1", "5", "9", "5", "6"));
}

TEST(HistoryTest, KnowsWhatWasNotExportedBefore) {
  Road road;
  EXPECT_EQ(road.Take({{1, 1}, {1, 5}, {1, 9}}), BulkResult::kTaken);
  EXPECT_EQ(road.Take({{1, 1}, {1, 3}, {1, 5}, {1, 7}, {1, 9}}), BulkResult::kTaken);
  EXPECT_THAT(road.Positions(), ElementsAre("1", "5", "9"));
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
