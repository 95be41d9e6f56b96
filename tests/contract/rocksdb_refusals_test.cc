// What the store on disk refuses, by name.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "engine/base/error_catalogue.h"
#include "engine/base/hash.h"
#include "tests/contract/store_under_test.h"

namespace telltale {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

constexpr PartitionId kOnlyPartition{{1}, 0};

class RocksDbRefusalsTest : public testing::Test {
 protected:
  std::unique_ptr<RocksDbStore> Open() {
    auto store = RocksDbStore::Open(dir_);
    EXPECT_TRUE(store.ok()) << store.status();
    return *std::move(store);
  }
  Changes At(uint64_t seq) {
    Changes changes{.partition = kOnlyPartition};
    changes.progress.seq = CommitSeq{seq};
    changes.block = "block " + std::to_string(seq);
    return changes;
  }
  // All files of the store, with their contents' digest and times.
  std::map<std::string, std::pair<uint64_t, fs::file_time_type>> Files() {
    std::map<std::string, std::pair<uint64_t, fs::file_time_type>> files;
    for (const auto& entry : fs::directory_iterator(dir_)) {
      files[entry.path().filename()] = {Hash64(Read(entry.path())), entry.last_write_time()};
    }
    return files;
  }
  static std::string Read(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  std::vector<fs::path> FilesLike(const std::string& extension) {
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(dir_)) {
      if (entry.path().extension() == extension && entry.file_size() > 0) {
        found.push_back(entry.path());
      }
    }
    return found;
  }

