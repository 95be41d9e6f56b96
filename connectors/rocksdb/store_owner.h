// StoreOwner: which process has a store open for writing.
//
// Thread safety: any thread. Reads the lock's state; takes and writes nothing.
#ifndef TELLTALE_CONNECTORS_ROCKSDB_STORE_OWNER_H_
#define TELLTALE_CONNECTORS_ROCKSDB_STORE_OWNER_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"

namespace telltale {

// The process id of who has the store in `dir` open; nullopt: nobody, or there is no store. Of a
// process that is not visible from here, in another container, it is 0.
//
// Errors: E1019 if it cannot be told.
absl::StatusOr<std::optional<int>> OwnerOfStore(const std::string& dir);

}  // namespace telltale

#endif  // TELLTALE_CONNECTORS_ROCKSDB_STORE_OWNER_H_
