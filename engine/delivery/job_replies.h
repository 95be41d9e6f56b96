// JobReplies: tells the workflow engine what becomes of the jobs that it handed over, once that is
// durable.
//
//   if (replies.Begin(key, breaks)) ...    // false: it is being answered already
//   for (const Begun& job : replies.TakeBegun()) ...   // is it real?
//   replies.Finish(job);                   // its instance goes on
//   replies.Cancel(job, instance);         // its instance is one too many
//   replies.Forget(job);                   // it is not ours: somebody else may take it
//   replies.ForgetAll();                   // the engine is another one
//   replies.Tick(now);                     // sends what may be sent
//
// An order may have a time after which it is not told any more, for the job may be somebody else's
// by then. It is looked at when the order goes out, however long that waited here.
//
// A window, as for messages: an engine under load refuses completions as well. What was not taken
// is tried again with back-off. After kMostTries, or an answer that says nothing, the job is
// forgotten: it will be handed over again, and judged as before.
//
// Before anything is recorded of a job it is held, which proves that it is real (ports/jobs.h).
// Nothing is told over the end of a connection: the engine may have crashed, or be another one, and
// have given the keys of job and instance to others. So an order goes out only over the connection
// that its job came by, and an answer that says nothing makes forget all that waits. One that says
// that the job is in no state for it is about that job alone.
//
// Where we may not hold, complete or cancel, a job is forgotten as well: it comes again, and once
// we may it is answered. Until then denial() says so.
//
// No clock: the time since boot is passed in. Thread safety: none; belongs to the loop's thread.
#ifndef TELLTALE_ENGINE_DELIVERY_JOB_REPLIES_H_
#define TELLTALE_ENGINE_DELIVERY_JOB_REPLIES_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/btree_set.h"
#include "engine/base/time.h"
#include "engine/delivery/backoff.h"
#include "engine/delivery/mailbox.h"
#include "engine/delivery/send_window.h"
#include "engine/ports/jobs.h"

namespace telltale {

// What the engine is told about a job.
enum class JobOrder : uint8_t {
  kHold,
  kComplete,  // or to fail
  kCancel,
};
inline constexpr int kJobOrders = 3;
std::string_view JobOrderName(JobOrder order);

class JobReplies {
 public:
  // About half a minute of back-off, as long as a job stays handed over.
  static constexpr uint32_t kMostTries = 12;
  // Under load less than a second of back-off, sooner than a broker is back.
  static constexpr uint32_t kMostHolds = 3;

  struct Options {
    SendWindow::Options window;
    uint64_t seed = 1;  // of the back-off's random numbers
    Millis hold{kJobTimeout};
  };

  // `jobs` must outlive it.
  JobReplies(Jobs& jobs, const Options& options);
  ~JobReplies();
  JobReplies(const JobReplies&) = delete;
  JobReplies& operator=(const JobReplies&) = delete;

  // `wake` is called on any thread when Tick() has something to take in; it must not call back.
  void SetWake(std::function<void()> wake);

  // `breaks`: as it was handed over (Job). `until`: when it is not held any more.
  bool Begin(JobKey job, uint64_t breaks, Millis until = Millis::max());
  enum class Fate : uint8_t {
    kHeld,
    kForgotten,  // it is not known: it will be handed over again
    kGone,       // the engine does not have it (any more)
  };
  struct Begun {
    JobKey job;
    Fate fate = Fate::kForgotten;
    Millis asked{0};  // kHeld: when; it is ours from then on
  };
  // Jobs from Begin() of which it is known now.
  std::vector<Begun> TakeBegun() { return std::exchange(begun_, {}); }
  // REQUIRES, for all three: TakeBegun() said that it is held, and none of them was called since.
  void Finish(JobKey job, JobEnd end = {}, Millis until = Millis::max());
  void Cancel(JobKey job, InstanceKey instance);
  void Forget(JobKey job);
  // The engine is another one: nothing of what waits, or is not taken now, is told to it.
  void ForgetAll();
  struct Ended {
    JobKey job;
    bool settled = false;  // the engine has been told, or has no such job; else it comes again
  };
  // Jobs from Finish() and Cancel() that are answered for since the last call.
  std::vector<Ended> TakeEnded() { return std::exchange(ended_, {}); }

  void Tick(Millis since_boot);
  // When Tick() has something to do even if nobody answers; nullopt: never.
  std::optional<Millis> NextWake() const;

  // Jobs from Begin() until they are answered for.
  size_t size() const { return tasks_.size(); }
  // Nothing is under way, and nothing may be tried now.
  bool idle() const;
  // How often we were not allowed to, by JobOrder.
  const std::array<uint64_t, kJobOrders>& denied() const { return denied_; }
  // What we are not allowed to at present, in the engine's words; empty: nothing that is known. A
  // denial is of the past once such an order was carried out, or no job has brought another one.
  std::string denial() const;

 private:
  struct Task {
    JobOrder order = JobOrder::kHold;
    InstanceKey instance;  // to cancel
    JobEnd end;            // to finish
    uint64_t breaks = 0;
    Millis until{Millis::max()};
    Millis asked{0};  // when it went out last
    uint32_t failures = 0;
  };
  struct Reply {
    JobKey job;
    uint64_t number = 0;
    Answered answered;
  };

  void Order(JobKey job, Task task);
  void Send(JobKey job);
  void OnReply(const Reply& reply);
  // The answer is final.
  void End(JobKey job, Answer answer);
  void Deny(const Reply& reply);
  void TryAgain(const Reply& reply);
  void Drop(JobKey job);
  void ForgetWaiting();

  struct Denial {
    std::string words;
    Millis until{0};
  };

  Jobs& jobs_;
  Backoff backoff_;
  SendWindow window_;
  const Millis hold_;
  std::shared_ptr<Mailbox<Reply>> box_;
  Millis now_{0};
  std::map<JobKey, Task> tasks_;
  std::vector<Begun> begun_;
  std::vector<Ended> ended_;
  std::array<uint64_t, kJobOrders> denied_{};
  std::array<Denial, kJobOrders> denials_;              // the newest of each order
  absl::btree_set<std::pair<Millis, JobKey>> waiting_;  // by when it may be tried
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_DELIVERY_JOB_REPLIES_H_
