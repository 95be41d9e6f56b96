#include "connectors/rocksdb/store_owner.h"

#include <fcntl.h>
#include <unistd.h>

namespace telltale {

// RocksDB holds an exclusive record lock on its file LOCK while a store is open.
std::optional<int> OwnerOfStore(const std::string& dir) {
  const int file = open((dir + "/LOCK").c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return std::nullopt;
  struct flock lock {};
  lock.l_type = F_RDLCK;
  lock.l_whence = SEEK_SET;
  const bool asked = fcntl(file, F_GETLK, &lock) == 0;
  close(file);
  if (!asked || lock.l_type == F_UNLCK) return std::nullopt;
  return lock.l_pid;
}

}  // namespace telltale
