// SimDisk and SimStore: a disk that survives a crash, and the store of one life on it. A commit may
// take its time, fail with or without having been written, or be cut off by the end of the process.
//
// Thread safety: none.
#ifndef TELLTALE_TESTS_SIMULATION_WORLD_SIM_STORE_H_
#define TELLTALE_TESTS_SIMULATION_WORLD_SIM_STORE_H_

#include <optional>
#include <utility>
#include <vector>

#include "engine/runtime/committer.h"
#include "engine/state/memory_store.h"
#include "tests/simulation/world/life.h"

namespace telltale {

struct SimWorld;

using SimDisk = MemoryStore;

class SimStore : public Store {
 public:
  SimStore(SimWorld& world, Life& life) : world_(world), life_(life) {}

  absl::StatusOr<format::Catalog> LoadCatalog() override;
  absl::Status SaveCatalog(const format::Catalog& catalog) override;
  absl::Status Load(PartitionId partition, Restore& into) override;
  absl::Status Commit(absl::Span<const Changes> changes) override;
  absl::StatusOr<int64_t> FreeBytes() override;
  absl::Status ScanQuarantine(PartitionId partition, QuarantineSeq from,
                              const std::function<bool(const QuarantineRow&)>& visit) override;
  absl::Status ReadOutbox(
      PartitionId partition, absl::Span<const OutboxSeq> seqs,
      const std::function<void(const OutboxRow&, const OutboxMark&)>& visit) override;
  absl::Status ScanTicks(PartitionId partition,
                         const std::function<void(const Tick&)>& visit) override;
  absl::Status ScanAudit(PartitionId partition, AuditSeq from,
                         const std::function<bool(const AuditRow&)>& visit) override;

 private:
  void Write(absl::Span<const Changes> changes);
  Changes Spoiled(Changes changes);

  SimWorld& world_;
  Life& life_;
};

// Writes one batch after the other, each when its time has come. What loops hand over meanwhile
// shares the next one.
class SlowCommitter : public Committer {
 public:
  SlowCommitter(SimWorld& world, Store& store) : world_(world), inline_(store) {}
  void Commit(std::vector<Changes> changes, Done done) override;
  void Read(std::function<void(Store&)> read) override { inline_.Read(std::move(read)); }
  // Writes what is due.
  void Advance();

 private:
  struct Batches {
    std::vector<Changes> changes;
    std::vector<Done> done;
  };
  void Begin();

  SimWorld& world_;
  InlineCommitter inline_;
  Batches waiting_;
  std::optional<Batches> writing_;
  Millis due_{0};  // when that is written
};

}  // namespace telltale

#endif  // TELLTALE_TESTS_SIMULATION_WORLD_SIM_STORE_H_
