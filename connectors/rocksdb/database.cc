#include "connectors/rocksdb/database.h"

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/options.h>
#include <rocksdb/sst_file_reader.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>

#include <cstdarg>
#include <cstdio>
#include <filesystem>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "connectors/rocksdb/durable_folder.h"
#include "engine/base/error_catalogue.h"
#include "engine/base/status.h"
#include "engine/base/strings.h"

namespace telltale {
namespace {

std::string_view View(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }
rocksdb::Slice SliceOf(std::string_view bytes) { return {bytes.data(), bytes.size()}; }

// RocksDB's own log, line by line.
class LogToCallback : public rocksdb::Logger {
 public:
  explicit LogToCallback(StoreLog log) : Logger(rocksdb::INFO_LEVEL), log_(std::move(log)) {}

  using Logger::Logv;
  void Logv(const char* format, va_list arguments) override {
    Logv(rocksdb::INFO_LEVEL, format, arguments);
  }
  void Logv(const rocksdb::InfoLogLevel level, const char* format, va_list arguments) override {
    if (!log_ || level < GetInfoLogLevel()) return;
    char line[1024];  // longer ones are cut
    std::vsnprintf(line, sizeof(line), format, arguments);
    log_(LevelOf(level), line);
  }

 private:
  // What RocksDB calls information is for its own developers.
  static StoreLogLevel LevelOf(rocksdb::InfoLogLevel level) {
    if (level >= rocksdb::ERROR_LEVEL && level <= rocksdb::FATAL_LEVEL)
      return StoreLogLevel::kError;
    if (level == rocksdb::WARN_LEVEL) return StoreLogLevel::kWarning;
    return StoreLogLevel::kDebug;
  }

