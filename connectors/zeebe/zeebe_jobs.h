// ZeebeJobs: receives, completes and cancels through a real Zeebe's gateway, by gRPC.
//
//   ZeebeJobs jobs({.address = "localhost:26500"});
//   jobs.Subscribe({.type = "telltale.gate", .variables = {"telltale"}}, on_job);
//
// A connection of its own, so that a stream of jobs never stands before a message. One thread opens
// streams and polls when they are due; everything else happens on gRPC's.
//
// Thread safety: any thread. The destructor cancels what is unanswered and waits for its callbacks;
// after it, nothing is called any more.
#ifndef TELLTALE_CONNECTORS_ZEEBE_ZEEBE_JOBS_H_
#define TELLTALE_CONNECTORS_ZEEBE_ZEEBE_JOBS_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "connectors/zeebe/access.h"
#include "engine/base/time.h"
#include "engine/ports/jobs.h"

namespace telltale {

struct ZeebeJobsOptions {
  std::string address;     // host:port
  Millis deadline{10000};  // of everything but a stream
  // Jobs reach the stream at once, but for those created while it was opened or lost on their way.
  Millis poll_every{10000};
  ZeebeAccess access;
  // Hears once, on any thread, when jobs of a type cannot be had any more, and why.
  std::function<void(std::string_view)> complain = [](std::string_view) {};
};

class ZeebeJobs : public Jobs {
 public:
  explicit ZeebeJobs(const ZeebeJobsOptions& options);
  ~ZeebeJobs() override;

  void Subscribe(const JobRequest& request, std::function<void(Job)> on_job) override;
  void Hold(JobKey job, Millis timeout, std::function<void(Answered)> done) override;
  void Finish(JobKey job, const JobEnd& end, std::function<void(Answered)> done) override;
  void CancelInstance(InstanceKey instance, std::function<void(Answered)> done) override;
  uint64_t Breaks() const override;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace telltale

#endif  // TELLTALE_CONNECTORS_ZEEBE_ZEEBE_JOBS_H_
