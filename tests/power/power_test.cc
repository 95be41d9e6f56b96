// That the disk loses what it should, and that the stories find what a worse disk does.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "absl/strings/match.h"
#include "tests/power/power_disk.h"
#include "tests/power/power_story.h"
#include "tests/power/temporary_folder.h"

namespace telltale {
namespace {

using testing::HasSubstr;

constexpr uint64_t kSeeds = 20;  // within which each lie must be found

class PowerDiskTest : public testing::TestWithParam<uint64_t> {
 protected:
  PowerDiskTest() : disk_(folder_.path(), GetParam()) {}

  std::unique_ptr<rocksdb::FSWritableFile> Make(const std::string& name) {
    std::unique_ptr<rocksdb::FSWritableFile> file;
    EXPECT_TRUE(disk_.NewWritableFile(Path(name), {}, &file, nullptr).ok());
    return file;
  }
  void SyncNames() {
    std::unique_ptr<rocksdb::FSDirectory> directory;
    ASSERT_TRUE(disk_.NewDirectory(folder_.path(), {}, &directory, nullptr).ok());
    ASSERT_TRUE(directory->Fsync({}, nullptr).ok());
  }
  // Lets the power fail at a change of some other file, and come back.
  void Fail() {
    disk_.FailAfter(1);
    std::unique_ptr<rocksdb::FSWritableFile> other;
    EXPECT_FALSE(disk_.NewWritableFile(Path("other"), {}, &other, nullptr).ok());
    ASSERT_TRUE(disk_.has_failed());
    disk_.ComeBack();
  }
  std::string Path(const std::string& name) const { return folder_.path() + "/" + name; }
  bool Exists(const std::string& name) const { return std::filesystem::exists(Path(name)); }
  std::string Read(const std::string& name) const {
    std::ifstream in(Path(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  TemporaryFolder folder_;
  PowerDisk disk_;
};

INSTANTIATE_TEST_SUITE_P(Seeds, PowerDiskTest, testing::Range(uint64_t{1}, uint64_t{21}));

TEST_P(PowerDiskTest, KeepsWhatWasSyncedAndNoMoreThanWasWrittenInItsLastSector) {
  {
    const auto file = Make("1.log");
    ASSERT_TRUE(file->Append("synced", {}, nullptr).ok());
    ASSERT_TRUE(file->Sync({}, nullptr).ok());
    ASSERT_TRUE(file->Append(std::string(2000, 'x'), {}, nullptr).ok());
  }
  Fail();
  EXPECT_TRUE(absl::StartsWith(Read("1.log"), "synced"));
  EXPECT_LE(Read("1.log").size(), 2006u);
}

TEST_P(PowerDiskTest, KeepsNamesThatWereSynced) {
  ASSERT_TRUE(Make("new")->Append("bytes", {}, nullptr).ok());
  ASSERT_TRUE(disk_.RenameFile(Path("new"), Path("CURRENT"), {}, nullptr).ok());
  SyncNames();
  Fail();
  EXPECT_TRUE(Exists("CURRENT"));
  EXPECT_FALSE(Exists("new"));
}

// Of one name the changes come in their order: the one before cannot come after.
TEST_P(PowerDiskTest, KeepsASyncedFileInPlaceOfOneThatWasDeleted) {
  Make("MANIFEST-1");
  SyncNames();
  ASSERT_TRUE(disk_.DeleteFile(Path("MANIFEST-1"), {}, nullptr).ok());
  {
    const auto file = Make("MANIFEST-1");
    ASSERT_TRUE(file->Append("new", {}, nullptr).ok());
    ASSERT_TRUE(file->Sync({}, nullptr).ok());
  }
  Fail();
  ASSERT_TRUE(Exists("MANIFEST-1"));
  EXPECT_EQ(Read("MANIFEST-1"), "new");
}

TEST_P(PowerDiskTest, KeepsTheOrderOfNamesThatARenamingBinds) {
  const auto sync = [](rocksdb::FSWritableFile& file, const char* bytes) {
    ASSERT_TRUE(file.Append(bytes, {}, nullptr).ok());
    ASSERT_TRUE(file.Sync({}, nullptr).ok());
  };
  Make("CURRENT");
  SyncNames();
  ASSERT_TRUE(disk_.DeleteFile(Path("CURRENT"), {}, nullptr).ok());
  sync(*Make("tmp"), "first");
  ASSERT_TRUE(disk_.RenameFile(Path("tmp"), Path("CURRENT"), {}, nullptr).ok());
  sync(*Make("tmp"), "second");
  Fail();
  ASSERT_TRUE(Exists("CURRENT"));
  EXPECT_EQ(Read("CURRENT"), "first");
  EXPECT_EQ(Read("tmp"), "second");
}

TEST_P(PowerDiskTest, DoesNothingWithoutPower) {
  const auto file = Make("1.log");
  disk_.FailAfter(1);
  EXPECT_FALSE(file->Append("a", {}, nullptr).ok());
  EXPECT_FALSE(file->Append("b", {}, nullptr).ok());
  EXPECT_FALSE(file->Sync({}, nullptr).ok());
  EXPECT_FALSE(disk_.DeleteFile(Path("1.log"), {}, nullptr).ok());
}

TEST(PowerDiskTest, MayLoseNamesThatWereNotSynced) {
  int lost = 0;
  for (uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const TemporaryFolder folder;
    PowerDisk disk(folder.path(), seed);
    std::unique_ptr<rocksdb::FSWritableFile> file;
    ASSERT_TRUE(disk.NewWritableFile(folder.path() + "/new", {}, &file, nullptr).ok());
    disk.FailAfter(1);
    EXPECT_FALSE(file->Append("a", {}, nullptr).ok());
    file.reset();
    disk.ComeBack();
    lost += !std::filesystem::exists(folder.path() + "/new");
  }
  EXPECT_GT(lost, 0);
  EXPECT_LT(lost, static_cast<int>(kSeeds));
}

TEST(PowerStoryTest, TellsTheSameOfTheSameSeed) {
  for (const auto tell : {&TellPowerStory, &TellNodeStory}) {
    const PowerTold one = tell(3, DiskLie::kNone), other = tell(3, DiskLie::kNone);
    EXPECT_EQ(one.changes, other.changes);
    EXPECT_EQ(one.commits, other.commits);
    EXPECT_EQ(one.failures, other.failures);
    EXPECT_EQ(one.complaint, "");
  }
}

// What the first seeds say that find something; empty: none does.
std::string FirstComplaint(PowerTold (*tell)(uint64_t, DiskLie), DiskLie lie, uint64_t seeds) {
  for (uint64_t seed = 1; seed <= seeds; ++seed) {
    const PowerTold told = tell(seed, lie);
    if (!told.complaint.empty()) return told.complaint;
  }
  return "";
}

TEST(PowerStoryTest, FindsCommitsThatAreNotSynced) {
  EXPECT_NE(FirstComplaint(&TellPowerStory, DiskLie::kSyncOfLogs, kSeeds), "");
  EXPECT_NE(FirstComplaint(&TellNodeStory, DiskLie::kSyncOfLogs, kSeeds), "");
}

TEST(PowerStoryTest, FindsTablesThatAreNotSynced) {
  EXPECT_NE(FirstComplaint(&TellPowerStory, DiskLie::kSyncOfTables, kSeeds), "");
}

TEST(PowerStoryTest, FindsDirectoriesThatAreNotSynced) {
  EXPECT_NE(FirstComplaint(&TellPowerStory, DiskLie::kSyncOfDirectories, kSeeds), "");
}

// Which no file system does that RocksDB can be on (docs/adr/0081): then at least it is not silent.
TEST(PowerStoryTest, RefusesAListOfFilesThatEndsInWhatNobodyWroteByItsName) {
  const std::string complaint = FirstComplaint(&TellPowerStory, DiskLie::kTornLists, 300);
  EXPECT_THAT(complaint, HasSubstr("store-corrupt"));
  EXPECT_THAT(complaint, HasSubstr("/MANIFEST-"));
}

}  // namespace
}  // namespace telltale
