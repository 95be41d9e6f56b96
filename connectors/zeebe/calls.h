// Calls: the calls of one client that are not answered yet, so that it can end in order.
//
// A call keeps its channel alive, and a channel must not end on one of gRPC's own threads: it would
// wait for itself. So the client waits until every call is gone, not only until it was answered.
//
// Thread safety: any thread.
#ifndef TELLTALE_CONNECTORS_ZEEBE_CALLS_H_
#define TELLTALE_CONNECTORS_ZEEBE_CALLS_H_

#include <functional>
#include <memory>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"

namespace telltale {

class Calls {
 public:
  // `cancel` must make the call end soon, and may be called even when it has ended meanwhile.
  void Begin(std::shared_ptr<void> call, std::function<void()> cancel) {
    absl::MutexLock lock(&mutex_);
    ++under_way_;
    void* const key = call.get();
    calls_[key] = {std::move(call), std::move(cancel)};
  }

  // The call was answered; lets go of it. REQUIRES: `call` is the caller's only reference.
  void End(std::shared_ptr<void> call) {
    Held held;
    {
      absl::MutexLock lock(&mutex_);
      const auto found = calls_.find(call.get());
      held = std::move(found->second);
      calls_.erase(found);
    }
    held = Held();
    call.reset();
    absl::MutexLock lock(&mutex_);
    --under_way_;
  }

  // Returns when every call is gone. REQUIRES: no more Begin().
  void CancelAndWait() {
    for (const auto& [call, held] : Copy()) held.cancel();  // without the lock: it may end at once
    const auto gone = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return under_way_ == 0; };
    absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(&gone));
  }

 private:
  struct Held {
    std::shared_ptr<void> call;
    std::function<void()> cancel;
  };
  using Map = absl::flat_hash_map<void*, Held>;
  Map Copy() {
    absl::MutexLock lock(&mutex_);
    return calls_;
  }

  absl::Mutex mutex_;
  Map calls_ ABSL_GUARDED_BY(mutex_);
  int under_way_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace telltale

#endif  // TELLTALE_CONNECTORS_ZEEBE_CALLS_H_
