// OneByOne: a producer that has one record under way at a time. What it is refused was refused for
// itself, and not for what shares a batch with it.
//
//   OneByOne alone(producer);  // which nobody else uses
//   alone.Send(record, [](const DeliveryReport& report) { ... });
//
// Thread safety: any thread. Ownership: the producer must outlive Close(), and end before this.
#ifndef TELLTALE_ENGINE_ROADS_ONE_BY_ONE_H_
#define TELLTALE_ENGINE_ROADS_ONE_BY_ONE_H_

#include <deque>
#include <optional>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "engine/ports/producer.h"

namespace telltale {

class OneByOne : public Producer {
 public:
  explicit OneByOne(Producer& producer) : producer_(producer) {}

  void Send(NewRecord record, Done done) override;
  bool Flush(Millis limit) override;

  // Nothing more is sent: what waits its turn, and what comes later, is told as kNotNow.
  void Close();

 private:
  struct Waiting {
    NewRecord record;
    Done done;
  };

  void SendWaiting();
  std::optional<Waiting> TakeNext();
  void OnReport(const Done& done, DeliveryReport report);

  Producer& producer_;
  absl::Mutex mutex_;
  std::deque<Waiting> waiting_ ABSL_GUARDED_BY(mutex_);
  bool under_way_ ABSL_GUARDED_BY(mutex_) = false;
  // Somebody is in SendWaiting(). A report that comes there before Send() returns leaves the next
  // record to the loop outside, so that a long queue is no deep stack.
  bool sending_ ABSL_GUARDED_BY(mutex_) = false;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_ROADS_ONE_BY_ONE_H_
