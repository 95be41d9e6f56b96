#include "connectors/rocksdb/durable_folder.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/error_catalogue.h"
#include "engine/base/status.h"

namespace telltale {

absl::Status SyncFolder(const std::string& dir) {
  const int folder = open(dir.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = folder >= 0 && fsync(folder) == 0;
  const int error = errno;
  if (folder >= 0) close(folder);
  if (synced) return absl::OkStatus();
  return MakeError(ErrorId::kCommitFailed,
                   absl::StrCat("expected to sync ", dir, ", but: ", std::strerror(error)));
}

absl::Status MakeFolder(const std::string& dir) {
  std::error_code error;
  std::vector<std::filesystem::path> holders;  // of a folder that is missing
  for (auto it = std::filesystem::absolute(dir, error);
       !error && !std::filesystem::exists(it, error) && it.has_relative_path();
       it = it.parent_path()) {
    holders.push_back(it.parent_path());
  }
  std::filesystem::create_directories(dir, error);
  if (error) {
    return MakeError(ErrorId::kCommitFailed, absl::StrCat("expected to make the directory ", dir,
                                                          ", but: ", error.message()));
  }
  for (const auto& holder : holders) RETURN_IF_ERROR(SyncFolder(holder));
  return absl::OkStatus();
}

}  // namespace telltale
