// HighWaterMark: how far the database was durable, kept in a file beside it.
//
// After a power failure the last write of RocksDB's log may be torn, which must be forgiven: nobody
// was told that it is durable. But RocksDB forgives a damaged byte anywhere in its log in the same
// way, and silently drops all commits behind it. So after each synced write its sequence number is
// noted here, without a sync of its own: the note is never ahead of the disk, and a database that
// opens behind it has lost what was acknowledged.
//
// Thread safety: none; belongs to its database.
#ifndef TELLTALE_CONNECTORS_ROCKSDB_HIGH_WATER_MARK_H_
#define TELLTALE_CONNECTORS_ROCKSDB_HIGH_WATER_MARK_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace telltale {

class HighWaterMark {
 public:
  // Makes the file, durably, with the note that nothing is. REQUIRES: there is no database yet.
  static absl::Status Create(const std::string& dir);

  // What was noted in `dir` last. kCorrupt: nothing readable is there.
  static absl::StatusOr<uint64_t> Read(const std::string& dir);

  // Opens the file for notes.
  static absl::StatusOr<HighWaterMark> Open(const std::string& dir);

  HighWaterMark() = default;
  HighWaterMark(HighWaterMark&& other) noexcept;
  HighWaterMark& operator=(HighWaterMark&& other) noexcept;
  ~HighWaterMark();

  // REQUIRES: all up to `sequence` is durable.
  absl::Status Raise(uint64_t sequence);

 private:
  int file_ = -1;
};

}  // namespace telltale

#endif  // TELLTALE_CONNECTORS_ROCKSDB_HIGH_WATER_MARK_H_
