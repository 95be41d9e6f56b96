#include "connectors/file/file_source.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include "engine/base/hash.h"

namespace telltale {
namespace {

constexpr PartitionId kA{{1}, 0}, kB{{2}, 0};
constexpr Millis kNoWait{0};
constexpr Millis kLong{60000};  // never waited out: something else ends the wait

void Write(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}
void Append(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::app) << bytes;
}

class FileSourceTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = testing::TempDir() + "file_source_XXXXXX";
    ASSERT_NE(mkdtemp(folder_.data()), nullptr);
    Write(Path("a"), "");
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string Path(const std::string& name) const { return folder_ + "/" + name; }

  std::unique_ptr<FileSource> Open(const std::map<std::string, std::string>& files,
                                   FileSourceOptions options = {}) {
    absl::StatusOr<std::unique_ptr<FileSource>> source = FileSource::Open(files, options);
    EXPECT_TRUE(source.ok()) << source.status();
    return *std::move(source);
  }
  // The file "a", followed from its start.
  std::unique_ptr<FileSource> Follow() {
    auto source = Open({{"a", Path("a")}}, {.follow = true});
    EXPECT_TRUE(source->Assign(kA, "a", {0}).ok());
    return source;
  }
  // The values of one Poll.
  static std::vector<std::string> Values(Source& source, Millis limit = kNoWait) {
    std::vector<std::string> values;
    const absl::StatusOr<Batch> batch = source.Poll(limit);
    EXPECT_TRUE(batch.ok()) << batch.status();
    if (!batch.ok()) return values;
    for (const Record& record : batch->records) values.emplace_back(record.value);
    return values;
  }

  std::string folder_;
};

using Strings = std::vector<std::string>;

TEST_F(FileSourceTest, NamesWhatItCannotOpen) {
  const auto missing = FileSource::Open({{"a", Path("nothing")}}, {});
  EXPECT_EQ(ErrorOf(missing.status()), ErrorId::kFileUnreadable);
  EXPECT_NE(missing.status().message().find(Path("nothing")), absl::string_view::npos);
  const auto folder = FileSource::Open({{"a", folder_}}, {});
  EXPECT_EQ(ErrorOf(folder.status()), ErrorId::kFileUnreadable);
}

TEST_F(FileSourceTest, TakesAnEmptyLineForATombstone) {
  Write(Path("a"), "x\n\n\r\ny\n");
  auto source = Open({{"a", Path("a")}});
  ASSERT_TRUE(source->Assign(kA, "a", {0}).ok());
  const Batch batch = source->Poll(kNoWait).value();
  ASSERT_EQ(batch.records.size(), 4u);
  EXPECT_FALSE(batch.records[0].tombstone);
  EXPECT_TRUE(batch.records[1].tombstone);
  EXPECT_TRUE(batch.records[2].tombstone);
  EXPECT_FALSE(batch.records[3].tombstone);
  EXPECT_EQ(batch.records[0].timestamp, kNoArrivalTime);
}

TEST_F(FileSourceTest, ReadsSeveralTopicsEachUnderItsNumber) {
  Write(Path("a"), "1\n2\n");
  Write(Path("b"), "3\n");
  auto source = Open({{"a", Path("a")}, {"b", Path("b")}});
  ASSERT_TRUE(source->Assign(kA, "a", {2}).ok());
  ASSERT_TRUE(source->Assign(kB, "b", {0}).ok());
  const Batch batch = source->Poll(kNoWait).value();
  ASSERT_EQ(batch.records.size(), 2u);
  EXPECT_EQ(batch.records[0].partition, kA);
  EXPECT_EQ(batch.records[0].value, "2");
  EXPECT_EQ(batch.records[1].partition, kB);
  EXPECT_EQ(batch.records[1].value, "3");
}

TEST_F(FileSourceTest, LeavesATopicAloneThatNobodyAssigned) {
  Write(Path("a"), "1\n");
  auto source = Open({{"a", Path("a")}, {"b", Path("a")}});
  ASSERT_TRUE(source->Assign(kB, "b", {0}).ok());
  EXPECT_EQ(Values(*source), Strings{"1"});
  EXPECT_TRUE(source->Poll(kNoWait)->finished);
}

TEST_F(FileSourceTest, ReadsALastLineWithoutNewlineIfItIsNotFollowed) {
  Write(Path("a"), "1\n2");
  auto source = Open({{"a", Path("a")}});
  ASSERT_TRUE(source->Assign(kA, "a", {0}).ok());
  Strings values;
  for (bool finished = false; !finished;) {
    const Batch batch = source->Poll(kLong).value();
    for (const Record& record : batch.records) values.emplace_back(record.value);
    finished = batch.finished;
  }
  EXPECT_EQ(values, (Strings{"1", "2"}));
}

TEST_F(FileSourceTest, FollowsAFileThatGrows) {
  auto source = Follow();
  EXPECT_TRUE(Values(*source).empty());
  Append(Path("a"), "1\n2");
  EXPECT_EQ(Values(*source), Strings{"1"});
  EXPECT_TRUE(Values(*source).empty());
  Append(Path("a"), "3\n");
  const Batch batch = source->Poll(kNoWait).value();
  ASSERT_EQ(batch.records.size(), 1u);
  EXPECT_EQ(batch.records[0].value, "23");
  EXPECT_EQ(batch.records[0].offset, Offset{2});
  EXPECT_EQ(batch.records[0].next, Offset{5});
  EXPECT_FALSE(batch.finished);
}

