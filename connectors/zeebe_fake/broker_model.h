// BrokerModel: what a Zeebe broker does with messages, jobs and instances, as it was measured on
// real ones (8.5.8 and 8.6.0). In memory, deterministic, without a clock of its own.
//
//   dedup   A message with an id is known by (name, correlation key, id) as long as it is kept:
//           until the first run of the TTL checker, every 60 s, at or after its deadline.
//   catch   It first goes to running instances that wait for its name with its key.
//   start   Then to the process that it starts, unless an instance with that key runs already.
//   keep    With TTL 0 it is dropped now. Else it is kept, though it was used: an instance that
//           opens later takes forwards and backs from here, and an instance that ends starts the
//           oldest kept start of its key. That is the ghost which a start sent again after its TTL
//           becomes.
//
// A job that fails comes again after its back-off while it has retries; without, and after an error
// that nobody catches, it waits in an incident: there it can be neither held nor ended.
//
// One process per start message: a gate job if it has one, a task, which ends after `work` (by
// default never), an ended job if it has one; one interrupting event subprocess per back message,
// which ends the instance wherever it is; and one per forward message that does not interrupt, and
// only receives. The types of its jobs are the expressions
// `= telltale.gate` and `= telltale.ended`; where a variable is missing, the instance hangs in an
// incident, with its lock, for ever.
//
// Thread safety: none.
#ifndef TELLTALE_CONNECTORS_ZEEBE_FAKE_BROKER_MODEL_H_
#define TELLTALE_CONNECTORS_ZEEBE_FAKE_BROKER_MODEL_H_

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "connectors/zeebe_fake/job_board.h"
#include "engine/base/message.h"
#include "engine/base/time.h"
#include "engine/ports/jobs.h"

namespace telltale {

// How often the broker looks for messages whose TTL has passed.
inline constexpr Millis kTtlCheckEvery{60000};
// The gateway refuses larger requests, with the code of back-pressure.
inline constexpr size_t kGatewayMaxBytes = 4 << 20;

class BrokerModel {
 public:
  struct Process {
    std::string start;               // also its name
    std::vector<std::string> backs;  // each interrupts and ends an instance
    std::set<std::string> forwards;  // each is received by an instance, as often as it comes
    std::optional<Millis> work;      // how long the task takes; nullopt: for ever
    bool gate = false;               // a job before the task
    bool ended = false;              // a job behind it
    std::string headers;             // of both jobs, a JSON object
    std::set<std::string> errors;    // codes that are caught at both jobs, and end an instance
    // The variable by which backs and forwards find an instance; empty: they find it by its start's
    // key.
    std::string correlates_on;
  };
  enum class State : uint8_t { kRunning, kDone, kInterrupted, kCancelled };
  enum class Place : uint8_t { kGate, kTask, kEnded, kIncident };  // of a running instance
  struct Instance {
    int64_t key = 0;
    std::string process;
    std::string correlation_key;
    std::string variables;
    State state = State::kRunning;
    Place place = Place::kTask;
    std::optional<JobKey> job;  // that it waits for
    bool passed = false;        // its task was reached
    std::string back_key;       // the correlation key of backs and forwards; empty: none finds it
    std::vector<std::string> received;  // ids of its forwards, in order
    std::string back;                   // kInterrupted: the message that did it
    std::string back_variables;         // and what it carried
    WallTime started{};
    std::optional<WallTime> task_ends;  // if nothing ends it before
    WallTime ended{};
  };

  // The TTL checker runs every kTtlCheckEvery from `begin` on. Keys begin with their partition.
  explicit BrokerModel(WallTime begin, int32_t partitions = 1)
      : begin_(begin), now_(begin), partitions_(partitions) {}

  // From now on messages start instances of `process`. Kept ones do not.
  void Deploy(Process process);

  // Lets time pass until `now`: tasks end, messages are forgotten, jobs are handed out again. A
  // time in the past changes nothing.
  void Advance(WallTime now);
  // When something will happen by itself; nullopt: nothing will.
  std::optional<WallTime> NextMoment() const;

  // These return what the gateway answers: gRPC's code and Zeebe's words.
  absl::Status Publish(const Message& message);
  absl::Status HoldJob(JobKey job, Millis timeout);
  absl::Status EndJob(JobKey job, const JobEnd& end);
  absl::Status CancelInstance(InstanceKey instance);

  // Jobs come by polls and streams, see JobBoard.
  std::vector<Job> PollJobs(const JobRequest& request, size_t max) {
    return board_.Poll(request, max, now_);
  }
  int64_t OpenStream(const JobRequest& request) { return board_.OpenStream(request); }
  void CloseStream(int64_t stream) { board_.CloseStream(stream); }
  std::vector<JobBoard::Pushed> TakePushed() { return board_.TakePushed(); }

  // The broker crashed and forgot what it had not written yet, though it had shown it: instances
  // that began since the last order about a job or an instance begin anew, under other keys.
  void Relapse();

  // Ends the task of an instance; false if it is not there.
  bool EndTask(int64_t instance_key);

  // In the order of their starts.
  const std::deque<Instance>& instances() const { return instances_; }

 private:
  using Id = std::tuple<std::string, std::string, std::string>;  // name, correlation key, id
  using Lock = std::pair<std::string, std::string>;              // process, correlation key
  struct Kept {
    Message message;
    WallTime deadline{};
    std::set<std::string> used_by;  // processes; one message is used once per process
  };

  WallTime CheckAfter(WallTime deadline) const;
  void Forget(WallTime deadline);
  void Catch(Kept& kept);
  void StartBy(Kept& kept);
  void Start(const Process& process, Kept& kept);
  void OpenSubscriptions(size_t index);
  bool TakeKept(size_t index);
  int64_t NewKey(const std::string& correlation_key);

  void EnterGate(size_t index);
  void EnterTask(size_t index);
  void LeaveTask(size_t index);
  void WaitForJob(size_t index, Place place);
  absl::StatusOr<size_t> FindJob(JobKey job, std::string_view order) const;
  absl::Status FailJob(size_t index, const JobEnd& end);
  void ThrowError(size_t index, const JobEnd& end);
  void DropJob(size_t index);
  void StopWaiting(size_t index);
  void EndNow(size_t index, State state, const Message* back);
  void ReleaseGhosts();

  WallTime begin_;
  WallTime now_;
  int32_t partitions_;
  int64_t next_key_ = 1;
  std::map<std::string, Process> processes_;          // by start message
  std::map<int64_t, Kept> kept_;                      // by message key: first in, first out
  std::set<std::pair<WallTime, int64_t>> deadlines_;  // of kept_
  std::map<std::string, std::set<int64_t>> by_key_;   // correlation key -> kept_
  std::set<Id> known_;
  std::deque<Instance> instances_;
  size_t written_ = 0;                     // of instances_, for good
  std::map<int64_t, size_t> by_instance_;  // instance key -> instances_
  std::map<int64_t, size_t> by_job_;       // job key -> instances_
  JobBoard board_;
  std::map<Lock, size_t> running_;            // with a correlation key: at most one each
  std::map<Lock, std::set<size_t>> waiting_;  // process, value that a message must carry
  std::set<std::pair<WallTime, size_t>> task_ends_;
  std::deque<Lock> freed_;  // whose instance has ended
};

}  // namespace telltale

#endif  // TELLTALE_CONNECTORS_ZEEBE_FAKE_BROKER_MODEL_H_
