#include "engine/runtime/committer.h"

#include <iterator>
#include <utility>

#include "engine/delivery/failpoint.h"

namespace telltale {
namespace {

Committed Write(Store& store, const std::vector<Changes>& changes) {
  Committed result;
  if (!changes.empty()) {
    Failpoint(FailpointId::kBatchUnwritten);
    result.status = store.Commit(changes);
    if (!result.status.ok()) return result;
    Failpoint(FailpointId::kWrittenUnheard);
  }
  const absl::StatusOr<int64_t> free_bytes = store.FreeBytes();
  result.status = free_bytes.status();
  if (free_bytes.ok()) result.free_bytes = *free_bytes;
  return result;
}

}  // namespace

void InlineCommitter::Commit(std::vector<Changes> changes, Done done) {
  done(Write(store_, changes));
}

ThreadCommitter::ThreadCommitter(Store& store) : store_(store), thread_([this] { Run(); }) {}

ThreadCommitter::~ThreadCommitter() {
  {
    absl::MutexLock lock(&mutex_);
    stop_ = true;
  }
  thread_.join();
}

void ThreadCommitter::Commit(std::vector<Changes> changes, Done done) {
  absl::MutexLock lock(&mutex_);
  std::move(changes.begin(), changes.end(), std::back_inserter(changes_));
  waiting_.push_back(std::move(done));
}

void ThreadCommitter::Read(std::function<void(Store&)> read) {
  absl::MutexLock lock(&mutex_);
  reads_.push_back(std::move(read));
}

void ThreadCommitter::Run() {
  const auto has_work = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return stop_ || !waiting_.empty() || !reads_.empty();
  };
  absl::Status failed;
  while (true) {
    std::vector<Changes> changes;
    std::vector<Done> waiting;
    std::vector<std::function<void(Store&)>> reads;
    {
      absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(&has_work));
      if (waiting_.empty() && reads_.empty()) return;
      changes.swap(changes_);
      waiting.swap(waiting_);
      reads.swap(reads_);
    }
    if (!waiting.empty()) {
      const Committed result = failed.ok() ? Write(store_, changes) : Committed{failed};
      failed = result.status;
      for (const Done& done : waiting) done(result);
    }
    for (const auto& read : reads) read(store_);
  }
}

}  // namespace telltale
