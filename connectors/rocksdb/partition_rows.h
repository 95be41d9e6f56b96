// PartitionRows: the rows of one partition: how they are loaded, and how Changes become writes and
// deletes. It knows which rows there are to delete, so that a commit reads nothing.
//
// Thread safety: none; part of a store.
// Errors: E5003 if a row is not what was written, and those of Database.
#ifndef TELLTALE_CONNECTORS_ROCKSDB_PARTITION_ROWS_H_
#define TELLTALE_CONNECTORS_ROCKSDB_PARTITION_ROWS_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string_view>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "connectors/rocksdb/commit_batch.h"
#include "connectors/rocksdb/database.h"
#include "engine/state/changes.h"
#include "engine/state/store.h"

namespace telltale {

class PartitionRows {
 public:
  PartitionRows(const Database& database, PartitionId partition)
      : database_(&database), partition_(partition) {}

  // Learns which rows there are, and gives all of them but logs to `into`.
  absl::Status Load(Restore& into);

  // REQUIRES: Load() was called; the sequence rises.
  absl::Status Write(const Changes& changes, CommitBatch& batch);

  absl::Status ScanQuarantine(QuarantineSeq from,
                              const std::function<bool(const QuarantineRow&)>& visit) const;
  absl::Status ReadOutbox(
      absl::Span<const OutboxSeq> seqs,
      const std::function<void(const OutboxRow&, const OutboxMark&)>& visit) const;
  absl::Status ScanTicks(const std::function<void(const Tick&)>& visit) const;
  absl::Status ScanAudit(AuditSeq from, const std::function<bool(const AuditRow&)>& visit) const;

 private:
  // Rows numbered in [first, next); some of quarantine's may be gone.
  struct Log {
    uint64_t first = 1;
    uint64_t next = 1;
    uint64_t size() const { return next - first; }
  };

  absl::StatusOr<bool> LoadProgress(Restore& into);
  absl::Status LoadBlocks(Restore& into);
  absl::Status LoadOutbox(Restore& into);
  absl::Status LoadLog(RowKind kind, Log& log);

  void WriteStates(const Changes& changes, CommitBatch& batch);
  void WriteOutbox(const Changes& changes, CommitBatch& batch);
  void WriteQuarantine(const Changes& changes, CommitBatch& batch);
  void WriteAudit(const Changes& changes, CommitBatch& batch);
  void Trim(RowKind kind, uint64_t limit, size_t added, Log& log, CommitBatch& batch) const;
  absl::Status WriteTicks(const Changes& changes, CommitBatch& batch);
  absl::StatusOr<std::optional<WallTime>> OldestTick();
  template <class Row>
  absl::Status ScanLog(RowKind kind, uint64_t from, std::string_view what,
                       const std::function<bool(const Row&)>& visit) const;

  StoredKey Key(RowKind kind, uint64_t number) const { return {kind, partition_, number}; }
  absl::Status Corrupt(std::string_view what) const;

  const Database* database_;
  PartitionId partition_;
  CommitSeq seq_;                 // the newest
  std::deque<CommitSeq> blocks_;  // those not deleted
  Log quarantine_;
  Log ticks_;
  Log audit_;
  std::optional<WallTime> oldest_tick_;  // read when it is first needed
};

}  // namespace telltale

#endif  // TELLTALE_CONNECTORS_ROCKSDB_PARTITION_ROWS_H_
