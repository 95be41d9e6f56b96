#include "engine/delivery/failpoint.h"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <string>

#include "absl/strings/numbers.h"
#include "engine/base/strings.h"

namespace telltale {
namespace {

constexpr std::string_view kNames[] = {
    "batch-open",          "batch-unwritten", "written-unheard", "acknowledged",
    "committed-unmarked",  "marked-unsent",   "sent-unanswered", "answered-unsettled",
    "reported-unanswered", "job-answered"};

std::atomic<uint32_t> passes_left{0};

void Write(const std::string& line) {
  // Nothing more can be done if stderr is gone.
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace

absl::Span<const std::string_view> FailpointNames() { return kNames; }

bool ArmFailpoint(std::string_view text) {
  const size_t colon = text.find(':');
  const auto name = std::find(std::begin(kNames), std::end(kNames), text.substr(0, colon));
  uint32_t passes = 0;
  if (colon == text.npos || name == std::end(kNames)) return false;
  if (!absl::SimpleAtoi(A(text.substr(colon + 1)), &passes) || passes == 0) return false;
  passes_left = passes;
  failpoint_internal::armed = static_cast<FailpointId>(1 + (name - std::begin(kNames)));
  return true;
}

namespace failpoint_internal {

FailpointId armed = FailpointId::kNone;

void Pass() {
  if (passes_left.fetch_sub(1) != 1) return;
  const auto index = static_cast<size_t>(armed) - 1;
  Write("failpoint " + std::string(kNames[index]) + "\n");
  kill(getpid(), SIGKILL);
}

}  // namespace failpoint_internal
}  // namespace telltale
