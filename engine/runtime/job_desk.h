// JobDesk: where the jobs of workflow instances come in, and where they are answered.
//
//   JobDesk desk(jobs, &MakeJsonDecoder, {.gate_job = "telltale.gate", .ended_job = ...});
//   for (JobReport& job : desk.Take(now)) ... // real ones, with what they say of their episode
//   desk.Answer(job, JobResult::kPassed);     // once that is durable
//
// A job says whose it is by the variable `telltale` alone (job_reader.h). One without it, or of a
// partition or rule that is not ours, is left untouched: another installation, or the node of
// another shard, may share the workflow engine and even the type.
//
// Thread safety: none; belongs to the loop's thread. The port calls back on its own.
#ifndef TELLTALE_ENGINE_RUNTIME_JOB_DESK_H_
#define TELLTALE_ENGINE_RUNTIME_JOB_DESK_H_

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/delivery/gate.h"
#include "engine/delivery/job_replies.h"
#include "engine/delivery/mailbox.h"
#include "engine/ports/jobs.h"
#include "engine/runtime/job_reader.h"

namespace telltale {

// What became of a job that was handed over.
enum class JobResult : uint8_t {
  kPassed,      // its instance goes on
  kCancelled,   // its instance is one too many
  kEnding,      // its back is about to end its instance: left alone until it is handed over again
  kUnknown,     // nothing is known of its episode (any more): left alone
  kForeign,     // its partition or rule is not ours: left alone
  kUnreadable,  // it has no usable variable `telltale`: left alone
  kGone,        // the engine does not have it (any more): it took effect nowhere
};
inline constexpr int kJobResults = 7;
std::string_view JobResultName(JobResult result);
inline constexpr int kJobKinds = 2;  // InstanceReport::Kind
std::string_view JobKindName(InstanceReport::Kind kind);

struct JobDeskOptions {
  std::string gate_job, ended_job;
  JobReplies::Options replies;
};

class JobDesk {
 public:
  using Counters = std::array<std::array<uint64_t, kJobResults>, kJobKinds>;  // by kind and result

  // Subscribes to both types. `jobs` must outlive it.
  JobDesk(Jobs& jobs, const JobReader::MakeDecoder& make_decoder, const JobDeskOptions& options);
  ~JobDesk();
  JobDesk(const JobDesk&) = delete;
  JobDesk& operator=(const JobDesk&) = delete;

  // `wake` is called on any thread when there is something to take in; it must not call back.
  void SetWake(std::function<void()> wake);

  // Jobs that turned out to be real since the last call; those of an engine that answers at once
  // too.
  [[nodiscard]] std::vector<JobReport> Take(Millis since_boot);
  // REQUIRES: Take() returned it; what it changed is durable.
  void Answer(const JobReport& job, JobResult result);

  // Sends answers. Call at every turn.
  void Tick(Millis since_boot) { replies_.Tick(since_boot); }
  std::optional<Millis> NextWake() const { return replies_.NextWake(); }
  // Every job that came is answered.
  bool empty() const { return box_->empty() && replies_.size() == 0; }
  // No answer is under way, and none may be tried now.
  bool idle() const { return replies_.idle(); }
  const Counters& counters() const { return counters_; }
  // What the engine does not let us do; see JobReplies.
  const std::array<uint64_t, kJobOrders>& denied() const { return replies_.denied(); }
  std::string denial() const { return replies_.denial(); }

 private:
  struct Arrived {
    InstanceReport::Kind kind;
    Job job;
  };
  // Begins with what came and is not being answered already.
  void Begin(const Arrived& arrived);
  void Count(InstanceReport::Kind kind, JobResult result);

  std::shared_ptr<Mailbox<Arrived>> box_;
  JobReplies replies_;
  std::map<JobKey, JobReport> reports_;  // of jobs of which it is not known yet if they are real
  JobReader reader_;
  Counters counters_{};
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_RUNTIME_JOB_DESK_H_
