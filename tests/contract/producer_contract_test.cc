// The producer contract over memory always, and over Kafka when TELLTALE_KAFKA_BROKERS names a
// broker.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "tests/contract/kafka_bench.h"
#include "tests/contract/producer_bench.h"

namespace telltale {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

constexpr Millis kFlushLimit{60000};

struct Subject {
  const char* name;
  std::unique_ptr<ProducerBench> (*make)();
};

std::vector<Subject> Subjects() {
  std::vector<Subject> subjects = {{"Memory", &NewMemoryProducerBench}};
  if (!KafkaBrokers().empty()) subjects.push_back({"Kafka", &NewKafkaProducerBench});
  return subjects;
}

class ProducerContractTest : public testing::TestWithParam<Subject> {
 protected:
  // Sends all, and returns their reports once all are there.
  std::vector<DeliveryReport> SendAll(std::vector<NewRecord> records) {
    const size_t count = records.size();
    std::vector<DeliveryReport> reports(count);
    std::vector<int> times(count);
    absl::Mutex mutex;
    for (size_t i = 0; i < count; ++i) {
      producer_->Send(std::move(records[i]), [&, i](DeliveryReport report) {
        absl::MutexLock lock(&mutex);
        reports[i] = std::move(report);
        ++times[i];
      });
    }
    EXPECT_TRUE(producer_->Flush(kFlushLimit));
    EXPECT_EQ(times, std::vector<int>(count, 1));
    return reports;
  }
  DeliveryReport Send(NewRecord record) { return SendAll({std::move(record)}).at(0); }
  const std::string& topic() const { return bench_->topic(); }

  std::unique_ptr<ProducerBench> bench_ = GetParam().make();
  std::unique_ptr<Producer> producer_ = bench_->Open();
};

INSTANTIATE_TEST_SUITE_P(Producers, ProducerContractTest, testing::ValuesIn(Subjects()),
                         [](const auto& info) { return info.param.name; });

TEST_P(ProducerContractTest, WritesKeyValueAndHeadersAsTheyWereGiven) {
  const DeliveryReport report = Send({.topic = topic(),
                                      .key = "4711",
                                      .value = std::string("a\0b", 3),
                                      .headers = {{"source", "x"}, {"empty", ""}, {"source", "y"}},
                                      .partition = 1});
  ASSERT_EQ(report.delivery, Delivery::kDelivered) << report.text;
  EXPECT_EQ(report.partition, 1);
  EXPECT_EQ(report.offset, Offset{0});
  const std::vector<NewRecord> records = bench_->Read(1);
  ASSERT_EQ(records.size(), 1u);
  EXPECT_EQ(records[0].key, "4711");
  EXPECT_EQ(records[0].value, std::string("a\0b", 3));
  EXPECT_THAT(records[0].headers,
              ElementsAre(Pair("source", "x"), Pair("empty", ""), Pair("source", "y")));
}

TEST_P(ProducerContractTest, WritesTheTimestampThatItWasGiven) {
  constexpr WallTime kThen = WallMs(1'795'000'000'123);
  SendAll({{.topic = topic(), .value = "v", .partition = 0, .timestamp = kThen}});
  const std::vector<NewRecord> records = bench_->Read(0);
  ASSERT_EQ(records.size(), 1u);
  EXPECT_EQ(records[0].timestamp, kThen);
}

TEST_P(ProducerContractTest, TellsNoKeyAndNoValueFromEmptyOnes) {
  SendAll({{.topic = topic(), .key = "k", .partition = 0},
           {.topic = topic(), .value = "v", .partition = 0},
           {.topic = topic(), .key = "", .value = "", .partition = 0}});
  const std::vector<NewRecord> records = bench_->Read(0);
  ASSERT_EQ(records.size(), 3u);
  EXPECT_EQ(records[0].value, std::nullopt);
  EXPECT_EQ(records[1].key, std::nullopt);
  EXPECT_EQ(records[2].key, "");
  EXPECT_EQ(records[2].value, "");
}

TEST_P(ProducerContractTest, ReportsEveryRecordOnceWhereItStands) {
  std::vector<NewRecord> sent;
  for (int i = 0; i < 3000; ++i) {
    sent.push_back({.topic = topic(), .key = absl::StrCat("k", i % 7), .value = absl::StrCat(i)});
  }
  const std::vector<DeliveryReport> reports = SendAll(sent);
  std::vector<std::vector<NewRecord>> read;
  for (int32_t i = 0; i < ProducerBench::kPartitions; ++i) read.push_back(bench_->Read(i));
  EXPECT_EQ(read[0].size() + read[1].size() + read[2].size(), sent.size());
  for (size_t i = 0; i < sent.size(); ++i) {
    ASSERT_EQ(reports[i].delivery, Delivery::kDelivered) << reports[i].text;
    ASSERT_EQ(read.at(reports[i].partition).at(reports[i].offset.value).value, sent[i].value);
  }
}

TEST_P(ProducerContractTest, KeepsTheRecordsOfAKeyInTheOrderOfSending) {
  std::vector<NewRecord> sent;
  for (int i = 0; i < 1000; ++i) {
    sent.push_back({.topic = topic(), .key = "same", .value = absl::StrCat(i)});
  }
  const std::vector<DeliveryReport> reports = SendAll(std::move(sent));
  for (size_t i = 0; i < reports.size(); ++i) {
    ASSERT_EQ(reports[i].partition, reports[0].partition);
    ASSERT_EQ(reports[i].offset, Offset{static_cast<int64_t>(i)});
  }
}

TEST_P(ProducerContractTest, RefusesATopicThatIsNotThere) {
  const DeliveryReport report = Send({.topic = "nothing", .value = "v"});
  EXPECT_EQ(report.delivery, Delivery::kRefused);
  EXPECT_NE(report.text.find("nothing"), std::string::npos) << report.text;
}

TEST_P(ProducerContractTest, RefusesAPartitionThatIsNotThere) {
  EXPECT_EQ(Send({.topic = topic(), .value = "v", .partition = 7}).delivery, Delivery::kRefused);
}

TEST_P(ProducerContractTest, RefusesARecordThatIsTooLargeAndGoesOn) {
  const std::vector<DeliveryReport> reports =
      SendAll({{.topic = topic(), .value = std::string(2 << 20, 'x'), .partition = 0},
               {.topic = topic(), .value = "v", .partition = 0}});
  EXPECT_EQ(reports[0].delivery, Delivery::kRefused);
  EXPECT_TRUE(reports[0].too_large);
  EXPECT_FALSE(reports[1].too_large);
  EXPECT_EQ(reports[1].delivery, Delivery::kDelivered) << reports[1].text;
  EXPECT_EQ(bench_->Read(0).size(), 1u);
}

TEST_P(ProducerContractTest, HasNothingToFlushWhenNothingWasSent) {
  EXPECT_TRUE(producer_->Flush(Millis{0}));
  EXPECT_THAT(bench_->Read(0), IsEmpty());
}

}  // namespace
}  // namespace telltale
