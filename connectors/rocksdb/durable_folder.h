// Folders that are there for good: whose names a power failure does not take back.
//
// Thread safety: any thread. Errors: E5001 with the folder's name.
#ifndef TELLTALE_CONNECTORS_ROCKSDB_DURABLE_FOLDER_H_
#define TELLTALE_CONNECTORS_ROCKSDB_DURABLE_FOLDER_H_

#include <string>

#include "absl/status/status.h"

namespace telltale {

// Makes the names in `dir` durable.
absl::Status SyncFolder(const std::string& dir);

// Makes `dir`, and whatever folders above it are missing, durably.
absl::Status MakeFolder(const std::string& dir);

}  // namespace telltale

#endif  // TELLTALE_CONNECTORS_ROCKSDB_DURABLE_FOLDER_H_
