// ListOffsets: asks where partitions begin, end, or reach a time, and waits no longer than it says.
//
// librdkafka's own call (2.0.2) takes a time limit but waits for minutes on a broker that stands
// still. So each question has a thread of its own, which is left behind when the time is over, and
// the consumer lives until its last question is answered.
//
// Thread safety: any thread.
// Errors: kUnavailable if there is no answer in time; see KafkaStatus for the others.
#ifndef TELLTALE_CONNECTORS_KAFKA_LIST_OFFSETS_H_
#define TELLTALE_CONNECTORS_KAFKA_LIST_OFFSETS_H_

#include <atomic>
#include <memory>

#include "absl/status/statusor.h"
#include "connectors/kafka/kafka_handle.h"

namespace telltale {

// A consumer and what its callbacks use.
class KafkaConsumer {
 public:
  static absl::StatusOr<std::shared_ptr<KafkaConsumer>> Create(const KafkaOptions& options);
  ~KafkaConsumer();
  rd_kafka_t* get() const { return rk_.get(); }

 private:
  friend absl::StatusOr<KafkaList> ListOffsets(const std::shared_ptr<KafkaConsumer>& consumer,
                                               KafkaList wanted);
  explicit KafkaConsumer(const KafkaOptions& options) : options_(options) {}

  const KafkaOptions options_;
  KafkaPtr<rd_kafka_t> rk_;
  std::atomic<int> asking_{0};
};

// Each entry of `wanted` holds a time in ms, RD_KAFKA_OFFSET_BEGINNING or RD_KAFKA_OFFSET_END as
// its offset; each entry of the answer holds the offset that is there, or its own error.
absl::StatusOr<KafkaList> ListOffsets(const std::shared_ptr<KafkaConsumer>& consumer,
                                      KafkaList wanted);

}  // namespace telltale

#endif  // TELLTALE_CONNECTORS_KAFKA_LIST_OFFSETS_H_
