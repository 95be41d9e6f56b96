#include "engine/delivery/failpoint.h"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "absl/strings/numbers.h"
#include "engine/base/strings.h"

namespace telltale {
namespace {

constexpr std::string_view kNames[] = {"batch-open",         "committed-unmarked",
                                       "marked-unsent",      "sent-unanswered",
                                       "answered-unsettled", "reported-unanswered"};

std::atomic<uint32_t> passes_left{0};

void Write(const std::string& line) {
  // Nothing more can be done if stderr is gone.
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, line.data(), line.size());
}

FailpointId ArmFromEnvironment() {
  const char* text = std::getenv("TELLTALE_FAILPOINT");
  if (text == nullptr || failpoint_internal::Arm(text)) return failpoint_internal::armed;
  Write("error: expected TELLTALE_FAILPOINT=NAME:N, but found " + std::string(text) + "\n");
  std::_Exit(2);
}

}  // namespace

absl::Span<const std::string_view> FailpointNames() { return kNames; }

namespace failpoint_internal {

// Constant first, so that a pass before this file's initialisation is harmless.
FailpointId armed = FailpointId::kNone;

bool Arm(std::string_view text) {
  const size_t colon = text.find(':');
  const auto name = std::find(std::begin(kNames), std::end(kNames), text.substr(0, colon));
  uint32_t passes = 0;
  if (colon == text.npos || name == std::end(kNames)) return false;
  if (!absl::SimpleAtoi(A(text.substr(colon + 1)), &passes) || passes == 0) return false;
  passes_left = passes;
  armed = static_cast<FailpointId>(1 + (name - std::begin(kNames)));
  return true;
}

void Pass() {
  if (passes_left.fetch_sub(1) != 1) return;
  const auto index = static_cast<size_t>(armed) - 1;
  Write("failpoint " + std::string(kNames[index]) + "\n");
  kill(getpid(), SIGKILL);
}

namespace {
[[maybe_unused]] const FailpointId at_start = ArmFromEnvironment();
}  // namespace

}  // namespace failpoint_internal
}  // namespace telltale
