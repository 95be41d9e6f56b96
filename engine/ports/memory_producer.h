// MemoryProducer: topics in memory, written as a Producer writes them. For tests.
//
//   MemoryProducer producer({{"orders", 3}});
//   producer.AnswerNext({.delivery = Delivery::kAmbiguous, .text = "no answer"});
//   producer.Hold();                       // reports wait ...
//   producer.Release();                    // ... until now, in the order of Send()
//
// Thread safety: any thread.
#ifndef TELLTALE_ENGINE_PORTS_MEMORY_PRODUCER_H_
#define TELLTALE_ENGINE_PORTS_MEMORY_PRODUCER_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "engine/ports/producer.h"

namespace telltale {

class MemoryProducer : public Producer {
 public:
  // Topics by name, with the number of their partitions; others are refused.
  explicit MemoryProducer(std::map<std::string, int32_t> topics) : topics_(std::move(topics)) {}
  ~MemoryProducer() override;

  void Send(NewRecord record, Done done) override;
  bool Flush(Millis limit) override;

  // As Kafka's message.max.bytes, of key and value together.
  void SetMostBytes(size_t bytes);
  // More records than this that wait for their report are not taken.
  void SetRoom(size_t records);
  // The next record that could be written has this report. kDelivered: it is written.
  // kAmbiguous: it is written too, for that is what a caller must expect.
  void AnswerNext(DeliveryReport report);
  void Hold();
  void Release();

  // What a topic's partition holds, by offset.
  std::vector<NewRecord> Read(const std::string& topic, int32_t partition) const;
  // Of all partitions, one after another.
  std::vector<NewRecord> ReadAll(const std::string& topic) const;
  // Records that wait for their report.
  size_t waiting() const;

 private:
  struct Waiting {
    Done done;
    DeliveryReport report;
  };

  DeliveryReport Write(NewRecord record) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::map<std::string, int32_t> topics_;
  mutable absl::Mutex mutex_;
  std::map<std::string, std::map<int32_t, std::vector<NewRecord>>> logs_ ABSL_GUARDED_BY(mutex_);
  std::deque<DeliveryReport> answers_ ABSL_GUARDED_BY(mutex_);
  std::deque<Waiting> waiting_ ABSL_GUARDED_BY(mutex_);
  bool holding_ ABSL_GUARDED_BY(mutex_) = false;
  size_t most_bytes_ ABSL_GUARDED_BY(mutex_) = 1'000'000;
  size_t room_ ABSL_GUARDED_BY(mutex_) = 10'000;
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_PORTS_MEMORY_PRODUCER_H_
