// Committer: writes what loops hand over, each request with one synced commit, or several requests
// with one; and lets others read the store in between.
//
// The one hand-over between threads on a record's way: a loop gives a whole batch, and is told
// when it is durable. While one batch is being written the loop works on the next in memory.
//
// Thread safety: Commit() and Read() from any thread; `done` and `read` are called on the
// committer's thread, each kind in the order of the requests.
//
// Errors: a failed commit is final; every later request fails with the same status.
#ifndef TELLTALE_ENGINE_RUNTIME_COMMITTER_H_
#define TELLTALE_ENGINE_RUNTIME_COMMITTER_H_

#include <cstdint>
#include <functional>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "engine/ports/ports.h"
#include "engine/state/changes.h"
#include "engine/state/store.h"

namespace telltale {

struct Committed {
  absl::Status status;
  int64_t free_bytes = 0;  // left on the disk
  Nanos took{0};           // from the hand-over, as whoever handed it over measures it
};

class Committer {
 public:
  using Done = std::function<void(const Committed&)>;
  virtual ~Committer() = default;

  // Makes `changes` durable and calls `done`. Empty changes write nothing, but look at the disk.
  virtual void Commit(std::vector<Changes> changes, Done done) = 0;

  // Calls `read` with the store between two commits; the next one waits for it.
  virtual void Read(std::function<void(Store&)> read) = 0;
};

// Writes at once, on the caller's thread: for tests and simulation.
class InlineCommitter : public Committer {
 public:
  explicit InlineCommitter(Store& store) : store_(store) {}
  void Commit(std::vector<Changes> changes, Done done) override;
  void Read(std::function<void(Store&)> read) override { read(store_); }

 private:
  Store& store_;
};

// Writes on a thread of its own; what waits when a commit ends shares the next one.
class ThreadCommitter : public Committer {
 public:
  explicit ThreadCommitter(Store& store);
  ~ThreadCommitter() override;  // writes what was handed over, then ends
  void Commit(std::vector<Changes> changes, Done done) override;
  void Read(std::function<void(Store&)> read) override;

 private:
  void Run();

  Store& store_;
  absl::Mutex mutex_;
  bool stop_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<Changes> changes_ ABSL_GUARDED_BY(mutex_);
  std::vector<Done> waiting_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::function<void(Store&)>> reads_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_RUNTIME_COMMITTER_H_
