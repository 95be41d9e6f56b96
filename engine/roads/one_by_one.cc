#include "engine/roads/one_by_one.h"

#include <utility>

#include "absl/time/time.h"

namespace telltale {
namespace {

DeliveryReport Closed() { return {.delivery = Delivery::kNotNow, .text = "the node ends"}; }

}  // namespace

void OneByOne::Send(NewRecord record, Done done) {
  {
    absl::MutexLock lock(&mutex_);
    if (!closed_) waiting_.push_back({std::move(record), std::exchange(done, nullptr)});
  }
  if (done != nullptr) return done(Closed());
  SendWaiting();
}

void OneByOne::SendWaiting() {
  {
    absl::MutexLock lock(&mutex_);
    if (std::exchange(sending_, true)) return;
  }
  while (std::optional<Waiting> next = TakeNext()) {
    producer_.Send(std::move(next->record),
                   [this, done = std::move(next->done)](DeliveryReport report) {
                     OnReport(done, std::move(report));
                   });
  }
}

// nullopt: there is none, or another is under way; then this round of sending is over.
std::optional<OneByOne::Waiting> OneByOne::TakeNext() {
  absl::MutexLock lock(&mutex_);
  if (under_way_ || waiting_.empty()) {
    sending_ = false;
    return std::nullopt;
  }
  under_way_ = true;
  Waiting next = std::move(waiting_.front());
  waiting_.pop_front();
  return next;
}

void OneByOne::OnReport(const Done& done, DeliveryReport report) {
  {
    absl::MutexLock lock(&mutex_);
    under_way_ = false;
  }
  done(std::move(report));
  SendWaiting();
}

bool OneByOne::Flush(Millis limit) {
  const auto idle = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return !under_way_ && waiting_.empty();
  };
  absl::MutexLock lock(&mutex_);
  return mutex_.AwaitWithTimeout(absl::Condition(&idle), absl::FromChrono(limit));
}

void OneByOne::Close() {
  std::deque<Waiting> waiting;
  {
    const auto away = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return !sending_; };
    absl::MutexLock lock(&mutex_);
    closed_ = true;
    waiting.swap(waiting_);
    mutex_.Await(absl::Condition(&away));
  }
  for (const Waiting& each : waiting) each.done(Closed());
}

}  // namespace telltale
