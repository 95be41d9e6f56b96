#include "cli/files/config_files.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "cli/files/read_file.h"
#include "connectors/yaml/yaml_config.h"

namespace telltale {
namespace {

namespace fs = std::filesystem;

bool IsConfig(const fs::path& path) {
  const std::string extension = path.extension();
  const bool hidden = path.filename().string().front() == '.';
  return !hidden && (extension == ".yaml" || extension == ".yml");
}

// The files that `path` names, in order of their names. Errors: why there are none.
absl::StatusOr<std::vector<std::string>> FilesOf(const std::string& path) {
  std::error_code failed;
  if (!fs::is_directory(path, failed)) return std::vector{path};
  std::vector<std::string> files;
  const fs::directory_iterator entries(path, failed);
  if (failed) return absl::InvalidArgumentError(failed.message());
  for (const fs::directory_entry& entry : entries) {
    if (IsConfig(entry.path())) files.push_back(entry.path().string());
  }
  if (files.empty()) {
    const bool is_store = fs::exists(fs::path(path) / "CURRENT", failed);
    return absl::InvalidArgumentError(
        is_store ? "this directory is a store: it is named by state.dir, or by --state-dir"
                 : "there is no *.yaml in this directory");
  }
  std::sort(files.begin(), files.end());
  return files;
}

void NoteUnreadable(const std::string& path, const absl::Status& why, ConfigTree& tree,
                    std::vector<Finding>& findings) {
  tree.sources.push_back({path, ""});
  findings.push_back({.error = ErrorId::kFileUnreadable,
                      .mark = {.source = static_cast<int>(tree.sources.size()) - 1},
                      .text = absl::StrCat("expected a configuration file, but: ", why.message())});
}

}  // namespace

void LoadConfig(const std::vector<std::string>& paths, ConfigTree& tree,
                std::vector<Finding>& findings) {
  for (const std::string& path : paths) {
    const absl::StatusOr<std::vector<std::string>> files = FilesOf(path);
    if (!files.ok()) {
      NoteUnreadable(path, files.status(), tree, findings);
      continue;
    }
    for (const std::string& file : *files) {
      const absl::StatusOr<std::string> text = ReadFile(file, kMaxConfigBytes);
      if (text.ok()) {
        ParseConfig(file, *text, tree, findings);
      } else {
        NoteUnreadable(file, text.status(), tree, findings);
      }
    }
  }
}

}  // namespace telltale
