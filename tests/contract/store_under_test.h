// StoreUnderTest: the implementations of Store that every suite of this folder runs on, and what a
// load of a partition yields.
//
//   INSTANTIATE_TEST_SUITE_P(All, StoreTest, AllStores(), StoreName());
#ifndef TELLTALE_TESTS_CONTRACT_STORE_UNDER_TEST_H_
#define TELLTALE_TESTS_CONTRACT_STORE_UNDER_TEST_H_

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "connectors/rocksdb/rocksdb_store.h"
#include "engine/base/status.h"
#include "engine/state/memory_store.h"

namespace telltale {

// A directory that is gone afterwards.
class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string name = testing::TempDir() + "telltale-store-XXXXXX";
    CHECK(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~TemporaryDirectory() { std::filesystem::remove_all(path_); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

enum class StoreKind { kMemory, kRocksDb };

// A store that outlives the engine: Reopen() is what a restart sees.
class StoreUnderTest {
 public:
  explicit StoreUnderTest(StoreKind kind) : kind_(kind) {
    if (kind == StoreKind::kMemory) store_ = std::make_unique<MemoryStore>();
    Reopen();
  }
  Store& operator*() { return *store_; }
  Store* operator->() { return store_.get(); }

  void Reopen() {
    if (kind_ == StoreKind::kMemory) return;
    store_.reset();
    auto opened = RocksDbStore::Open(directory_.path() + "/store");
    CHECK(opened.ok());
    store_ = *std::move(opened);
  }

 private:
  StoreKind kind_;
  TemporaryDirectory directory_;
  std::unique_ptr<Store> store_;
};

// All that a load of one partition yields. Fails the test if calls come out of order.
struct Loaded : public Restore {
  std::optional<Progress> progress;
  std::map<std::pair<RuleId, uint32_t>, std::string> pages;
  std::vector<std::pair<CommitSeq, std::string>> blocks;
  std::vector<std::pair<OutboxRow, OutboxMark>> outbox;

  absl::Status OnProgress(const Progress& it) override {
    EXPECT_FALSE(progress || !pages.empty() || !blocks.empty() || !outbox.empty());
    progress = it;
    return absl::OkStatus();
  }
  absl::Status OnPage(RuleId rule, uint32_t page, std::string_view bytes) override {
    EXPECT_TRUE(progress && blocks.empty() && outbox.empty());
    EXPECT_TRUE(pages.try_emplace({rule, page}, bytes).second);
    return absl::OkStatus();
  }
  absl::Status OnBlock(CommitSeq seq, std::string_view bytes) override {
    EXPECT_TRUE(progress && outbox.empty());
    EXPECT_TRUE(blocks.empty() || blocks.back().first < seq);
    blocks.emplace_back(seq, bytes);
    return absl::OkStatus();
  }
  absl::Status OnOutbox(OutboxRow row, OutboxMark mark) override {
    EXPECT_TRUE(progress && (outbox.empty() || outbox.back().first.seq < row.seq));
    EXPECT_EQ(row.seq, mark.seq);
    outbox.emplace_back(std::move(row), std::move(mark));
    return absl::OkStatus();
  }
};

inline Loaded LoadAll(Store& store, PartitionId partition) {
  Loaded loaded;
  EXPECT_EQ(store.Load(partition, loaded), absl::OkStatus());
  return loaded;
}

inline auto AllStores() { return testing::Values(StoreKind::kMemory, StoreKind::kRocksDb); }
struct StoreName {
  std::string operator()(const testing::TestParamInfo<StoreKind>& info) const {
    return info.param == StoreKind::kMemory ? "Memory" : "RocksDb";
  }
};

}  // namespace telltale

#endif  // TELLTALE_TESTS_CONTRACT_STORE_UNDER_TEST_H_
