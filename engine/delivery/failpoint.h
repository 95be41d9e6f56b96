// Failpoint: where a test makes the process die at the worst moment.
//
//   Failpoint(FailpointId::kMarkedUnsent);
//
// After ArmFailpoint("marked-unsent:3") the third pass writes `failpoint marked-unsent` to stderr
// and ends the process by SIGKILL. Unarmed, a pass costs one predictable branch. The program is
// armed by the environment (cli/failpoint.h).
//
// Thread safety: any thread; armed before there is a second one.
#ifndef TELLTALE_ENGINE_DELIVERY_FAILPOINT_H_
#define TELLTALE_ENGINE_DELIVERY_FAILPOINT_H_

#include <cstdint>
#include <string_view>

#include "absl/types/span.h"

namespace telltale {

// In the order in which a command meets them.
enum class FailpointId : uint8_t {
  kNone,                // never passed
  kBatchOpen,           // a batch has changes in memory that are not on disk
  kBatchUnwritten,      // it is closed, with its pages, and handed to the committer
  kWrittenUnheard,      // it is durable, the loop does not know
  kAcknowledged,        // its records are acknowledged, nothing else came of it
  kCommittedUnmarked,   // a command is durable, no attempt is marked
  kMarkedUnsent,        // the mark is durable, the message is not sent
  kSentUnanswered,      // the message is sent, the answer is not here
  kAnsweredUnsettled,   // the answer is here, its mark is not durable
  kReportedUnanswered,  // what an instance reported is durable, its job is not answered
  kJobAnswered,         // the answer to its job is on its way
};

// The names, in the order of the ids from kBatchOpen on.
absl::Span<const std::string_view> FailpointNames();

// Arms one by `name:N`; false if there is no such name, or N is not at least 1.
bool ArmFailpoint(std::string_view text);

namespace failpoint_internal {
extern FailpointId armed;
void Pass();
}  // namespace failpoint_internal

inline void Failpoint(FailpointId id) {
  if (failpoint_internal::armed == id) [[unlikely]]
    failpoint_internal::Pass();
}

}  // namespace telltale

#endif  // TELLTALE_ENGINE_DELIVERY_FAILPOINT_H_
