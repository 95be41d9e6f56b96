#include "bench/canonical/files_as_partitions.h"

#include <map>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "engine/base/status.h"

namespace telltale {

absl::StatusOr<std::unique_ptr<Source>> FilesAsPartitions::Open(
    const std::vector<std::string>& paths) {
  std::map<std::string, std::string> files;
  for (size_t i = 0; i < paths.size(); ++i) files[NameOf(static_cast<int32_t>(i))] = paths[i];
  ASSIGN_OR_RETURN(auto source, FileSource::Open(files, {}));
  return std::unique_ptr<Source>(new FilesAsPartitions(std::move(source), paths.size()));
}

std::string FilesAsPartitions::NameOf(int32_t partition) { return absl::StrCat(partition); }

absl::StatusOr<std::vector<int32_t>> FilesAsPartitions::Partitions(const std::string& topic) {
  std::vector<int32_t> numbers(count_);
  std::iota(numbers.begin(), numbers.end(), 0);
  return numbers;
}

}  // namespace telltale
