#include "tests/power/power_story.h"

#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "connectors/rocksdb/rocksdb_store.h"
#include "engine/base/status.h"
#include "engine/state/memory_store.h"
#include "tests/power/living_tables.h"
#include "tests/power/steady_heights.h"
#include "tests/power/temporary_folder.h"
#include "tests/power/turned_env.h"

namespace telltale {
namespace {

using Views = std::vector<std::vector<std::vector<KeyRow>>>;  // of each partition's tables

const std::vector<PartitionId> kStoredPartitions = {{{1}, 0}, {{1}, 1}, {{2}, 0}};
constexpr int kLives = 6;
constexpr int kMostCommits = 60;  // of a life

// What the store may be found to hold: as rows, and as the keys that the rows mean.
struct Memory {
  MemoryStore rows;
  Views keys = Views(kStoredPartitions.size());
};

class PowerStory {
 public:
  PowerStory(uint64_t seed, DiskLie lie)
      : random_(seed),
        disk_(std::make_shared<PowerDisk>(folder_.path(), random_.Next(), lie)),
        env_(disk_) {
    SeedHeights(seed);
  }

  PowerTold Tell() {
    for (int life = 0; life < kLives && told_.complaint.empty(); ++life) Live();
    told_.changes = disk_->changes();
    return told_;
  }

 private:
  void Live();
  absl::Status Open();
  absl::Status Recover();
  absl::Status Match(const StoredState& found);
  absl::Status MatchKeys();
  void Work();
  void Commit();
  void RaiseLease();
  void End(const absl::Status& status);

  Random random_;
  TemporaryFolder folder_;
  std::shared_ptr<PowerDisk> disk_;
  TurnedEnv env_;
  std::unique_ptr<RocksDbStore> store_;
  std::vector<LivingTables> tables_;
  bool known_ = false;     // the store was there once
  Memory acknowledged_;    // by the last commit
  Memory with_under_way_;  // the same, if none was under way
  PowerTold told_;
};

// The power fails soon, so in recovery, or later; seldom not at all: then it is a restart.
void PowerStory::Live() {
  constexpr int kSoon = 25, kLate = 250;
  if (!random_.Chance(10))
    disk_->FailAfter(random_.Between(1, random_.Pick({kSoon, kLate, kLate})));
  absl::Status status = Open();
  const bool in_recovery = disk_->has_failed();
  if (!in_recovery && status.ok()) status = Recover();
  if (!in_recovery && !status.ok()) told_.complaint = status.ToString();
  if (!in_recovery && status.ok()) Work();
  store_.reset();
  env_.Work();
  if (!disk_->has_failed()) return;
  ++told_.failures;
  told_.in_recovery += in_recovery;
  disk_->ComeBack();
}

absl::Status PowerStory::Open() {
  const Ground ground{.env = &env_, .memtable_bytes = 64 << 10, .flushes_per_compaction = 3};
  ASSIGN_OR_RETURN(store_, RocksDbStore::Open(folder_.path(), nullptr, ground));
  return absl::OkStatus();
}

// Reads what is there, as a start does, and compares it with what may be there.
absl::Status PowerStory::Recover() {
  ASSIGN_OR_RETURN(const StoredState found, ReadState(*store_, kStoredPartitions));
  tables_.clear();
  for (size_t i = 0; i < kStoredPartitions.size(); ++i) {
    ASSIGN_OR_RETURN(auto tables,
                     LivingTables::Recovered(kStoredPartitions[i], found.partitions[i]));
    tables_.push_back(std::move(tables));
  }
  if (!known_) {  // its identity is drawn when it is made
    ASSIGN_OR_RETURN(const format::Catalog catalog, store_->LoadCatalog());
    RETURN_IF_ERROR(acknowledged_.rows.SaveCatalog(catalog));
    RETURN_IF_ERROR(with_under_way_.rows.SaveCatalog(catalog));
    known_ = true;
  }
  return Match(found);
}

absl::Status PowerStory::Match(const StoredState& found) {
  ASSIGN_OR_RETURN(const StoredState next, ReadState(with_under_way_.rows, kStoredPartitions));
  ASSIGN_OR_RETURN(const StoredState last, ReadState(acknowledged_.rows, kStoredPartitions));
  if (found == next) {
    acknowledged_ = with_under_way_;
  } else if (found == last) {
    with_under_way_ = acknowledged_;
  } else {
    return absl::DataLossError(absl::StrCat(
        "what is there is neither the last commit nor the one under way:", last.Difference(found),
        ";", next.Difference(found)));
  }
  return MatchKeys();
}

absl::Status PowerStory::MatchKeys() {
  for (size_t i = 0; i < tables_.size(); ++i) {
    if (!acknowledged_.keys[i].empty() && tables_[i].View() != acknowledged_.keys[i]) {
      return absl::DataLossError(absl::StrCat("partition ", i, " has other keys than it had"));
    }
  }
  return absl::OkStatus();
}

void PowerStory::Work() {
  RaiseLease();
  for (int i = 0; i < kMostCommits && !disk_->has_failed(); ++i) {
    Commit();
    env_.Work();
  }
}

void PowerStory::RaiseLease() {
  format::Catalog catalog = *store_->LoadCatalog();
  catalog.set_lease(catalog.lease() + 1);
  CHECK(with_under_way_.rows.SaveCatalog(catalog).ok());
  End(store_->SaveCatalog(catalog));
}

// Of some of the partitions.
void PowerStory::Commit() {
  std::vector<Changes> changes;
  for (size_t i = 0; i < tables_.size(); ++i) {
    if (!random_.Chance(50)) continue;
    changes.push_back(tables_[i].Batch(random_));
    with_under_way_.keys[i] = tables_[i].View();
  }
  if (changes.empty()) return;
  CHECK(with_under_way_.rows.Commit(changes).ok());
  End(store_->Commit(changes));
}

void PowerStory::End(const absl::Status& status) {
  if (status.ok()) {
    acknowledged_ = with_under_way_;
    ++told_.commits;
  } else if (!disk_->has_failed()) {
    told_.complaint = absl::StrCat("a commit failed: ", status.ToString());
  }
}

}  // namespace

PowerTold TellPowerStory(uint64_t seed, DiskLie lie) { return PowerStory(seed, lie).Tell(); }

}  // namespace telltale
