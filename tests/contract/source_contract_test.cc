// The source contract over files always, and over Kafka when TELLTALE_KAFKA_BROKERS names a broker.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "engine/base/hash.h"
#include "tests/contract/kafka_bench.h"
#include "tests/contract/source_bench.h"

namespace telltale {
namespace {

using testing::Contains;

struct Subject {
  const char* name;
  std::unique_ptr<SourceBench> (*make)();
};

// A broker that is not there is not a subject, rather than one that is skipped.
std::vector<Subject> Subjects() {
  std::vector<Subject> subjects = {{"File", &NewFileBench}};
  if (!KafkaBrokers().empty()) {
    subjects.push_back(
        {"Kafka", []() -> std::unique_ptr<SourceBench> { return std::make_unique<KafkaBench>(); }});
  }
  return subjects;
}

class SourceContractTest : public testing::TestWithParam<Subject> {
 protected:
  Bounds BoundsOf(Source& source) { return source.GetBounds(bench_->topic(), 0).value(); }
  std::vector<Delivered> ReadAll(size_t count) {
    const Offset begin = BoundsOf(*bench_->Open()).begin;
    return ReadRecords(*OpenAt(*bench_, begin), count);
  }
  std::unique_ptr<SourceBench> bench_ = GetParam().make();
};

INSTANTIATE_TEST_SUITE_P(Sources, SourceContractTest, testing::ValuesIn(Subjects()),
                         [](const auto& info) { return info.param.name; });

TEST_P(SourceContractTest, DeliversEveryRecordOnceInTheOrderOfOffsets) {
  const std::vector<std::string> values = Values(25000);  // more than one batch
  bench_->Write(values);
  const std::vector<Delivered> records = ReadAll(values.size());
  ASSERT_EQ(records.size(), values.size());
  for (size_t i = 0; i < records.size(); ++i) {
    ASSERT_EQ(records[i].value, values[i]);
    ASSERT_EQ(records[i].partition, kWritten);
    ASSERT_GT(records[i].next, records[i].offset);
    if (i > 0) {
      ASSERT_GE(records[i].offset, records[i - 1].next);
    }
  }
}

TEST_P(SourceContractTest, ReadsOnWhereItIsAssigned) {
  bench_->Write(Values(10));
  const std::vector<Delivered> all = ReadAll(10);
  const std::vector<Delivered> rest = ReadRecords(*OpenAt(*bench_, all.at(3).next), 6);
  ASSERT_EQ(rest.size(), 6u);
  EXPECT_EQ(rest.front().offset, all[4].offset);
  EXPECT_EQ(rest.front().value, all[4].value);
  EXPECT_EQ(rest.back().next, all[9].next);
}

TEST_P(SourceContractTest, BoundsAreTheFirstAndTheNextRecord) {
  auto source = bench_->Open();
  EXPECT_EQ(BoundsOf(*source).begin, BoundsOf(*source).end);
  bench_->Write(Values(10));
  const std::vector<Delivered> all = ReadAll(10);
  EXPECT_EQ(BoundsOf(*source).begin, all.at(0).offset);
  EXPECT_EQ(BoundsOf(*source).end, all.at(9).next);
}

TEST_P(SourceContractTest, ReadsAsOneRecordWhatItDelivered) {
  bench_->Write({"a", "", "c"});
  auto source = bench_->Open();
  const std::vector<Delivered> all = ReadAll(3);
  for (const Delivered& record : all) {
    const auto found = source->ReadOne(bench_->topic(), 0, record.offset).value();
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ(found->offset, record.offset);
    EXPECT_EQ(found->timestamp, record.timestamp);
    EXPECT_EQ(found->digest, Hash64(record.value));
  }
  EXPECT_FALSE(source->ReadOne(bench_->topic(), 0, all.at(2).next).value().has_value());
}

TEST_P(SourceContractTest, TellsTombstonesFromValues) {
  bench_->Write({"a", "", "c"});
  const std::vector<Delivered> all = ReadAll(3);
  EXPECT_FALSE(all.at(0).tombstone);
  EXPECT_TRUE(all.at(1).tombstone);
  EXPECT_FALSE(all.at(2).tombstone);
}

TEST_P(SourceContractTest, KnowsItsTopicsAndNoOthers) {
  auto source = bench_->Open();
  EXPECT_THAT(source->Partitions(bench_->topic()).value(), Contains(0));
  EXPECT_TRUE(absl::IsNotFound(source->Partitions("nothing").status()));
  EXPECT_TRUE(absl::IsNotFound(source->GetBounds("nothing", 0).status()));
  EXPECT_TRUE(absl::IsNotFound(source->ReadOne("nothing", 0, {0}).status()));
}

TEST_P(SourceContractTest, FinishesOnlyIfNothingCanFollow) {
  bench_->Write(Values(10));
  auto source = OpenAt(*bench_, BoundsOf(*bench_->Open()).begin);
  ReadRecords(*source, 10);
  bool finished = false, proven = false;
  for (int polls = 0; !finished && !proven && polls < 1000; ++polls) {
    const Batch batch = source->Poll(Millis{100}).value();
    finished = batch.finished;
    proven = !batch.ends.empty();
  }
  EXPECT_EQ(finished, bench_->can_finish());
  EXPECT_EQ(proven, !bench_->can_finish());
}

TEST_P(SourceContractTest, HasNoGroupOffsetBeforeAnybodyClaimed) {
  auto source = bench_->Open();
  EXPECT_FALSE(source->ReadGroup(bench_->topic(), 0).value().has_value());
}

}  // namespace
}  // namespace telltale
