// Mailbox: brings what other threads have to say to the one thread that acts on it.
//
//   auto box = std::make_shared<Mailbox<int>>();
//   gateway.Call([box](int answer) { box->Put(answer); });  // any thread, any time
//   for (int answer : box->Take()) ...                      // the owner, in its own time
//
// Held by shared_ptr, so that a late caller finds it even when the owner is gone.
//
// Thread safety: any thread.
#ifndef TELLTALE_ENGINE_DELIVERY_MAILBOX_H_
#define TELLTALE_ENGINE_DELIVERY_MAILBOX_H_

#include <functional>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace telltale {

template <class T>
class Mailbox {
 public:
  // `wake` is called, under the lock, when the box is no longer empty; it must not call back.
  // An empty one is never called; set it before what it refers to goes away.
  void SetWake(std::function<void()> wake) {
    absl::MutexLock lock(&mutex_);
    wake_ = std::move(wake);
  }

  void Put(T item) {
    absl::MutexLock lock(&mutex_);
    items_.push_back(std::move(item));
    if (items_.size() == 1 && wake_) wake_();
  }

  // Returns everything that was put since the last call, in order.
  std::vector<T> Take() {
    absl::MutexLock lock(&mutex_);
    return std::exchange(items_, {});
  }

  bool empty() const {
    absl::MutexLock lock(&mutex_);
    return items_.empty();
  }

 private:
  mutable absl::Mutex mutex_;
  std::function<void()> wake_ ABSL_GUARDED_BY(mutex_);
  std::vector<T> items_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_DELIVERY_MAILBOX_H_
