// RunLoops: the loops of a node at work, each on a thread of its own but the first, which has the
// caller's.
//
// Thread safety: the loops belong to their threads until it returns.
#ifndef TELLTALE_ENGINE_RUNTIME_RUN_LOOPS_H_
#define TELLTALE_ENGINE_RUNTIME_RUN_LOOPS_H_

#include <atomic>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/types/span.h"
#include "engine/runtime/loop.h"

namespace telltale {

// Lets all `loops`, which share their peers, run as Loop::Run() does: until `stop` is set or the
// input of all is finished; then all drain at the same time. `patience` is asked by the first one.
// When one of them fails, or `patience` has an end, the others end as by a crash, without draining:
// what they have done is durable or will be done again. Returns what was first.
absl::Status RunLoops(absl::Span<Loop* const> loops, const std::atomic<bool>& stop,
                      absl::FunctionRef<absl::Status()> patience);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_RUNTIME_RUN_LOOPS_H_
