#include "cli/bench/resources.h"

#include <sys/resource.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <chrono>
#include <fstream>

#include "absl/strings/str_cat.h"

namespace telltale {
namespace {

// Source: statfs(2).
struct KnownFileSystem {
  int64_t magic;
  const char* name;
};
constexpr int64_t kTmpfs = 0x01021994;
constexpr KnownFileSystem kKnown[] = {{0xEF53, "ext4"},
                                      {0x58465342, "xfs"},
                                      {0x9123683E, "btrfs"},
                                      {0x2FC12FC1, "zfs"},
                                      {0x794C7630, "overlayfs"}};

double Seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

}  // namespace

Resources ReadResources() {
  Resources now;
  now.wall_s =
      std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  now.cpu_s = Seconds(usage.ru_utime) + Seconds(usage.ru_stime);
  int64_t pages = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> pages >> resident;
  now.rss_bytes = resident * sysconf(_SC_PAGESIZE);
  return now;
}

absl::StatusOr<std::string> FileSystemOf(const std::string& dir) {
  struct statfs info = {};
  if (statfs(dir.c_str(), &info) != 0) return absl::ErrnoToStatus(errno, dir);
  if (info.f_type == kTmpfs) {
    return absl::FailedPreconditionError(absl::StrCat("expected a directory on a disk, but ", dir,
                                                      " is on tmpfs, where a sync costs nothing"));
  }
  for (const KnownFileSystem& known : kKnown) {
    if (info.f_type == known.magic) return known.name;
  }
  return absl::StrCat("type 0x", absl::Hex(info.f_type));
}

}  // namespace telltale
