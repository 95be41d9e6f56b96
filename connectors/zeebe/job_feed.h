// JobFeed: the jobs of one type, from a stream that is kept open and from polls beside it.
//
// Zeebe pushes a job into the streams that it knows when the job is created; one that existed
// before is never pushed (measured on 8.5.8 and 8.6.0). So each new stream is followed by a poll at
// once, and a slow poll finds what was created while Zeebe did not know the stream yet, and what a
// push lost. A stream or poll that ends badly is begun again after a pause that doubles.
//
// Where the room for jobs is limited there is no stream: into one Zeebe pushes whatever there is,
// again each time that a job's timeout is over, and so much that it does little else (measured).
// Polls that the gateway holds until there is a job take its place. While there is no room, and
// where the gateway does not hold them, the pauses between two grow: nothing here goes round fast
// without a job.
//
// Thread safety: Tend() on one thread; gRPC's threads come in by themselves.
#ifndef TELLTALE_CONNECTORS_ZEEBE_JOB_FEED_H_
#define TELLTALE_CONNECTORS_ZEEBE_JOB_FEED_H_

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "connectors/zeebe/connection.h"
#include "engine/base/time.h"
#include "engine/ports/jobs.h"

namespace telltale {

class JobFeed {
 public:
  using Moment = std::chrono::steady_clock::time_point;
  // What all feeds of a client share; it outlives their calls.
  struct Client {
    Connection& connection;
    Millis deadline;             // of a poll
    Millis poll_every;           // beside a stream
    std::function<void()> wake;  // something may be due sooner than Tend() said
    // A feed works no more, and why; once until it works again.
    std::function<void(std::string_view)> complain;
  };

  JobFeed(const Client& client, const JobRequest& request, std::function<void(Job)> on_job);

  // Begins what is due at `now`. Returns when it wants to be called again.
  Moment Tend(Moment now);

 private:
  // One of the two ways in which jobs come.
  struct Way {
    bool open = false;
    Moment opened{};
    Moment due{};     // while it is not open: when to open it
    Millis pause{0};  // of the failures in a row
    Millis idle{0};   // of the polls in a row that found nothing at once, or no room
    bool complained = false;
  };

  void OpenStream();
  void HandOver(const gateway_protocol::ActivatedJob& activated);
  void Poll(Moment now);
  void OnStreamEnd(const grpc::Status& status);
  void OnPollEnd(const grpc::Status& status, bool found);
  // Of a poll that found nothing, and was not to wait beside a stream.
  Millis PauseOf(Moment now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Another try after a pause. Returns whether somebody should hear of it.
  bool Fail(Way& way, const grpc::Status& status) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Complain(std::string_view what, const grpc::Status& status) const;

  const Client& client_;
  const JobRequest request_;
  const bool streams_;
  const std::function<void(Job)> on_job_;
  absl::Mutex mutex_;
  Way stream_ ABSL_GUARDED_BY(mutex_);
  Way poll_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace telltale

#endif  // TELLTALE_CONNECTORS_ZEEBE_JOB_FEED_H_
