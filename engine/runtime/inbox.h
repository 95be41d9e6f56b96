// Inbox: what other threads want the loop to know: that a commit is done, or that it should look.
//
// Thread safety: Put() and Notify() from any thread; Take() and Wait() from the loop's.
#ifndef TELLTALE_ENGINE_RUNTIME_INBOX_H_
#define TELLTALE_ENGINE_RUNTIME_INBOX_H_

#include <optional>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "engine/base/time.h"
#include "engine/runtime/committer.h"

namespace telltale {

class Inbox {
 public:
  // A commit is done. At most one is under way per loop.
  void Put(Committed committed) {
    absl::MutexLock lock(&mutex_);
    committed_ = std::move(committed);
    notified_ = true;
  }
  void Notify() {
    absl::MutexLock lock(&mutex_);
    notified_ = true;
  }
  std::optional<Committed> Take() {
    absl::MutexLock lock(&mutex_);
    return std::exchange(committed_, std::nullopt);
  }
  // Waits until something was put or notified since the last Wait(), at most `limit`. 0: it does
  // not go to sleep, which alone costs tens of microseconds.
  void Wait(Millis limit) {
    absl::MutexLock lock(&mutex_);
    if (limit > Millis{0}) {
      mutex_.AwaitWithTimeout(absl::Condition(&notified_), absl::Milliseconds(limit.count()));
    }
    notified_ = false;
  }

 private:
  absl::Mutex mutex_;
  bool notified_ ABSL_GUARDED_BY(mutex_) = false;
  std::optional<Committed> committed_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_RUNTIME_INBOX_H_
