#include "connectors/zeebe/zeebe_jobs.h"

#include <algorithm>
#include <cstdint>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "connectors/zeebe/connection.h"
#include "connectors/zeebe/job_feed.h"
#include "connectors/zeebe/one_answer.h"
#include "engine/base/correlation_hash.h"

namespace telltale {
namespace {

namespace pb = gateway_protocol;

// Of a partition that cannot be the gateway says UNAVAILABLE, for ever (measured).
bool NamesPartition(int64_t key) { return PartitionOfKey(key) >= 1; }

Answered NoPartition(int64_t key) {
  return {Answer::kRefused,
          absl::StrCat("expected a key that Zeebe gave, but ", key, " names no partition")};
}

pb::CompleteJobRequest ToComplete(JobKey job, const JobEnd& end) {
  pb::CompleteJobRequest request;
  request.set_jobkey(job.value);
  request.set_variables(end.variables);
  return request;
}

pb::FailJobRequest ToFail(JobKey job, const JobEnd& end) {
  pb::FailJobRequest request;
  request.set_jobkey(job.value);
  request.set_retries(end.retries);
  request.set_retrybackoff(end.back_off.count());
  request.set_errormessage(end.text);
  return request;
}

pb::ThrowErrorRequest ToThrow(JobKey job, const JobEnd& end) {
  pb::ThrowErrorRequest request;
  request.set_jobkey(job.value);
  request.set_errorcode(end.code);
  request.set_errormessage(end.text);
  return request;
}

// An order's own meaning of codes that say nothing of the job. A gateway that does not know the
// job's partition is new, or of another cluster: what else waits is not for it.
Answered ToOrderAnswered(const grpc::Status& status) {
  Answered answered = ToAnswered(status);
  if (status.error_code() == grpc::StatusCode::UNAVAILABLE) answered.answer = Answer::kAmbiguous;
  if (status.error_code() == grpc::StatusCode::PERMISSION_DENIED ||
      status.error_code() == grpc::StatusCode::UNIMPLEMENTED) {
    answered.error = ErrorId::kJobOrderDenied;
  }
  return answered;
}

}  // namespace

class ZeebeJobs::Impl {
 public:
  explicit Impl(const ZeebeJobsOptions& options)
      : options_(options),
        connection_(options.address, options.access),
        thread_([this] { Run(); }) {}

  ~Impl() {
    {
      absl::MutexLock lock(&mutex_);
      stopping_ = true;
    }
    thread_.join();
    connection_.calls().CancelAndWait();
  }

  void Subscribe(const JobRequest& request, std::function<void(Job)> on_job) {
    absl::MutexLock lock(&mutex_);
    feeds_.push_back(std::make_unique<JobFeed>(client_, request, std::move(on_job)));
    woken_ = true;
  }

  uint64_t Breaks() { return connection_.Breaks(); }

  template <class Request, class Response>
  void Order(OneAnswerMethod<Request, Response> method, Request request,
             std::function<void(Answered)> done) {
    StartCall(connection_, method, Timed<Request>{std::move(request), options_.deadline},
              [done = std::move(done)](const grpc::Status& status, const Response&) {
                done(ToOrderAnswered(status));
              });
  }

 private:
  using Moment = JobFeed::Moment;

  void Run() {
    while (true) {
      Moment next = Moment::max();
      for (JobFeed* const feed : BeginTurn()) {
        next = std::min(next, feed->Tend(std::chrono::steady_clock::now()));
      }
      if (!WaitUntil(next)) return;
    }
  }
  std::vector<JobFeed*> BeginTurn() {
    absl::MutexLock lock(&mutex_);
    woken_ = false;
    std::vector<JobFeed*> feeds;
    for (const auto& feed : feeds_) feeds.push_back(feed.get());
    return feeds;
  }
  // False: it is time to stop.
  bool WaitUntil(Moment next) {
    const auto disturbed = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return woken_ || stopping_;
    };
    absl::Duration limit = absl::InfiniteDuration();
    if (next != Moment::max()) limit = absl::FromChrono(next - std::chrono::steady_clock::now());
    absl::MutexLock lock(&mutex_);
    mutex_.AwaitWithTimeout(absl::Condition(&disturbed), limit);
    return !stopping_;
  }
  void Wake() {
    absl::MutexLock lock(&mutex_);
    woken_ = true;
  }

  const ZeebeJobsOptions options_;
  Connection connection_;
  const JobFeed::Client client_{.connection = connection_,
                                .deadline = options_.deadline,
                                .poll_every = options_.poll_every,
                                .wake = [this] { Wake(); },
                                .complain = options_.complain};
  absl::Mutex mutex_;
  std::vector<std::unique_ptr<JobFeed>> feeds_ ABSL_GUARDED_BY(mutex_);
  bool woken_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;  // last: it uses all of the above
};

ZeebeJobs::ZeebeJobs(const ZeebeJobsOptions& options) : impl_(std::make_unique<Impl>(options)) {}
ZeebeJobs::~ZeebeJobs() = default;

void ZeebeJobs::Subscribe(const JobRequest& request, std::function<void(Job)> on_job) {
  impl_->Subscribe(request, std::move(on_job));
}

uint64_t ZeebeJobs::Breaks() const { return impl_->Breaks(); }

void ZeebeJobs::Hold(JobKey job, Millis timeout, std::function<void(Answered)> done) {
  if (!NamesPartition(job.value)) return done(NoPartition(job.value));
  pb::UpdateJobTimeoutRequest request;
  request.set_jobkey(job.value);
  request.set_timeout(timeout.count());
  impl_->Order(&GatewayStub::async_interface::UpdateJobTimeout, std::move(request),
               std::move(done));
}

void ZeebeJobs::Finish(JobKey job, const JobEnd& end, std::function<void(Answered)> done) {
  if (!NamesPartition(job.value)) return done(NoPartition(job.value));
  switch (end.kind) {
    case JobEnd::Kind::kCompleted:
      return impl_->Order(&GatewayStub::async_interface::CompleteJob, ToComplete(job, end),
                          std::move(done));
    case JobEnd::Kind::kFailed:
      return impl_->Order(&GatewayStub::async_interface::FailJob, ToFail(job, end),
                          std::move(done));
    case JobEnd::Kind::kError:
      return impl_->Order(&GatewayStub::async_interface::ThrowError, ToThrow(job, end),
                          std::move(done));
  }
}

void ZeebeJobs::CancelInstance(InstanceKey instance, std::function<void(Answered)> done) {
  if (!NamesPartition(instance.value)) return done(NoPartition(instance.value));
  pb::CancelProcessInstanceRequest request;
  request.set_processinstancekey(instance.value);
  impl_->Order(&GatewayStub::async_interface::CancelProcessInstance, std::move(request),
               std::move(done));
}

}  // namespace telltale
