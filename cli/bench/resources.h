// Resources: what the operating system says a stretch of work has cost, and on what disk it ran.
#ifndef TELLTALE_CLI_BENCH_RESOURCES_H_
#define TELLTALE_CLI_BENCH_RESOURCES_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

namespace telltale {

struct Resources {
  double wall_s = 0;
  double cpu_s = 0;       // of all threads, user and system
  int64_t rss_bytes = 0;  // resident now
};
Resources ReadResources();

// The type of the file system of `dir`, such as ext4. kFailedPrecondition for tmpfs: a sync there
// costs nothing, so nothing measured on it says anything.
absl::StatusOr<std::string> FileSystemOf(const std::string& dir);

}  // namespace telltale

#endif  // TELLTALE_CLI_BENCH_RESOURCES_H_
