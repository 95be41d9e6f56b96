// RocksDbStore: the store on disk. One database, one column family, one synced write per commit.
//
//   ASSIGN_OR_RETURN(auto store, RocksDbStore::Open(dir, log));
//   RETURN_IF_ERROR(store->Load(partition, restore));   // every partition, before its first commit
//   RETURN_IF_ERROR(store->Commit(changes));
//
// Keys and rows are described in docs/formats/state.md.
//
// Thread safety: as Store; Written() from any thread. `log` is called from any thread.
// Errors: E3008 if another process has the store open, E3007 if a newer version wrote it, E1019 if
// there is none to read, E5003 with the file's name if bytes are not what was written, E5001 for
// everything else that fails.
#ifndef TELLTALE_CONNECTORS_ROCKSDB_ROCKSDB_STORE_H_
#define TELLTALE_CONNECTORS_ROCKSDB_ROCKSDB_STORE_H_

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "connectors/rocksdb/database.h"
#include "connectors/rocksdb/partition_rows.h"
#include "engine/state/store.h"

namespace telltale {

// What commits have handed to RocksDB since the store was opened, in bytes of keys and values.
struct BytesWritten {
  uint64_t blocks = 0;
  uint64_t pages = 0;
  uint64_t outbox = 0;
  uint64_t quarantine = 0;
  uint64_t progress = 0;
  uint64_t ticks = 0;
  uint64_t audit = 0;
  uint64_t syncs = 0;  // writes, each synced once
};

class RocksDbStore : public Store {
 public:
  // A store that is not there is made.
  static absl::StatusOr<std::unique_ptr<RocksDbStore>> Open(const std::string& dir,
                                                            StoreLog log = nullptr,
                                                            const Ground& ground = {});
  // For verbs on a stopped store; another process may have it open. Shows it as it was when this
  // was called, and never writes: Commit() and SaveCatalog() fail.
  static absl::StatusOr<std::unique_ptr<RocksDbStore>> OpenReadOnly(const std::string& dir,
                                                                    StoreLog log = nullptr);

  absl::StatusOr<format::Catalog> LoadCatalog() override { return catalog_; }
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

  BytesWritten Written() const;

 private:
  static absl::StatusOr<std::unique_ptr<RocksDbStore>> OpenAs(Database::Mode mode,
                                                              const std::string& dir, StoreLog log,
                                                              const Ground& ground);
  explicit RocksDbStore(std::unique_ptr<Database> database) : database_(std::move(database)) {}

  absl::Status ReadCatalog();
  absl::Status Write(CommitBatch& batch);
  PartitionRows* FindRows(PartitionId partition);  // nullptr: it was not loaded
  absl::StatusOr<PartitionRows*> Rows(PartitionId partition);

  std::unique_ptr<Database> database_;
  format::Catalog catalog_;
  absl::Mutex loading_;  // several are loaded at once; who holds a pointer needs it no more
  std::map<PartitionId, PartitionRows> partitions_ ABSL_GUARDED_BY(loading_);  // those loaded
  std::array<std::atomic<uint64_t>, kRowKinds> bytes_{};
  std::atomic<uint64_t> syncs_{0};
};

}  // namespace telltale

#endif  // TELLTALE_CONNECTORS_ROCKSDB_ROCKSDB_STORE_H_
