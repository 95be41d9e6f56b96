// TemporaryFolder: a new folder of our own, removed with all that is in it when it goes.
//
// Thread safety: none.
#ifndef TELLTALE_CLI_BENCH_TEMPORARY_FOLDER_H_
#define TELLTALE_CLI_BENCH_TEMPORARY_FOLDER_H_

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "engine/base/error_catalogue.h"

namespace telltale {

class TemporaryFolder {
 public:
  // Makes one in `parent`; E1022 if that cannot be written.
  static absl::StatusOr<TemporaryFolder> In(const std::string& parent) {
    std::string path = absl::StrCat(parent, "/telltale-bench-XXXXXX");
    if (mkdtemp(path.data()) != nullptr) return TemporaryFolder(std::move(path));
    const std::string why = std::generic_category().message(errno);
    return MakeError(ErrorId::kFileUnwritable,
                     absl::StrCat("expected to make a folder in ", parent, ", but: ", why));
  }
  TemporaryFolder(TemporaryFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  TemporaryFolder& operator=(TemporaryFolder&&) = delete;
  ~TemporaryFolder() {
    std::error_code left;  // nobody to tell
    if (!path_.empty()) std::filesystem::remove_all(path_, left);
  }

  const std::string& path() const { return path_; }

 private:
  explicit TemporaryFolder(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

}  // namespace telltale

#endif  // TELLTALE_CLI_BENCH_TEMPORARY_FOLDER_H_