  TemporaryDirectory directory_;
  const std::string dir_ = directory_.path() + "/not/yet/there";
};

TEST_F(RocksDbRefusalsTest, RefusesAStoreThatIsOpenElsewhereAndNamesIt) {
  const auto store = Open();
  const auto second = RocksDbStore::Open(dir_);
  EXPECT_EQ(ErrorOf(second.status()), ErrorId::kStoreInUse);
  EXPECT_THAT(std::string(second.status().message()), HasSubstr(dir_));
}

TEST_F(RocksDbRefusalsTest, RefusesAFormatThatIsNewerThanItself) {
  {
    const auto store = Open();
    format::Catalog catalog = *store->LoadCatalog();
    catalog.set_version(catalog.version() + 1);
    ASSERT_TRUE(store->SaveCatalog(catalog).ok());
  }
  EXPECT_EQ(ErrorOf(RocksDbStore::Open(dir_).status()), ErrorId::kNewerFormat);
  EXPECT_EQ(ErrorOf(RocksDbStore::OpenReadOnly(dir_).status()), ErrorId::kNewerFormat);
}

TEST_F(RocksDbRefusalsTest, NamesTheFileThatDoesNotHoldWhatWasWritten) {
  Open()->Commit({At(1)}).IgnoreError();
  Open();  // what the log held is in a table now
  ASSERT_FALSE(FilesLike(".sst").empty());
  for (const fs::path& path : FilesLike(".sst")) {
    std::string bytes = Read(path);
    bytes[bytes.size() / 3] ^= 1;
    std::ofstream(path, std::ios::binary) << bytes;
  }
  const auto store = RocksDbStore::Open(dir_);
  Loaded loaded;
  const absl::Status status = store.ok() ? (*store)->Load(kOnlyPartition, loaded) : store.status();
  EXPECT_EQ(ErrorOf(status), ErrorId::kCorrupt);
  EXPECT_THAT(std::string(status.message()), HasSubstr(".sst"));
}

TEST_F(RocksDbRefusalsTest, RefusesALogThatLostWhatWasDurable) {
  {
    const auto store = Open();
    for (uint64_t seq = 1; seq <= 20; ++seq) ASSERT_TRUE(store->Commit({At(seq)}).ok());
  }
  const fs::path log = FilesLike(".log").at(0);
  std::string bytes = Read(log);
  bytes[bytes.size() / 2] ^= 1;
  std::ofstream(log, std::ios::binary) << bytes;
  const auto before = Files();
  for (const absl::Status& status :
       {RocksDbStore::OpenReadOnly(dir_).status(), RocksDbStore::Open(dir_).status()}) {
    EXPECT_EQ(ErrorOf(status), ErrorId::kCorrupt);
    EXPECT_THAT(std::string(status.message()), HasSubstr(log.filename().string()));
  }
  EXPECT_EQ(Files().at(log.filename()), before.at(log.filename()));  // for whoever can mend it
}

TEST_F(RocksDbRefusalsTest, RefusesAStoreThatLostItsFirstFileInsteadOfBeginningAnew) {
  ASSERT_TRUE(Open()->Commit({At(1)}).ok());
  fs::remove(dir_ + "/CURRENT");
  for (const absl::Status& status :
       {RocksDbStore::OpenReadOnly(dir_).status(), RocksDbStore::Open(dir_).status()}) {
    EXPECT_EQ(ErrorOf(status), ErrorId::kCorrupt);
    EXPECT_THAT(std::string(status.message()), HasSubstr("CURRENT"));
  }
}

TEST_F(RocksDbRefusalsTest, ForgivesAWriteThatWasTornBeforeAnybodyHeardOfIt) {
  ASSERT_TRUE(Open()->Commit({At(1)}).ok());
  const fs::path log = FilesLike(".log").at(0);
  const std::string bytes = Read(log);
  std::ofstream(log, std::ios::binary) << bytes << bytes.substr(0, 50) << std::string(999, '\0');
  const auto store = Open();
  EXPECT_EQ(LoadAll(*store, kOnlyPartition).progress->seq, CommitSeq{1});
}

TEST_F(RocksDbRefusalsTest, RefusesADirectoryThatCannotBeMade) {
  const auto store = RocksDbStore::Open("/proc/telltale/store");
  EXPECT_EQ(ErrorOf(store.status()), ErrorId::kCommitFailed);
  EXPECT_THAT(std::string(store.status().message()), HasSubstr("/proc/telltale/store"));
}

TEST_F(RocksDbRefusalsTest, ReadsAStoreWithoutWritingToIt) {
  ASSERT_TRUE(Open()->Commit({At(1)}).ok());
  const auto before = Files();
  {
    const auto store = RocksDbStore::OpenReadOnly(dir_);
    ASSERT_TRUE(store.ok()) << store.status();
    EXPECT_EQ(LoadAll(**store, kOnlyPartition).blocks.size(), 1u);
    EXPECT_FALSE((*store)->Commit({At(2)}).ok());
    EXPECT_FALSE((*store)->SaveCatalog({}).ok());
  }
  EXPECT_EQ(Files(), before);
}

TEST_F(RocksDbRefusalsTest, ReadsAStoreThatARunningProcessHasOpen) {
  const auto running = Open();
  ASSERT_TRUE(running->Commit({At(1)}).ok());
  const auto store = RocksDbStore::OpenReadOnly(dir_);
  ASSERT_TRUE(store.ok()) << store.status();
  EXPECT_EQ(LoadAll(**store, kOnlyPartition).blocks.size(), 1u);
  EXPECT_TRUE(running->Commit({At(2)}).ok());
}

TEST_F(RocksDbRefusalsTest, SaysToAReaderThatAFileCannotBeRead) {
  ASSERT_TRUE(Open()->Commit({At(1)}).ok());
  const fs::path log = FilesLike(".log").at(0);
  fs::remove(log);
  fs::create_symlink(log.filename(), log);  // root may read all but this
  const absl::Status status = RocksDbStore::OpenReadOnly(dir_).status();
  EXPECT_EQ(ErrorOf(status), ErrorId::kFileUnreadable);
  EXPECT_THAT(std::string(status.message()), HasSubstr(log.filename().string()));
}

TEST_F(RocksDbRefusalsTest, DoesNotMakeAStoreInOrderToReadIt) {
  EXPECT_EQ(ErrorOf(RocksDbStore::OpenReadOnly(dir_).status()), ErrorId::kFileUnreadable);
  EXPECT_FALSE(fs::exists(dir_));
}

TEST_F(RocksDbRefusalsTest, GivesEachNewStoreItsOwnIdentity) {
  const auto one = RocksDbStore::Open(dir_ + "/1"), other = RocksDbStore::Open(dir_ + "/2");
  EXPECT_NE((*one)->LoadCatalog()->store_uuid(), (*other)->LoadCatalog()->store_uuid());
}

TEST_F(RocksDbRefusalsTest, HandsTheDatabasesLogToTheCaller) {
  std::atomic<int> lines = 0;
  const auto store = RocksDbStore::Open(
      dir_, [&](StoreLogLevel, std::string_view line) { lines += !line.empty(); });
  EXPECT_GT(lines, 0);
  EXPECT_FALSE(fs::exists(dir_ + "/LOG"));
}

TEST_F(RocksDbRefusalsTest, LeavesNothingOnTheDiskOfARowThatWasRemoved) {
  {
    const auto store = Open();
    Changes first = At(1), second = At(2);
    first.added = {{.seq = {1}}, {.seq = {2}}};
    first.marks = {{.seq = {1}, .fate = Fate::kSettled}};
    second.removed = {{1}};
    ASSERT_TRUE(store->Commit({first}).ok());
    ASSERT_TRUE(store->Commit({second}).ok());
  }
  const auto database = Database::Open(dir_, Database::Mode::kReadOnly, nullptr);
  ASSERT_TRUE(database.ok()) << database.status();
  std::vector<uint64_t> numbers;
  const auto note = [&](uint64_t number, std::string_view) {
    numbers.push_back(number);
    return absl::OkStatus();
  };
  ASSERT_TRUE((*database)->Scan(RowKind::kOutbox, kOnlyPartition, note).ok());
  EXPECT_THAT(numbers, testing::ElementsAre(RowNumber(OutboxSeq{2})));  // no mark of the other
}

TEST_F(RocksDbRefusalsTest, CountsWhatItWritesByKind) {
  const auto store = Open();
  const BytesWritten before = store->Written();
  Changes changes = At(1);
  changes.pages = {{RuleId{1}, 0, std::string(1000, 'p')}};
  changes.quarantined = {{.payload = std::string(500, 'q')}};
  changes.quarantine_limit = 1;
  ASSERT_TRUE(store->Commit({changes}).ok());
  const BytesWritten after = store->Written();
  EXPECT_EQ(after.pages - before.pages, 1015u);  // with the key
  EXPECT_EQ(after.blocks - before.blocks, 15 + changes.block.size());
  EXPECT_GT(after.quarantine - before.quarantine, 500u);
  EXPECT_EQ(after.outbox - before.outbox, 0u);
  EXPECT_EQ(after.syncs - before.syncs, 1u);
}

}  // namespace
}  // namespace telltale
