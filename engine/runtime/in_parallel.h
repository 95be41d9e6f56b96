// InParallel: the same work for several things, on several threads, and the end of all of them.
//
//   RETURN_IF_ERROR(InParallel(partitions.size(), threads, [&](size_t i) { return Load(i); }));
//
// Thread safety: pure; `work` is called from any of the threads.
#ifndef TELLTALE_ENGINE_RUNTIME_IN_PARALLEL_H_
#define TELLTALE_ENGINE_RUNTIME_IN_PARALLEL_H_

#include <cstddef>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"

namespace telltale {

// Calls `work` once for each number below `count`, by rising number, on up to `threads` threads,
// the caller's among them; with one thread nothing but that is used. After a failure no more are
// begun. Returns the failure of the lowest number.
absl::Status InParallel(size_t count, size_t threads, absl::FunctionRef<absl::Status(size_t)> work);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_RUNTIME_IN_PARALLEL_H_
