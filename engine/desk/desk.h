// Desk: where questions and orders from outside wait for the loops, and the guests that bring them.
//
//   Ask(desk, *EpisodeListing::Make(query), [](absl::StatusOr<Page<EpisodeRow>> page) { ... });
//
// A task goes to one loop after the other, to each with its own partitions. A loop deals with one
// step of one task per turn, so however much is asked, a turn stays short; tasks take turns. What a
// task needs of the store is read by the committer between two commits.
//
// Thread safety: any thread; a task is with one loop at a time. Answers come on a loop's or the
// committer's.
#ifndef TELLTALE_ENGINE_DESK_DESK_H_
#define TELLTALE_ENGINE_DESK_DESK_H_

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

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

class Desk {
 public:
  // One step on a loop's thread. True: it is done with this loop.
  using Task = std::function<bool(const Premises&)>;

  Desk();
  ~Desk();

  // False: too many wait, the task is dropped.
  [[nodiscard]] bool Put(Task task);
  // For what follows from a task that was let in.
  void PutNext(Task task);

  // True while a loop lets it in.
  bool HasHost() const;

  // From here on there are `loops` loops, one at first. A task that was with some of those before
  // begins with the first again. REQUIRES: none of them hosts a guest of this desk any more.
  void OpenFor(size_t loops);
  // The guest of a loop; lives until the next OpenFor(). REQUIRES: `loop` is one of them
  Guest& GuestOf(size_t loop) const;

 private:
  class Door;
  struct Room {
    std::deque<Task> tasks;
    std::function<void()> wake;
  };

  mutable absl::Mutex mutex_;
  std::vector<Room> rooms_ ABSL_GUARDED_BY(mutex_);  // by loop
  std::vector<std::unique_ptr<Door>> doors_;         // likewise
};

// Puts a listing's question. False: too many wait, `done` is dropped.
template <class Listing>
[[nodiscard]] bool Ask(Desk& desk, Listing listing,
                       std::function<void(absl::StatusOr<Page<typename Listing::Row>>)> done) {
  const auto shared = std::make_shared<Listing>(std::move(listing));
  return desk.Put([shared, done = std::move(done)](const Premises& premises) {
    if (!shared->Look(ViewsOf(premises), kLookedAtPerTurn)) return false;
    if (!premises.last) return true;
    premises.committer.Read([shared, done](Store& store) { done(shared->Read(store)); });
    return true;
  });
}

}  // namespace telltale

#endif  // TELLTALE_ENGINE_DESK_DESK_H_