  StoreLog log_;
};

// The store is written all the time and read only when it is opened: what costs is to write the
// same bytes again. With these a state_bench of a million keys spends 130 ns per event in RocksDB's
// background threads; with the defaults, memtables of 32 MiB and LZ4, 290 ns.
rocksdb::Options MakeOptions(Database::Mode mode, StoreLog log, const Ground& ground) {
  constexpr size_t kFirstLevelBytes = 512 << 20;
  constexpr size_t kCacheBytes = 4 << 20;
  constexpr size_t kBlockBytes = 64 << 10;  // near a page's size
  constexpr size_t kSyncBytes = 1 << 20;    // so that files do not reach the disk in one burst

  rocksdb::BlockBasedTableOptions table;
  table.block_size = kBlockBytes;
  table.block_cache = rocksdb::NewLRUCache(kCacheBytes);
  table.checksum = rocksdb::kXXH3;

  rocksdb::Options options;
  if (ground.env != nullptr) options.env = ground.env;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  options.create_if_missing = mode == Database::Mode::kReadWrite;
  options.info_log = std::make_shared<LogToCallback>(std::move(log));
  options.paranoid_checks = true;
  options.force_consistency_checks = true;
  // A write that was under way when the power went may be torn. HighWaterMark sees to it that no
  // other is dropped.
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  options.write_buffer_size = ground.memtable_bytes;
  options.level0_file_num_compaction_trigger = ground.flushes_per_compaction;
  options.level0_slowdown_writes_trigger = 3 * ground.flushes_per_compaction;
  options.level0_stop_writes_trigger = 4 * ground.flushes_per_compaction;
  options.max_bytes_for_level_base = kFirstLevelBytes;
  options.bytes_per_sync = kSyncBytes;
  options.compression = rocksdb::kNoCompression;  // records are packed, and live for a short time
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  return options;
}

absl::Status ToStatus(const rocksdb::Status& status, const std::string& dir) {
  if (status.ok()) return absl::OkStatus();
  const std::string text = status.ToString();
  if (absl::StrContains(text, "lock hold by current process") ||
      absl::StrContains(text, "While lock file")) {
    return MakeError(ErrorId::kStoreInUse,
                     absl::StrCat("expected to have ", dir, " alone, but it is open elsewhere"));
  }
  // Of what its own lists say is there, a file is missing.
  const bool missing = status.IsPathNotFound();
  if (status.IsCorruption() || missing) {
    return MakeError(
        ErrorId::kCorrupt,
        absl::StrCat(dir, ": expected ",
                     missing ? "each file that CURRENT and MANIFEST name" : "what was written",
                     ", but: ", text));
  }
  return MakeError(ErrorId::kCommitFailed, absl::StrCat(dir, ": ", text));
}

// The number of the row that `rows` stands at.
absl::StatusOr<uint64_t> NumberOf(const rocksdb::Iterator& rows, const std::string& dir) {
  RETURN_IF_ERROR(ToStatus(rows.status(), dir));
  const std::optional<StoredKey> key = DecodeKey(View(rows.key()));
  if (key) return key->number;
  return MakeError(ErrorId::kCorrupt, absl::StrCat(dir, ": expected a key of ", Encode({}).size(),
                                                   " bytes, but one has ", rows.key().size()));
}

bool IsThere(const std::string& dir, std::error_code& error) {
  return std::filesystem::exists(dir + "/CURRENT", error);  // RocksDB's first file
}

// The logs in `dir`, for a person.
std::string LogsIn(const std::string& dir) {
  std::set<std::string> logs;
  std::error_code unknown;
  for (const auto& entry : std::filesystem::directory_iterator(dir, unknown)) {
    if (entry.path().extension() == ".log") logs.insert(entry.path().filename());
  }
  return absl::StrJoin(logs, ", ");
}

// RocksDB does not always name the table that is damaged, and never more than one.
absl::Status ToOpenStatus(const rocksdb::Status& status, const std::string& dir,
                          const rocksdb::Options& options) {
  if (!status.IsCorruption()) return ToStatus(status, dir);
  std::set<std::string> damaged;
  std::error_code unknown;
  for (const auto& entry : std::filesystem::directory_iterator(dir, unknown)) {
    if (entry.path().extension() != ".sst") continue;
    rocksdb::SstFileReader table(options);
    if (!table.Open(entry.path()).ok() || !table.VerifyChecksum().ok()) {
      damaged.insert(entry.path().filename());
    }
  }
  if (damaged.empty()) return ToStatus(status, dir);
  return ToStatus(
      rocksdb::Status::Corruption(status.getState(), "damaged: " + absl::StrJoin(damaged, ", ")),
      dir);
}

// Who only reads has no write that failed: a file cannot be read, whether it is whole or not.
absl::Status ToReadStatus(const rocksdb::Status& status, const std::string& dir) {
  return MakeError(ErrorId::kFileUnreadable, absl::StrCat("expected to read the store in ", dir,
                                                          ", but: ", status.ToString()));
}

// A database that has lost its first file must not be taken for none.
absl::Status CheckWasNeverThere(const std::string& dir) {
  const absl::StatusOr<uint64_t> durable = HighWaterMark::Read(dir);
  if (!durable.ok() || *durable == 0) return absl::OkStatus();
  return MakeError(ErrorId::kCorrupt,
                   absl::StrCat(dir, ": expected CURRENT, because DURABLE says that ", *durable,
                                " writes were durable, but it is missing"));
}

absl::Status CheckIsThere(const std::string& dir) {
  std::error_code error;
  if (IsThere(dir, error)) return absl::OkStatus();
  if (!error) RETURN_IF_ERROR(CheckWasNeverThere(dir));
  return MakeError(ErrorId::kFileUnreadable,
                   absl::StrCat("expected a store in ", dir, ", but",
                                error ? ": " + error.message() : " there is none"));
}

}  // namespace

Database::Database(std::string dir, Mode mode, std::unique_ptr<rocksdb::DB> db)
    : dir_(std::move(dir)), mode_(mode), db_(std::move(db)) {}

Database::~Database() = default;

absl::StatusOr<std::unique_ptr<Database>> Database::Open(const std::string& dir, Mode mode,
                                                         StoreLog log, const Ground& ground) {
  RETURN_IF_ERROR(mode == Mode::kReadWrite ? MakeFolder(dir) : CheckIsThere(dir));
  // Made before the database, read before it is opened: another process may be writing.
  std::error_code unknown;  // RocksDB says it better
  if (!IsThere(dir, unknown)) {
    RETURN_IF_ERROR(CheckWasNeverThere(dir));
    RETURN_IF_ERROR(HighWaterMark::Create(dir));
  } else if (mode == Mode::kReadWrite) {
    // To open it is to replace its log by what can be read of it, so it is looked at before.
    const absl::Status seen = Open(dir, Mode::kReadOnly, nullptr, ground).status();
    if (ErrorOf(seen) == ErrorId::kCorrupt) return seen;
  }
  ASSIGN_OR_RETURN(const uint64_t durable, HighWaterMark::Read(dir));
  const std::string logs = LogsIn(dir);
  const rocksdb::Options options = MakeOptions(mode, std::move(log), ground);
  rocksdb::DB* db = nullptr;
  const rocksdb::Status status = mode == Mode::kReadWrite
                                     ? rocksdb::DB::Open(options, dir, &db)
                                     : rocksdb::DB::OpenForReadOnly(options, dir, &db);
  RETURN_IF_ERROR(mode == Mode::kReadOnly && status.IsIOError() && !status.IsPathNotFound()
                      ? ToReadStatus(status, dir)
                      : ToOpenStatus(status, dir, options));
  std::unique_ptr<Database> database(new Database(dir, mode, std::unique_ptr<rocksdb::DB>(db)));
  RETURN_IF_ERROR(database->CheckNothingWasLost(durable, logs));
  if (mode == Mode::kReadWrite) {
    ASSIGN_OR_RETURN(database->mark_, HighWaterMark::Open(dir));
  }
  return database;
}

absl::Status Database::CheckNothingWasLost(uint64_t durable, const std::string& logs) const {
  const uint64_t found = db_->GetLatestSequenceNumber();
  if (found >= durable) return absl::OkStatus();
  return MakeError(ErrorId::kCorrupt,
                   absl::StrCat(dir_, ": expected in ", logs, " all writes up to number ", durable,
                                ", which were durable by what DURABLE says, but what can be read "
                                "ends at ",
                                found));
}

absl::Status Database::ScanFrom(const StoredKey& first, Visit visit, size_t read_ahead) const {
  const std::string end = EndOf(first.kind, first.partition);
  const rocksdb::Slice bound = SliceOf(end);
  rocksdb::ReadOptions options;
  options.iterate_upper_bound = &bound;
  options.readahead_size = read_ahead;
  options.fill_cache = false;
  const std::unique_ptr<rocksdb::Iterator> rows(db_->NewIterator(options));
  for (rows->Seek(Encode(first)); rows->Valid(); rows->Next()) {
    ASSIGN_OR_RETURN(const uint64_t number, NumberOf(*rows, dir_));
    RETURN_IF_ERROR(visit(number, View(rows->value())));
  }
  return ToStatus(rows->status(), dir_);
}

absl::StatusOr<std::optional<Database::Ends>> Database::FindEnds(RowKind kind,
                                                                 PartitionId partition) const {
  const std::string begin = Encode({kind, partition, 0});
  const std::string end = EndOf(kind, partition);
  const rocksdb::Slice lower = begin, upper = end;
  rocksdb::ReadOptions options;
  options.iterate_lower_bound = &lower;
  options.iterate_upper_bound = &upper;
  const std::unique_ptr<rocksdb::Iterator> rows(db_->NewIterator(options));
  Ends ends;
  rows->SeekToFirst();
  if (rows->status().ok() && !rows->Valid()) return std::nullopt;
  ASSIGN_OR_RETURN(ends.first, NumberOf(*rows, dir_));
  rows->SeekToLast();
  ASSIGN_OR_RETURN(ends.last, NumberOf(*rows, dir_));
  return ends;
}

absl::StatusOr<std::optional<std::string>> Database::Get(const StoredKey& key) const {
  std::string value;
  const rocksdb::Status status = db_->Get(rocksdb::ReadOptions(), Encode(key), &value);
  if (status.IsNotFound()) return std::nullopt;
  RETURN_IF_ERROR(ToStatus(status, dir_));
  return value;
}

absl::StatusOr<bool> Database::IsEmpty() const {
  const std::unique_ptr<rocksdb::Iterator> rows(db_->NewIterator(rocksdb::ReadOptions()));
  rows->SeekToFirst();
  RETURN_IF_ERROR(ToStatus(rows->status(), dir_));
  return !rows->Valid();
}

absl::Status Database::Write(rocksdb::WriteBatch& batch) {
  CHECK(mode_ == Mode::kReadWrite);
  rocksdb::WriteOptions options;
  options.sync = true;
  RETURN_IF_ERROR(ToStatus(db_->Write(options, &batch), dir_));
  return mark_.Raise(db_->GetLatestSequenceNumber());
}

}  // namespace telltale
