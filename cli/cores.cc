#include "cli/cores.h"

#include <sched.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "engine/base/strings.h"

namespace telltale {
namespace {

std::string ReadAll(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Empty: no limit is known.
std::string QuotaOfOurs() {
  const std::string groups = ReadAll("/proc/self/cgroup");
  for (absl::string_view line : absl::StrSplit(groups, '\n')) {
    if (!absl::ConsumePrefix(&line, "0::")) continue;  // the one hierarchy of version 2
    return ReadAll("/sys/fs/cgroup" + std::string(line) + "/cpu.max");
  }
  return "";
}

}  // namespace

size_t UsableCores() {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  if (sched_getaffinity(0, sizeof(cores), &cores) != 0) return 1;
  const auto allowed = static_cast<size_t>(std::max(CPU_COUNT(&cores), 1));
  return std::min(allowed, CoresOfQuota(QuotaOfOurs()).value_or(allowed));
}

std::optional<size_t> CoresOfQuota(std::string_view text) {
  const std::vector<std::string> parts = absl::StrSplit(A(text), ' ');
  int64_t quota = 0, period = 0;
  if (parts.size() != 2 || !absl::SimpleAtoi(parts[0], &quota)) return std::nullopt;
  if (!absl::SimpleAtoi(parts[1], &period) || quota <= 0 || period <= 0) return std::nullopt;
  return static_cast<size_t>(std::max<int64_t>(quota / period, 1));
}

}  // namespace telltale
