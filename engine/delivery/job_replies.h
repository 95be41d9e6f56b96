// JobReplies: tells the workflow engine what becomes of the jobs that it handed over, once that is
// durable.
//
//   if (replies.Begin(job)) ...            // false: it is being answered already
//   replies.Complete(job);                 // its instance goes on
//   replies.Cancel(job, instance);         // its instance is one too many
//   replies.Forget(job);                   // it is not ours: somebody else may take it
//   replies.Tick(now);                     // sends what may be sent
//
// A window, as for messages: an engine under load refuses completions as well. What was not taken,
// or of which nothing is known, is tried again with back-off; saying it twice does no harm. After
// kMostTries the job is forgotten: it will be handed over again, and judged as before.
//
// No clock: the time since boot is passed in. Thread safety: none; belongs to the loop's thread.
#ifndef TELLTALE_ENGINE_DELIVERY_JOB_REPLIES_H_
#define TELLTALE_ENGINE_DELIVERY_JOB_REPLIES_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>

#include "absl/container/btree_set.h"
#include "engine/base/time.h"
#include "engine/delivery/backoff.h"
#include "engine/delivery/mailbox.h"
#include "engine/delivery/send_window.h"
#include "engine/ports/jobs.h"

namespace telltale {

class JobReplies {
 public:
  // About half a minute of back-off, as long as a job stays handed over.
  static constexpr uint32_t kMostTries = 12;

  struct Options {
    SendWindow::Options window;
    uint64_t seed = 1;  // of the back-off's random numbers
  };

  // `jobs` must outlive it.
  JobReplies(Jobs& jobs, const Options& options);
  ~JobReplies();
  JobReplies(const JobReplies&) = delete;
  JobReplies& operator=(const JobReplies&) = delete;

  // `wake` is called on any thread when Tick() has something to take in; it must not call back.
  void SetWake(std::function<void()> wake);

  bool Begin(JobKey job);
  // REQUIRES, for all three: Begin() said true, and none of them was called since.
  void Complete(JobKey job);
  void Cancel(JobKey job, InstanceKey instance);
  void Forget(JobKey job);

  void Tick(Millis since_boot);
  // When Tick() has something to do even if nobody answers; nullopt: never.
  std::optional<Millis> NextWake() const;

  // Jobs from Begin() until they are answered for.
  size_t size() const { return tasks_.size(); }
  // Nothing is under way, and nothing may be tried now.
  bool idle() const;

 private:
  struct Task {
    std::optional<InstanceKey> cancel;  // nullopt: complete
    uint32_t failures = 0;
  };
  struct Reply {
    JobKey job;
    uint64_t number = 0;
    Answered answered;
  };

  void Send(JobKey job);
  void OnReply(const Reply& reply);

  Jobs& jobs_;
  Backoff backoff_;
  SendWindow window_;
  std::shared_ptr<Mailbox<Reply>> box_;
  Millis now_{0};
  std::map<JobKey, Task> tasks_;
  absl::btree_set<std::pair<Millis, JobKey>> waiting_;  // by when it may be tried
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_DELIVERY_JOB_REPLIES_H_
