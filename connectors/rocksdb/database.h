// Database: RocksDB as the store uses it: opened with our options, its errors and its log in our
// words, its rows visited by kind and partition.
//
// Thread safety: as RocksDbStore; `log` may be called from any thread, also of RocksDB's own.
// Errors: E3008 if another process has it open, E1019 if there is none to read or a file of it
// cannot be read by who only reads, E5003 with the file's name if bytes are not what was written,
// E5001 for everything else that fails.
#ifndef TELLTALE_CONNECTORS_ROCKSDB_DATABASE_H_
#define TELLTALE_CONNECTORS_ROCKSDB_DATABASE_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "connectors/rocksdb/high_water_mark.h"
#include "connectors/rocksdb/stored_key.h"

namespace rocksdb {
class DB;
class Env;
class WriteBatch;
}  // namespace rocksdb

namespace telltale {

enum class StoreLogLevel : uint8_t { kDebug, kInfo, kWarning, kError };
using StoreLog = std::function<void(StoreLogLevel, std::string_view)>;

// What a database stands on, and how soon it moves what it wrote: only tests choose.
struct Ground {
  rocksdb::Env* env = nullptr;  // nullptr: the machine's; must outlive the database
  // Two of them at most: memory belongs to keys.
  size_t memtable_bytes = 16 << 20;
  // A block is dead once every page was written again, about 300 MB later at a million keys. A
  // compaction rewrites all that lives, so the rarer it is, the less of what it moves was in vain;
  // a start reads that many files at most.
  int flushes_per_compaction = 24;
};

class Database {
 public:
  enum class Mode : uint8_t {
    kReadWrite,  // made if it is not there
    kReadOnly,   // must be there; nothing is written, not even a log
  };
  static absl::StatusOr<std::unique_ptr<Database>> Open(const std::string& dir, Mode mode,
                                                        StoreLog log, const Ground& ground = {});
  ~Database();

  // Visits rows by rising number, until `visit` fails.
  using Visit = absl::FunctionRef<absl::Status(uint64_t number, std::string_view value)>;
  absl::Status Scan(RowKind kind, PartitionId partition, Visit visit) const {
    constexpr size_t kReadAheadBytes = 4 << 20;
    return ScanFrom({kind, partition, 0}, visit, kReadAheadBytes);
  }
  // The same from `first` on, of its kind and partition.
  absl::Status ScanFrom(const StoredKey& first, Visit visit, size_t read_ahead = 0) const;

  // The numbers of the first and the last row; nullopt if there is none.
  struct Ends {
    uint64_t first = 0;
    uint64_t last = 0;
  };
  absl::StatusOr<std::optional<Ends>> FindEnds(RowKind kind, PartitionId partition) const;

  // nullopt: no such row.
  absl::StatusOr<std::optional<std::string>> Get(const StoredKey& key) const;
  absl::StatusOr<bool> IsEmpty() const;

  // Writes all of `batch` or nothing; it is on the disk when this returns OK.
  absl::Status Write(rocksdb::WriteBatch& batch);

  Mode mode() const { return mode_; }
  const std::string& dir() const { return dir_; }

 private:
  Database(std::string dir, Mode mode, std::unique_ptr<rocksdb::DB> db);
  absl::Status CheckNothingWasLost(uint64_t durable, const std::string& logs) const;

  std::string dir_;
  Mode mode_;
  std::unique_ptr<rocksdb::DB> db_;
  HighWaterMark mark_;  // kReadWrite
};

}  // namespace telltale

#endif  // TELLTALE_CONNECTORS_ROCKSDB_DATABASE_H_
