#include "engine/runtime/run_loops.h"

#include <cstddef>
#include <thread>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "engine/base/status.h"

namespace telltale {
namespace {

// Why the first of the loops failed.
class Failure {
 public:
  void Note(const absl::Status& status) {
    absl::MutexLock lock(&mutex_);
    if (!failed_) status_ = status;
    failed_ = true;
  }
  // For the others.
  absl::Status Check() const {
    return failed_ ? absl::CancelledError("another loop failed") : absl::OkStatus();
  }
  absl::Status status() const {
    absl::MutexLock lock(&mutex_);
    return status_;
  }

 private:
  std::atomic<bool> failed_{false};
  mutable absl::Mutex mutex_;
  absl::Status status_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

absl::Status RunLoops(absl::Span<Loop* const> loops, const std::atomic<bool>& stop,
                      absl::FunctionRef<absl::Status()> patience) {
  Failure failure;
  const auto run = [&](Loop& loop, absl::FunctionRef<absl::Status()> asks) {
    const absl::Status status = loop.Run(stop, asks);
    if (!status.ok()) failure.Note(status);
  };
  std::vector<std::thread> others;
  for (Loop* const loop : loops.subspan(1)) {
    others.emplace_back([&, loop] { run(*loop, [&] { return failure.Check(); }); });
  }
  run(*loops.front(), [&]() -> absl::Status {
    RETURN_IF_ERROR(failure.Check());
    return patience();
  });
  for (std::thread& other : others) other.join();
  return failure.status();
}

}  // namespace telltale
