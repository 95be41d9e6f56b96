// TemporaryFolder: a folder that is gone afterwards; in memory where that is possible, because
// what is synced there is synced by the model of a disk only.
#ifndef TELLTALE_TESTS_POWER_TEMPORARY_FOLDER_H_
#define TELLTALE_TESTS_POWER_TEMPORARY_FOLDER_H_

#include <cstdlib>
#include <filesystem>
#include <string>

#include "engine/base/status.h"

namespace telltale {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    path_ = "/dev/shm/telltale-power-XXXXXX";
    if (mkdtemp(path_.data()) != nullptr) return;
    path_ = std::filesystem::temp_directory_path() / "telltale-power-XXXXXX";
    CHECK(mkdtemp(path_.data()) != nullptr);
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace telltale

#endif  // TELLTALE_TESTS_POWER_TEMPORARY_FOLDER_H_
