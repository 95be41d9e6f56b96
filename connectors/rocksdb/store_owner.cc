#include "connectors/rocksdb/store_owner.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "engine/base/error_catalogue.h"

namespace telltale {
namespace {

absl::Status Unknown(const std::string& dir) {
  return MakeError(ErrorId::kFileUnreadable,
                   absl::StrCat("expected ", dir, "/LOCK to say whether a node runs on the store, ",
                                "but: ", std::strerror(errno)));
}

}  // namespace

// RocksDB holds an exclusive record lock on its file LOCK while a store is open.
absl::StatusOr<std::optional<int>> OwnerOfStore(const std::string& dir) {
  const int file = open((dir + "/LOCK").c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (file < 0 && (errno == ENOENT || errno == ENOTDIR)) return std::nullopt;
  if (file < 0) return Unknown(dir);
  struct flock lock {};
  lock.l_type = F_RDLCK;
  lock.l_whence = SEEK_SET;
  const bool asked = fcntl(file, F_GETLK, &lock) == 0;
  const absl::Status failed = asked ? absl::OkStatus() : Unknown(dir);
  close(file);
  if (!asked) return failed;
  if (lock.l_type == F_UNLCK) return std::nullopt;
  return lock.l_pid;
}

}  // namespace telltale
