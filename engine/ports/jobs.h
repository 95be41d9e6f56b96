// Jobs: the port through which a workflow instance tells us something, or has something done.
//
// A job is work that waits inside an instance for somebody outside. The gate job asks whether this
// instance is the one of its episode; the ended job says that the workflow is done; others want a
// record written. What a job reports is made durable first; only then is the job completed.
//
// A job that was handed over may never have been: Zeebe pushes it before its own records of it are
// safe, and after a crash the same instance comes again under other keys. An order about the job
// that was carried out proves that the job is real.
//
//   jobs.Subscribe({.type = "telltale.gate", .variables = {"telltale"}}, on_job);
//   jobs.Hold(job.key, timeout, done);        // it is real
//   ... the commit that holds what the job reported is done ...
//   jobs.Finish(job.key, {}, done);           // this instance may go on
//   jobs.CancelInstance(job.instance, done);  // or: it is one too many
#ifndef TELLTALE_ENGINE_PORTS_JOBS_H_
#define TELLTALE_ENGINE_PORTS_JOBS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "engine/base/time.h"
#include "engine/ports/ports.h"

namespace telltale {

// The workflow engine's own numbers.
struct JobKey {
  int64_t value = 0;
  friend auto operator<=>(const JobKey&, const JobKey&) = default;
};
struct InstanceKey {
  int64_t value = 0;
  friend auto operator<=>(const InstanceKey&, const InstanceKey&) = default;
};

struct Job {
  JobKey key;
  InstanceKey instance;
  int64_t element_instance = 0;  // of the task in the instance; another each time it is entered
  std::string type;
  std::string process;    // the BPMN process id of the instance
  std::string element;    // the id of the task in it
  std::string headers;    // a JSON object of texts: what the modeller gave the task
  int32_t retries = 0;    // how often it may still be tried, this time included
  std::string variables;  // a JSON object: those that were asked for, where the instance has them
  uint64_t breaks = 0;    // Jobs::Breaks() when it was handed over
};

// How a job ends for us.
struct JobEnd {
  enum class Kind : uint8_t {
    kCompleted,  // its instance goes on
    kFailed,     // it is handed out again after `back_off`; without retries it waits in an incident
    kError,      // its instance goes on where it catches the error `code`, or waits in an incident
  };
  Kind kind = Kind::kCompleted;
  std::string variables;  // kCompleted: a JSON object that is set in the instance; empty: nothing
  int32_t retries = 0;    // kFailed: that are left
  Millis back_off{0};     // kFailed
  std::string code;       // kError
  std::string text;       // kFailed and kError: why, for whoever looks at the instance
};

// How long a job that was handed over is ours.
inline constexpr Millis kJobTimeout{30000};

struct JobRequest {
  std::string type;
  // Fetched; the instance's others stay where they are. Empty: all.
  std::vector<std::string> variables;
  Millis timeout{kJobTimeout};  // a job that is not completed by then is handed out again
  // How many more jobs there is room for: of those that wait already no more are asked for. On any
  // thread; empty: there is always room.
  std::function<size_t()> room = nullptr;
};

// Thread safety: any thread. `done` is called exactly once, on any thread, maybe before the call
// returns.
//
// Errors: kRefused with kJobOrderDenied says nothing of the job: it is we who may not, or an engine
// that cannot. kRetryLater: the job is there, but in no state for it, as one that waits in an
// incident. kAmbiguous also if the engine cannot be the one that gave the job.
class Jobs {
 public:
  virtual ~Jobs() = default;

  // Hands over the jobs of a type, those that wait already and those to come, until the port is
  // destroyed. `on_job` is called on any thread. The same job comes again while it is not
  // completed: the caller knows it by its key. Connections that break are opened again, with
  // back-off.
  virtual void Subscribe(const JobRequest& request, std::function<void(Job)> on_job) = 0;

  // Makes the job ours for `timeout` from now on. kAccepted: it is real, and its keys are for good.
  // kRefused: there is no such job (any more), or nobody has it.
  virtual void Hold(JobKey job, Millis timeout, std::function<void(Answered)> done) = 0;

  // Ends the job. kRefused: there is no such job (any more).
  virtual void Finish(JobKey job, const JobEnd& end, std::function<void(Answered)> done) = 0;

  // Ends the instance with everything in it. kRefused: there is no such instance (any more).
  virtual void CancelInstance(InstanceKey instance, std::function<void(Answered)> done) = 0;

  // How often the connection has ended so far. Behind another one may be another engine, which has
  // given the same keys to others: an order is for the connection that its job came by. Cheap.
  virtual uint64_t Breaks() const = 0;
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_PORTS_JOBS_H_
