// What a partition's tables are after a restart, wherever the rotation of pages stood: the same as
// if there had been none. Keys are forgotten, their slots reused, the tables grow.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <set>

#include "engine/base/hash.h"
#include "engine/table/block.h"
#include "engine/table/key_table.h"
#include "engine/table/page_rotation.h"
#include "engine/table/table_view.h"
#include "tests/contract/store_under_test.h"

namespace telltale {
namespace {

constexpr PartitionId kPartition{{1}, 0};
constexpr Plan kPlain{.raise = Raise{.n = 3}, .remember = 0};
constexpr Plan kWithIds{.raise = Raise{.n = 3}, .remember = 8};

// The tables of one partition, filled by a load.
class Tables : public Restore {
 public:
  Tables() {
    all.emplace_back(RuleId{1}, kPlain);
    all.emplace_back(RuleId{2}, kWithIds);
  }
  KeyTable* Of(RuleId rule) { return &all[rule.value - 1]; }

  absl::Status OnProgress(const Progress& progress) override { return absl::OkStatus(); }
  absl::Status OnPage(RuleId rule, uint32_t page, std::string_view bytes) override {
    page_bytes += bytes.size();
    return Of(rule)->RestorePage(page, bytes);
  }
  absl::Status OnBlock(CommitSeq seq, std::string_view bytes) override {
    block_bytes += bytes.size();
    return RestoreBlock(seq, bytes, [this](RuleId rule) { return Of(rule); });
  }
  absl::Status OnOutbox(OutboxRow row, OutboxMark mark) override { return absl::OkStatus(); }

  std::vector<KeyTable> all;
  size_t page_bytes = 0;  // that were read
  size_t block_bytes = 0;
};

// A partition that lives at random, and its store.
class World {
 public:
  World(StoreKind kind, uint32_t seed) : random_(seed), store_(kind) {}

  // Changes some keys and commits.
  void Batch() {
    for (int i = 0; i < 60; ++i) ChangeAKey(Pick(tables_.all.size()));
    Changes changes{.partition = kPartition};
    changes.progress.seq = CommitSeq{++seq_};
    for (KeyTable& table : tables_.all) table.AppendBlock(changes.block);
    rotation_.Write(absl::MakeSpan(tables_.all), changes.progress.seq, changes);
    for (const PageRun& page : changes.pages) {
      positions_.insert({page.rule.value, page.page});
      ++pages_written_;
    }
    ASSERT_EQ(store_->Commit({changes}), absl::OkStatus());
  }

  // The store holds what is alive, no less and no more.
  void ExpectRecovers() {
    Tables recovered = Recover();
    for (size_t i = 0; i < tables_.all.size(); ++i) {
      ASSERT_EQ(ViewOf(recovered.all[i]), ViewOf(tables_.all[i])) << "commit " << seq_;
      ASSERT_EQ(recovered.all[i].size(), tables_.all[i].size());
      for (const KeyRow& row : ViewOf(tables_.all[i])) {
        ASSERT_EQ(recovered.all[i].Find(row.hash), row.slot);
      }
    }
  }

  // The process dies; another one goes on with what was stored.
  void Crash() {
    store_.Reopen();
    tables_ = Recover();
    rotation_ = PageRotation();
  }

  Tables Recover() {
    Tables recovered;
    EXPECT_EQ(store_->Load(kPartition, recovered), absl::OkStatus());
    for (KeyTable& table : recovered.all) table.FinishRestore();
    return recovered;
  }

  // All pages there are, and those that the rotation has written so far.
  size_t pages() const { return tables_.all[0].pages() + tables_.all[1].pages(); }
  size_t positions() const { return positions_.size(); }
  uint64_t pages_written() const { return pages_written_; }

 private:
  size_t Pick(size_t count) { return random_() % count; }

  // The tables grow at first, then as many keys go as come.
  void ChangeAKey(size_t which) {
    KeyTable& table = tables_.all[which];
    const size_t wanted = which == 0 ? 700 : 400;
    const size_t dice = Pick(10);
    if (dice < 5) {
      if (const auto slot = PickLive(table)) Change(table, *slot);
    } else if (dice < 7 || table.size() < wanted / 2) {
      AddOne(table);
    } else if (const auto slot = PickLive(table); slot && table.size() >= wanted) {
      table.Forget(*slot);
      if (Pick(2) == 0) AddOne(table);  // takes the slot in the same batch
    } else {
      AddOne(table);
    }
  }

  std::optional<KeyTable::KeySlot> PickLive(const KeyTable& table) {
    for (int tries = 0; tries < 20 && table.slots() > 0; ++tries) {
      const auto slot = static_cast<KeyTable::KeySlot>(Pick(table.slots()));
      if (table.IsLive(slot)) return slot;
    }
    return std::nullopt;
  }

  // Of few names, so that forgotten keys come back under other slots.
  void AddOne(KeyTable& table) {
    const std::string text = "vehicle " + std::to_string(Pick(3000));
    Change(table, table.FindOrAdd(HashKey(text), text));
  }

  void Change(KeyTable& table, KeyTable::KeySlot slot) {
    const KeyRef key = table.At(slot);
    key.head.streak = static_cast<uint32_t>(random_());
    key.head.newest = EventMs(static_cast<int64_t>(Pick(1'000'000)));
    key.tail[Pick(key.tail.size())] = static_cast<std::byte>(random_());
    table.Touch(slot);
  }

  std::mt19937 random_;
  StoreUnderTest store_;
  Tables tables_;
  PageRotation rotation_;
  uint64_t seq_ = 0;
  std::set<std::pair<uint16_t, uint32_t>> positions_;
  uint64_t pages_written_ = 0;
};

class StoreRecoveryTest : public testing::TestWithParam<StoreKind> {};

INSTANTIATE_TEST_SUITE_P(All, StoreRecoveryTest, AllStores(), StoreName());

TEST_P(StoreRecoveryTest, FindsTheLivingKeysAtEveryCommitAndEveryPositionOfTheRotation) {
  World world(GetParam(), 1);
  for (int i = 0; i < 600; ++i) {
    world.Batch();
    world.ExpectRecovers();
    if (testing::Test::HasFatalFailure()) return;
  }
  EXPECT_GE(world.pages(), 5u);
  EXPECT_EQ(world.positions(), world.pages());
}

TEST_P(StoreRecoveryTest, GoesOnAfterACrashAtEveryPositionOfTheRotation) {
  constexpr uint64_t kPositions = 14;  // the rotation went round twice by then
  for (uint64_t position = 0; position < kPositions; ++position) {
    World world(GetParam(), 100 + static_cast<uint32_t>(position));
    while (world.pages_written() <= position) world.Batch();
    for (int i = 0; i < 5; ++i) {
      world.Crash();
      world.Batch();
      world.Batch();
      world.ExpectRecovers();
      if (testing::Test::HasFatalFailure()) return;
    }
  }
}

TEST_P(StoreRecoveryTest, ReadsNoMoreThanTwiceAsMuchInBlocksAsInPagesHoweverOftenItCrashes) {
  World world(GetParam(), 2);
  for (int i = 0; i < 300; ++i) world.Batch();
  for (int i = 0; i < 300; ++i) {
    if (i % 10 == 0) world.Crash();
    world.Batch();
  }
  const Tables recovered = world.Recover();
  EXPECT_LT(recovered.block_bytes, 2.2 * static_cast<double>(recovered.page_bytes));
}

}  // namespace
}  // namespace telltale