// What was read of an unfinished line counts, not only what was handed out.
TEST_F(FileSourceTest, RefusesAFollowedFileThatShrankWithinALine) {
  Write(Path("a"), "1\n234");
  auto source = Follow();
  EXPECT_EQ(Values(*source), Strings{"1"});
  EXPECT_TRUE(Values(*source).empty());
  ASSERT_EQ(truncate(Path("a").c_str(), 4), 0);
  EXPECT_TRUE(absl::IsDataLoss(source->Poll(kNoWait).status()));
}

TEST_F(FileSourceTest, RefusesAFollowedFileThatWasReplaced) {
  Write(Path("a"), "1\n");
  auto source = Follow();
  EXPECT_EQ(Values(*source), Strings{"1"});
  Write(Path("b"), "1\n2\n");
  ASSERT_EQ(rename(Path("b").c_str(), Path("a").c_str()), 0);
  EXPECT_TRUE(absl::IsDataLoss(source->Poll(kNoWait).status()));
}

TEST_F(FileSourceTest, RefusesAFollowedFileThatIsGone) {
  auto source = Follow();
  ASSERT_EQ(unlink(Path("a").c_str()), 0);
  EXPECT_TRUE(absl::IsDataLoss(source->Poll(kNoWait).status()));
}

TEST_F(FileSourceTest, ReadsALineOfManyMebibytesWithoutWaiting) {
  const std::string line(5 << 20, 'x');
  Write(Path("a"), line + "\n1\n");
  auto source = Follow();
  Strings values;
  while (values.size() < 2) {
    for (std::string& value : Values(*source, kLong)) values.push_back(std::move(value));
  }
  EXPECT_EQ(values[1], "1");
}

TEST_F(FileSourceTest, IsWokenWhileItWaits) {
  auto source = Follow();
  std::thread waker([&] { source->Wake(); });
  EXPECT_TRUE(Values(*source, kLong).empty());
  waker.join();
}

TEST_F(FileSourceTest, ReadsAPipeAsItComes) {
  ASSERT_EQ(mkfifo(Path("pipe").c_str(), 0600), 0);
  std::ofstream pipe;
  std::thread opener([&] { pipe.open(Path("pipe")); });  // each end waits for the other
  auto source = Open({{"p", Path("pipe")}});
  opener.join();
  ASSERT_TRUE(source->Assign(kA, "p", {0}).ok());
  EXPECT_TRUE(Values(*source).empty());
  pipe << "1\n2" << std::flush;
  EXPECT_EQ(Values(*source, kLong), Strings{"1"});
  pipe << "3" << std::flush;
  pipe.close();
  Strings values;
  while (values.empty()) values = Values(*source, kLong);
  EXPECT_EQ(values, Strings{"23"});
  EXPECT_TRUE(source->Poll(kLong)->finished);
  EXPECT_EQ(source->ReadOne("p", 0, {0}).value(), std::nullopt);
}

TEST_F(FileSourceTest, DoesNotLetASilentPipeHoldUpAFile) {
  ASSERT_EQ(mkfifo(Path("pipe").c_str(), 0600), 0);
  std::ofstream pipe;
  std::thread opener([&] { pipe.open(Path("pipe")); });
  Write(Path("a"), "1\n");
  auto source = Open({{"a", Path("a")}, {"p", Path("pipe")}});
  opener.join();
  ASSERT_TRUE(source->Assign(kA, "a", {0}).ok());
  ASSERT_TRUE(source->Assign(kB, "p", {0}).ok());
  EXPECT_EQ(Values(*source, kLong), Strings{"1"});
  EXPECT_FALSE(source->Poll(kNoWait)->finished);
}

TEST_F(FileSourceTest, ReadsOneLineForItsFingerprint) {
  Write(Path("a"), "1\n\n23");
  auto source = Open({{"a", Path("a")}});
  EXPECT_EQ(source->ReadOne("a", 0, {0}).value()->digest, Hash64("1"));
  EXPECT_EQ(source->ReadOne("a", 0, {2}).value()->digest, Hash64(""));
  EXPECT_EQ(source->ReadOne("a", 0, {3}).value()->digest, Hash64("23"));
  EXPECT_EQ(source->ReadOne("a", 0, {3}).value()->timestamp, kNoArrivalTime);
  EXPECT_FALSE(source->ReadOne("a", 0, {5}).value().has_value());
  EXPECT_FALSE(source->ReadOne("a", 0, {99}).value().has_value());
}

TEST_F(FileSourceTest, HasNoGroupAndNoTimes) {
  auto source = Open({{"a", Path("a")}});
  EXPECT_TRUE(source->ClaimGroup("mine").ok());
  EXPECT_EQ(source->ReadGroup("a", 0).value().has_value(), false);
  EXPECT_TRUE(absl::IsUnimplemented(source->OffsetAt("a", 0, ArrivalMs(1)).status()));
}

}  // namespace
}  // namespace telltale
