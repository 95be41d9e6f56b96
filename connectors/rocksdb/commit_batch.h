// CommitBatch: what one commit writes and deletes, with the bytes of each kind counted.
//
// Thread safety: none.
#ifndef TELLTALE_CONNECTORS_ROCKSDB_COMMIT_BATCH_H_
#define TELLTALE_CONNECTORS_ROCKSDB_COMMIT_BATCH_H_

#include <rocksdb/write_batch.h>

#include <array>
#include <cstdint>
#include <string_view>

#include "connectors/rocksdb/stored_key.h"

namespace telltale {

class CommitBatch {
 public:
  void Put(const StoredKey& key, std::string_view value) {
    const std::string bytes = Encode(key);
    batch_.Put(bytes, rocksdb::Slice(value.data(), value.size()));
    bytes_[static_cast<size_t>(key.kind)] += bytes.size() + value.size();
  }
  // Deletes count as well: they are written.
  void Delete(const StoredKey& key) {
    const std::string bytes = Encode(key);
    batch_.Delete(bytes);
    bytes_[static_cast<size_t>(key.kind)] += bytes.size();
  }

  rocksdb::WriteBatch& batch() { return batch_; }
  uint64_t bytes(RowKind kind) const { return bytes_[static_cast<size_t>(kind)]; }

 private:
  rocksdb::WriteBatch batch_;
  std::array<uint64_t, kRowKinds> bytes_{};
};

}  // namespace telltale

#endif  // TELLTALE_CONNECTORS_ROCKSDB_COMMIT_BATCH_H_
