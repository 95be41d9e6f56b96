// Desk: where questions and orders from outside wait for the loop, and the guest that brings them.
//
//   Ask(desk, *EpisodeListing::Make(query), [](absl::StatusOr<Page<EpisodeRow>> page) { ... });
//
// The loop deals with one step of one task per turn, so however much is asked, a turn stays short;
// tasks take turns. What a task needs of the store is read by the committer between two commits.
//
// Thread safety: any thread. Answers come on the loop's or the committer's.
#ifndef TELLTALE_ENGINE_DESK_DESK_H_
#define TELLTALE_ENGINE_DESK_DESK_H_

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "engine/desk/listing.h"
#include "engine/desk/partition_view.h"
#include "engine/desk/rows.h"
#include "engine/runtime/guest.h"

namespace telltale {

// Tasks that wait; more are turned away.
inline constexpr size_t kMaxTasks = 64;

class Desk : public Guest {
 public:
  // One step on the loop's thread. True: it is done.
  using Task = std::function<bool(const Premises&)>;

  // False: too many wait, the task is dropped.
  [[nodiscard]] bool Put(Task task);
  // For what follows from a task that was let in.
  void PutNext(Task task);

  // True while a loop lets it in.
  bool HasHost() const;

  bool IsWaiting() const override;
  void Enter(const Premises& premises) override;
  void SetWake(std::function<void()> wake) override;

 private:
  mutable absl::Mutex mutex_;
  std::deque<Task> tasks_ ABSL_GUARDED_BY(mutex_);
  std::function<void()> wake_ ABSL_GUARDED_BY(mutex_);
};

// Puts a listing's question. False: too many wait, `done` is dropped.
template <class Listing>
[[nodiscard]] bool Ask(Desk& desk, Listing listing,
                       std::function<void(absl::StatusOr<Page<typename Listing::Row>>)> done) {
  const auto shared = std::make_shared<Listing>(std::move(listing));
  return desk.Put([shared, done = std::move(done)](const Premises& premises) {
    if (!shared->Look(ViewsOf(premises), kLookedAtPerTurn)) return false;
    premises.committer.Read([shared, done](Store& store) { done(shared->Read(store)); });
    return true;
  });
}

}  // namespace telltale

#endif  // TELLTALE_ENGINE_DESK_DESK_H_
