#include "engine/roads/written_jobs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace telltale {
namespace {

using testing::IsNull;
using testing::Pointee;

constexpr uint64_t kRecord = 17;

Job JobOf(int64_t key) {
  return {.key = {key},
          .instance = {100},
          .element_instance = 101,
          .type = "send",
          .process = "orders",
          .element = "task"};
}

TEST(WrittenJobsTest, KnowsAJobThatComesAgain) {
  WrittenJobs written;
  EXPECT_THAT(written.Find(JobOf(1), kRecord), IsNull());
  written.Add(JobOf(1), kRecord, "{}");
  Job again = JobOf(1);
  again.retries = 2;
  again.variables = R"({"unread":1})";
  EXPECT_THAT(written.Find(again, kRecord), Pointee(std::string("{}")));
  EXPECT_THAT(written.Find(JobOf(2), kRecord), IsNull());
}

TEST(WrittenJobsTest, TakesNoOtherJobOfTheSameKeyForIt) {
  WrittenJobs written;
  written.Add(JobOf(1), kRecord, "{}");
  Job other = JobOf(1);
  other.instance = {200};
  EXPECT_THAT(written.Find(other, kRecord), IsNull());
  other = JobOf(1);
  other.element_instance = 201;
  EXPECT_THAT(written.Find(other, kRecord), IsNull());
  other = JobOf(1);
  other.process = "invoices";
  EXPECT_THAT(written.Find(other, kRecord), IsNull());
  other = JobOf(1);
  other.element = "another";
  EXPECT_THAT(written.Find(other, kRecord), IsNull());
  EXPECT_THAT(written.Find(JobOf(1), kRecord + 1), IsNull()) << "it would become another record";
}

TEST(WrittenJobsTest, ForgetsWhatIsSettled) {
  WrittenJobs written;
  written.Add(JobOf(1), kRecord, "{}");
  written.Add(JobOf(2), kRecord, "{}");
  written.Settle({1});
  written.Settle({3});
  EXPECT_THAT(written.Find(JobOf(1), kRecord), IsNull());
  EXPECT_EQ(written.size(), 1u);
  written.Clear();
  EXPECT_EQ(written.size(), 0u);
}

TEST(WrittenJobsTest, ForgetsTheOldestAtItsLimit) {
  WrittenJobs written;
  for (int64_t key = 0; key < static_cast<int64_t>(WrittenJobs::kMost); ++key) {
    written.Add(JobOf(key), kRecord, "{}");
  }
  EXPECT_EQ(written.size(), WrittenJobs::kMost);
  written.Add(JobOf(0), kRecord, "{}");  // it is the newest from here on
  EXPECT_EQ(written.size(), WrittenJobs::kMost);
  written.Add(JobOf(-1), kRecord, "{}");
  EXPECT_EQ(written.size(), WrittenJobs::kMost);
  EXPECT_THAT(written.Find(JobOf(0), kRecord), testing::NotNull());
  EXPECT_THAT(written.Find(JobOf(1), kRecord), IsNull());
}

TEST(WrittenJobsTest, ADigestSeesEveryPartOfARecord) {
  const NewRecord record{.topic = "t", .key = "k", .value = "v", .headers = {{"n", "h"}}};
  const uint64_t digest = DigestOf(record);
  EXPECT_EQ(DigestOf(record), digest);
  NewRecord other = record;
  other.topic = "u";
  EXPECT_NE(DigestOf(other), digest);
  other = record;
  other.key = std::nullopt;
  EXPECT_NE(DigestOf(other), digest);
  other = record;
  other.value = "";
  EXPECT_NE(DigestOf(other), digest);
  NewRecord tombstone = other;
  tombstone.value = std::nullopt;
  EXPECT_NE(DigestOf(tombstone), DigestOf(other)) << "no value, and an empty one";
  other = record;
  other.headers = {{"nh", ""}};
  EXPECT_NE(DigestOf(other), digest);
}

}  // namespace
}  // namespace telltale
