#include "connectors/zeebe/job_feed.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "connectors/zeebe/many_answers.h"
#include "engine/base/strings.h"

namespace telltale {
namespace {

namespace pb = gateway_protocol;

constexpr char kWorker[] = "telltale";
constexpr Millis kFirstPause{100};
constexpr Millis kLongestPause{5000};
// Per poll; a poll that found jobs is followed by another.
constexpr size_t kMaxJobs = 100;
// How long the gateway holds a poll until there is a job.
constexpr Millis kLongPoll{5000};
// Until there may be room for more, and after a poll that the gateway did not hold: the first
// pause, which then doubles.
constexpr Millis kFirstIdle{20};
constexpr Millis kLongestFull{160};
constexpr Millis kLongestUnheld{1280};
constexpr int64_t kDoNotWait = -1;

template <class Request>
Request ToRequest(const JobRequest& job) {
  Request request;
  request.set_type(job.type);
  request.set_worker(kWorker);
  request.set_timeout(job.timeout.count());
  for (const std::string& name : job.variables) request.add_fetchvariable(name);
  return request;
}

Job ToJob(const pb::ActivatedJob& job) {
  return {.key = {job.key()},
          .instance = {job.processinstancekey()},
          .element_instance = job.elementinstancekey(),
          .type = job.type(),
          .process = job.bpmnprocessid(),
          .element = job.elementid(),
          .headers = job.customheaders(),
          .retries = job.retries(),
          .variables = job.variables()};
}

}  // namespace

JobFeed::JobFeed(const Client& client, const JobRequest& request, std::function<void(Job)> on_job)
    : client_(client),
      request_(request),
      streams_(request_.room == nullptr),
      on_job_(std::move(on_job)) {}

JobFeed::Moment JobFeed::Tend(Moment now) {
  bool open = false, poll = false;
  {
    absl::MutexLock lock(&mutex_);
    open = streams_ && !stream_.open && stream_.due <= now;
    if (open) {
      stream_.open = true;
      stream_.opened = now;
      poll_.due = now;
    }
    poll = !poll_.open && poll_.due <= now;
    if (poll) {
      poll_.open = true;
      poll_.opened = now;
    }
  }
  if (open) OpenStream();
  if (poll) Poll(now);
  absl::MutexLock lock(&mutex_);
  Moment next = Moment::max();
  if (streams_ && !stream_.open) next = std::min(next, stream_.due);
  if (!poll_.open) next = std::min(next, poll_.due);
  return next;
}

// ---------------------------------------------------------------- the stream

void JobFeed::OpenStream() {
  using Stream = ManyAnswers<pb::StreamActivatedJobsRequest, pb::ActivatedJob>;
  const auto stream = std::make_shared<Stream>(
      client_.connection, ToRequest<pb::StreamActivatedJobsRequest>(request_),
      [this](const pb::ActivatedJob& job) { HandOver(job); },
      [this](const grpc::Status& status) { OnStreamEnd(status); });
  stream->Begin(&GatewayStub::async_interface::StreamActivatedJobs, stream);
}

void JobFeed::OnStreamEnd(const grpc::Status& status) {
  if (status.error_code() == grpc::StatusCode::UNAVAILABLE) client_.connection.NoteBreak();
  bool tell = false;
  {
    absl::MutexLock lock(&mutex_);
    // One that lived was good: what ended it is news.
    if (std::chrono::steady_clock::now() - stream_.opened > kLongestPause) {
      stream_.pause = Millis{0};
      stream_.complained = false;
    }
    tell = Fail(stream_, status);
  }
  if (tell) Complain("stream", status);
  client_.wake();
}

void JobFeed::HandOver(const pb::ActivatedJob& activated) {
  Job job = ToJob(activated);
  job.breaks = client_.connection.Breaks();
  on_job_(std::move(job));
}

// ---------------------------------------------------------------- polls

void JobFeed::Poll(Moment now) {
  const size_t room = request_.room ? std::min(request_.room(), kMaxJobs) : kMaxJobs;
  if (room == 0) {
    absl::MutexLock lock(&mutex_);
    poll_.open = false;
    poll_.idle = std::clamp(2 * poll_.idle, kFirstIdle, kLongestFull);
    poll_.due = now + poll_.idle;
    return;
  }
  auto request = ToRequest<pb::ActivateJobsRequest>(request_);
  request.set_maxjobstoactivate(static_cast<int32_t>(room));
  request.set_requesttimeout(streams_ ? kDoNotWait : kLongPoll.count());
  using Reading = ManyAnswers<pb::ActivateJobsRequest, pb::ActivateJobsResponse>;
  const auto found = std::make_shared<bool>(false);
  const auto reading = std::make_shared<Reading>(
      client_.connection, std::move(request),
      [this, found](const pb::ActivateJobsResponse& response) {
        for (const pb::ActivatedJob& job : response.jobs()) HandOver(job);
        *found = *found || response.jobs_size() > 0;
      },
      [this, found](const grpc::Status& status) { OnPollEnd(status, *found); });
  reading->EndBy(client_.deadline + (streams_ ? Millis{0} : kLongPoll));
  reading->Begin(&GatewayStub::async_interface::ActivateJobs, reading);
}

void JobFeed::OnPollEnd(const grpc::Status& status, bool found) {
  bool tell = false;
  {
    absl::MutexLock lock(&mutex_);
    if (status.ok()) {
      const Moment now = std::chrono::steady_clock::now();
      const Millis idle = found ? Millis{0} : PauseOf(now);
      poll_ = {.due = now + (streams_ && !found ? client_.poll_every : idle), .idle = idle};
    } else {
      tell = Fail(poll_, status);
    }
  }
  if (tell) Complain("poll", status);
  client_.wake();
}

Millis JobFeed::PauseOf(Moment now) {
  if (now - poll_.opened >= kLongPoll / 2) return kFirstIdle;  // it was held
  return std::clamp(2 * poll_.idle, kFirstIdle, kLongestUnheld);
}

bool JobFeed::Fail(Way& way, const grpc::Status& status) {
  way.open = false;
  way.pause = std::clamp(2 * way.pause, kFirstPause, kLongestPause);
  way.due = std::chrono::steady_clock::now() + way.pause;
  // So an engine under load answers who asks for jobs; it is worth a word only if it goes on.
  const bool passes =
      status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED && way.pause < kLongestPause;
  return !passes && !AwaitsToken(status) && !std::exchange(way.complained, true);
}

void JobFeed::Complain(std::string_view what, const grpc::Status& status) const {
  client_.complain(absl::StrCat("the ", A(what), " for jobs of type ", request_.type, " ended: ",
                                status.error_message(), " (code ", status.error_code(), ")"));
}

}  // namespace telltale
