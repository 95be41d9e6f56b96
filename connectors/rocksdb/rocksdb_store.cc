#include "connectors/rocksdb/rocksdb_store.h"

#include <sys/statvfs.h>

#include <cerrno>
#include <cstring>
#include <random>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "engine/base/error_catalogue.h"
#include "engine/base/status.h"
#include "engine/state/row_codec.h"

namespace telltale {
namespace {

const StoredKey kCatalogKey{.kind = RowKind::kCatalog};

std::string DrawUuid() {
  std::random_device random;
  std::string uuid;
  for (int i = 0; i < 4; ++i) absl::StrAppendFormat(&uuid, "%08x", random());
  return uuid;
}

// For a partition that is written without having been loaded: its rows are learned all the same.
class Unheard : public Restore {
 public:
  absl::Status OnProgress(const Progress& progress) override { return absl::OkStatus(); }
  absl::Status OnPage(RuleId rule, uint32_t page, std::string_view bytes) override {
    return absl::OkStatus();
  }
  absl::Status OnBlock(CommitSeq seq, std::string_view bytes) override { return absl::OkStatus(); }
  absl::Status OnOutbox(OutboxRow row, OutboxMark mark) override { return absl::OkStatus(); }
};

}  // namespace

absl::StatusOr<std::unique_ptr<RocksDbStore>> RocksDbStore::Open(const std::string& dir,
                                                                 StoreLog log,
                                                                 const Ground& ground) {
  return OpenAs(Database::Mode::kReadWrite, dir, std::move(log), ground);
}

absl::StatusOr<std::unique_ptr<RocksDbStore>> RocksDbStore::OpenReadOnly(const std::string& dir,
                                                                         StoreLog log) {
  return OpenAs(Database::Mode::kReadOnly, dir, std::move(log), {});
}

absl::StatusOr<std::unique_ptr<RocksDbStore>> RocksDbStore::OpenAs(Database::Mode mode,
                                                                   const std::string& dir,
                                                                   StoreLog log,
                                                                   const Ground& ground) {
  ASSIGN_OR_RETURN(auto database, Database::Open(dir, mode, std::move(log), ground));
  auto store = std::unique_ptr<RocksDbStore>(new RocksDbStore(std::move(database)));
  RETURN_IF_ERROR(store->ReadCatalog());
  return store;
}

absl::Status RocksDbStore::ReadCatalog() {
  ASSIGN_OR_RETURN(const auto bytes, database_->Get(kCatalogKey));
  if (bytes && !catalog_.ParseFromString(*bytes)) {
    return MakeError(ErrorId::kCorrupt,
                     absl::StrCat(database_->dir(),
                                  ": expected the catalog as it was written, but "
                                  "its bytes are none"));
  }
  if (catalog_.version() > kFormatVersion) {
    return MakeError(ErrorId::kNewerFormat,
                     absl::StrCat(database_->dir(), ": expected a format of at most version ",
                                  kFormatVersion, ", but it is ", catalog_.version()));
  }
  // Version 2 only adds fields, so there is nothing to migrate.
  catalog_.set_version(kFormatVersion);
  if (bytes) return absl::OkStatus();
  ASSIGN_OR_RETURN(const bool empty, database_->IsEmpty());
  if (!empty || database_->mode() == Database::Mode::kReadOnly) {
    return MakeError(ErrorId::kCorrupt,
                     absl::StrCat(database_->dir(), ": expected a store, but it has no catalog"));
  }
  format::Catalog fresh;
  fresh.set_version(kFormatVersion);
  fresh.set_store_uuid(DrawUuid());
  return SaveCatalog(fresh);
}

absl::Status RocksDbStore::SaveCatalog(const format::Catalog& catalog) {
  CommitBatch batch;
  batch.Put(kCatalogKey, catalog.SerializeAsString());
  RETURN_IF_ERROR(Write(batch));
  catalog_ = catalog;
  return absl::OkStatus();
}

absl::Status RocksDbStore::Load(PartitionId partition, Restore& into) {
  PartitionRows rows(*database_, partition);
  RETURN_IF_ERROR(rows.Load(into));
  absl::MutexLock lock(&loading_);
  partitions_.insert_or_assign(partition, std::move(rows));
  return absl::OkStatus();
}

PartitionRows* RocksDbStore::FindRows(PartitionId partition) {
  absl::MutexLock lock(&loading_);
  const auto found = partitions_.find(partition);
  return found == partitions_.end() ? nullptr : &found->second;
}

absl::StatusOr<PartitionRows*> RocksDbStore::Rows(PartitionId partition) {
  if (PartitionRows* const rows = FindRows(partition)) return rows;
  Unheard unheard;
  RETURN_IF_ERROR(Load(partition, unheard));
  return FindRows(partition);
}

absl::Status RocksDbStore::Commit(absl::Span<const Changes> changes) {
  CommitBatch batch;
  for (const Changes& each : changes) {
    ASSIGN_OR_RETURN(PartitionRows* const rows, Rows(each.partition));
    RETURN_IF_ERROR(rows->Write(each, batch));
  }
  return Write(batch);
}

absl::Status RocksDbStore::Write(CommitBatch& batch) {
  if (database_->mode() == Database::Mode::kReadOnly) {
    return absl::FailedPreconditionError(
        absl::StrCat(database_->dir(), " is open for reading only"));
  }
  RETURN_IF_ERROR(database_->Write(batch.batch()));
  for (int kind = 0; kind < kRowKinds; ++kind) {
    bytes_[kind].fetch_add(batch.bytes(static_cast<RowKind>(kind)), std::memory_order_relaxed);
  }
  syncs_.fetch_add(1, std::memory_order_relaxed);
  return absl::OkStatus();
}

absl::StatusOr<int64_t> RocksDbStore::FreeBytes() {
  struct statvfs disk;
  if (statvfs(database_->dir().c_str(), &disk) != 0) {
    return MakeError(ErrorId::kCommitFailed,
                     absl::StrCat("expected to learn what is free at ", database_->dir(),
                                  ", but: ", std::strerror(errno)));
  }
  return static_cast<int64_t>(disk.f_bavail) * static_cast<int64_t>(disk.f_frsize);
}

absl::Status RocksDbStore::ScanQuarantine(PartitionId partition, QuarantineSeq from,
                                          const std::function<bool(const QuarantineRow&)>& visit) {
  return PartitionRows(*database_, partition).ScanQuarantine(from, visit);
}

absl::Status RocksDbStore::ReadOutbox(
    PartitionId partition, absl::Span<const OutboxSeq> seqs,
    const std::function<void(const OutboxRow&, const OutboxMark&)>& visit) {
  return PartitionRows(*database_, partition).ReadOutbox(seqs, visit);
}

absl::Status RocksDbStore::ScanTicks(PartitionId partition,
                                     const std::function<void(const Tick&)>& visit) {
  return PartitionRows(*database_, partition).ScanTicks(visit);
}

absl::Status RocksDbStore::ScanAudit(PartitionId partition, AuditSeq from,
                                     const std::function<bool(const AuditRow&)>& visit) {
  return PartitionRows(*database_, partition).ScanAudit(from, visit);
}

BytesWritten RocksDbStore::Written() const {
  const auto of = [this](RowKind kind) {
    return bytes_[static_cast<size_t>(kind)].load(std::memory_order_relaxed);
  };
  return {.blocks = of(RowKind::kBlock),
          .pages = of(RowKind::kPage),
          .outbox = of(RowKind::kOutbox),
          .quarantine = of(RowKind::kQuarantine),
          .progress = of(RowKind::kProgress),
          .ticks = of(RowKind::kTick),
          .audit = of(RowKind::kAudit),
          .syncs = syncs_.load(std::memory_order_relaxed)};
}

}  // namespace telltale
