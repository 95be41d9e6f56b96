// What only Kafka has of the source contract: proven ends, times, groups, and brokers that stand
// still. Registered when TELLTALE_KAFKA_BROKERS and TELLTALE_KAFKA_PID name a broker.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <optional>

#include "tests/contract/kafka_bench.h"

namespace telltale {
namespace {

using testing::ElementsAre;
using testing::Pair;

constexpr auto kLimit = std::chrono::seconds(120);

WallTime Now() {
  return WallTime{
      std::chrono::duration_cast<Millis>(std::chrono::system_clock::now().time_since_epoch())};
}

// Polls until `seen` says so, at most kLimit; what came before an error is its last word.
absl::Status PollUntil(Source& source, const std::function<bool(const Batch&)>& seen) {
  const auto end = std::chrono::steady_clock::now() + kLimit;
  while (std::chrono::steady_clock::now() < end) {
    const absl::StatusOr<Batch> batch = source.Poll(kPollWait);
    if (!batch.ok()) return batch.status();
    if (seen(*batch)) return absl::OkStatus();
  }
  return absl::DeadlineExceededError("not within 120 s");
}

// The next end of the written partition that was asked for at `since` or later.
ProvenEnd AwaitEnd(Source& source, WallTime since) {
  std::optional<ProvenEnd> found;
  const absl::Status status = PollUntil(source, [&](const Batch& batch) {
    for (const ProvenEnd& end : batch.ends) {
      EXPECT_LE(end.sent, Now());
      if (end.partition == kWritten && end.sent >= since) found = end;
    }
    return found.has_value();
  });
  EXPECT_TRUE(status.ok()) << status;
  return found.value_or(ProvenEnd{});
}

class KafkaContractTest : public testing::TestWithParam<std::string> {
 protected:
  std::unique_ptr<Source> OpenClaimed(const std::string& group, const std::string& claim) {
    auto source = bench_.OpenAs(group);
    EXPECT_TRUE(source->Assign(kWritten, bench_.topic(), {0}).ok());
    const absl::Status claimed = source->ClaimGroup(claim);
    EXPECT_TRUE(claimed.ok()) << claimed;
    return source;
  }
  std::optional<GroupOffset> Group(const std::string& group) {
    const auto found = bench_.OpenAs(group)->ReadGroup(bench_.topic(), 0);
    EXPECT_TRUE(found.ok()) << found.status();
    return found.value_or(std::nullopt);
  }
  KafkaBench bench_;
};

std::vector<std::string> Brokers() {
  if (KafkaBrokers().empty()) return {};
  return {KafkaBrokers()};
}
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(KafkaContractTest);
INSTANTIATE_TEST_SUITE_P(Kafka, KafkaContractTest, testing::ValuesIn(Brokers()),
                         [](const auto&) { return "Broker"; });

TEST_P(KafkaContractTest, ProvesTheEndOfAnEmptyPartition) {
  auto source = OpenAt(bench_, {0});
  EXPECT_EQ(AwaitEnd(*source, {}).end, Offset{0});
}

TEST_P(KafkaContractTest, ProvesAnEndOnlyBehindWhatItDelivered) {
  bench_.Write(Values(1000));
  auto source = OpenAt(bench_, {0});
  size_t delivered = 0;
  const absl::Status status = PollUntil(*source, [&](const Batch& batch) {
    delivered += batch.records.size();
    if (!batch.ends.empty()) {
      EXPECT_EQ(delivered, 1000u);
    }
    return !batch.ends.empty();
  });
  EXPECT_TRUE(status.ok()) << status;
  bench_.Write(Values(1));
  const WallTime written = Now();
  // An answer asked for from here on knows of the record, so it proves an end behind it only.
  EXPECT_EQ(AwaitEnd(*source, written).end, Offset{1001});
}

TEST_P(KafkaContractTest, ProvesAnEndBehindControlRecords) {
  bench_.WriteTransaction({"a", "b"}, KafkaBench::End::kCommit);
  bench_.WriteTransaction({"c"}, KafkaBench::End::kAbort);
  auto source = OpenAt(bench_, {0});
  const std::vector<Delivered> records = ReadRecords(*source, 2);
  ASSERT_EQ(records.size(), 2u);
  EXPECT_EQ(records[1].value, "b");
  EXPECT_EQ(AwaitEnd(*source, {}).end, Offset{5});
  EXPECT_FALSE(source->ReadOne(bench_.topic(), 0, {2}).value().has_value());  // a control record
  EXPECT_FALSE(source->ReadOne(bench_.topic(), 0, {3}).value().has_value());  // aborted
}

TEST_P(KafkaContractTest, ReadsSeveralPartitionsEachUnderItsNumber) {
  bench_.Write(Values(3));
  auto source = bench_.Open();
  for (int32_t i = 0; i < KafkaBench::kPartitions; ++i) {
    ASSERT_TRUE(source->Assign({{7}, i}, bench_.topic(), {0}).ok());
  }
  std::map<PartitionId, Offset> ends;
  const absl::Status status = PollUntil(*source, [&](const Batch& batch) {
    for (const Record& record : batch.records) EXPECT_EQ(record.partition, kWritten);
    for (const ProvenEnd& end : batch.ends) ends[end.partition] = end.end;
    return ends.size() == KafkaBench::kPartitions;
  });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_THAT(ends, ElementsAre(Pair(kWritten, Offset{3}), Pair(PartitionId{{7}, 1}, Offset{0}),
                                Pair(PartitionId{{7}, 2}, Offset{0})));
}

TEST_P(KafkaContractTest, FindsTheFirstRecordOfATime) {
  bench_.WriteAt({1000, 2000, 3000});
  auto source = bench_.Open();
  const auto at = [&](int64_t ms) { return source->OffsetAt(bench_.topic(), 0, ArrivalMs(ms)); };
  EXPECT_EQ(at(0).value(), Offset{0});
  EXPECT_EQ(at(1001).value(), Offset{1});
  EXPECT_EQ(at(2000).value(), Offset{1});
  EXPECT_EQ(at(3001).value(), Offset{3});
}

TEST_P(KafkaContractTest, DeliversTimesKeysAndHeaders) {
  bench_.WriteAt({1000});
  const std::vector<Delivered> records = ReadRecords(*OpenAt(bench_, {0}), 1);
  EXPECT_EQ(records.at(0).timestamp, ArrivalMs(1000));
  EXPECT_EQ(records.at(0).key, "k");
  EXPECT_THAT(records.at(0).headers, ElementsAre(Pair("source", "bench")));
  bench_.Write({"without a key"});
  EXPECT_EQ(ReadRecords(*OpenAt(bench_, {1}), 1).at(0).key, std::nullopt);
}

TEST_P(KafkaContractTest, TellsAPositionThatIsNotThere) {
  bench_.Write(Values(3));
  auto source = OpenAt(bench_, {99});
  const absl::Status status = PollUntil(*source, [](const Batch&) { return false; });
  EXPECT_TRUE(absl::IsDataLoss(status)) << status;
  EXPECT_FALSE(source->ReadOne(bench_.topic(), 0, {99}).value().has_value());
}

TEST_P(KafkaContractTest, ClaimsAGroupAndCommitsWhatIsAcknowledged) {
  bench_.Write(Values(3));
  const std::string group = bench_.topic();
  EXPECT_FALSE(Group(group).has_value());
  auto source = OpenClaimed(group, "mine");
  ASSERT_TRUE(Group(group).has_value());
  EXPECT_EQ(Group(group)->next, Offset{0});
  EXPECT_EQ(Group(group)->metadata, "mine");
  ReadRecords(*source, 3);
  source->Ack(kWritten, {2});
  source->CommitGroup();
  const absl::Status status =
      PollUntil(*source, [&](const Batch&) { return Group(group)->next == Offset{2}; });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(Group(group)->metadata, "mine");
}

TEST_P(KafkaContractTest, EndsWhenSomebodyElseClaimsTheGroup) {
  bench_.Write(Values(3));
  const std::string group = bench_.topic();
  auto first = OpenClaimed(group, "mine");
  ReadRecords(*first, 3);
  auto second = OpenClaimed(group, "yours");
  first->Ack(kWritten, {2});
  first->CommitGroup();
  const absl::Status status = PollUntil(*first, [](const Batch&) { return false; });
  EXPECT_TRUE(absl::IsAborted(status)) << status;
  EXPECT_EQ(status.message(), "yours");
  EXPECT_EQ(Group(group)->next, Offset{0});
  EXPECT_EQ(Group(group)->metadata, "yours");
}

TEST_P(KafkaContractTest, ProvesNothingWhileTheBrokerStandsStill) {
  bench_.Write(Values(3));
  auto source = OpenAt(bench_, {0});
  AwaitEnd(*source, {});
  {
    StoppedBroker stopped;
    const WallTime since = Now();
    // Longer than a question waits for its answer.
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(8);
    while (std::chrono::steady_clock::now() < end) {
      const absl::StatusOr<Batch> batch = source->Poll(kPollWait);
      ASSERT_TRUE(batch.ok()) << batch.status();
      for (const ProvenEnd& proven : batch->ends) EXPECT_LE(proven.sent, since);
    }
    EXPECT_TRUE(absl::IsUnavailable(source->GetBounds(bench_.topic(), 0).status()));
  }
  EXPECT_EQ(AwaitEnd(*source, Now()).end, Offset{3});
}

}  // namespace
}  // namespace telltale
