// JobStream: one open StreamActivatedJobs call of the served broker.
//
// It deletes itself when gRPC is done with it, after it called `on_close`, once.
//
// Thread safety: any thread, but Push() only before `on_close`.
#ifndef TELLTALE_TESTS_SERVED_ZEEBE_JOB_STREAM_H_
#define TELLTALE_TESTS_SERVED_ZEEBE_JOB_STREAM_H_

#include <grpcpp/grpcpp.h>

#include <deque>
#include <functional>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "proto/zeebe/gateway.grpc.pb.h"

namespace telltale {

class JobStream : public grpc::ServerWriteReactor<gateway_protocol::ActivatedJob> {
 public:
  explicit JobStream(std::function<void()> on_close) : on_close_(std::move(on_close)) {}

  void Push(gateway_protocol::ActivatedJob job) {
    absl::MutexLock lock(&mutex_);
    queue_.push_back(std::move(job));
    if (queue_.size() == 1) StartWrite(&queue_.front());
  }

 private:
  void OnWriteDone(bool ok) override {
    absl::MutexLock lock(&mutex_);
    queue_.pop_front();
    if (closed_ || !ok) queue_.clear();
    if (!queue_.empty()) return StartWrite(&queue_.front());
    if (closed_) Finish(grpc::Status::CANCELLED);
  }
  // The other side is gone, or the server ends. A write that is under way ends first.
  void OnCancel() override {
    on_close_();
    absl::MutexLock lock(&mutex_);
    closed_ = true;
    if (queue_.empty()) Finish(grpc::Status::CANCELLED);
  }
  void OnDone() override { delete this; }

  std::function<void()> on_close_;
  absl::Mutex mutex_;
  std::deque<gateway_protocol::ActivatedJob> queue_ ABSL_GUARDED_BY(mutex_);  // front: under way
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace telltale

#endif  // TELLTALE_TESTS_SERVED_ZEEBE_JOB_STREAM_H_
