// KafkaHandle: librdkafka's handles with owners, and its errors as statuses.
//
// Thread safety: as librdkafka: an rd_kafka_t may be used from any thread.
#ifndef TELLTALE_CONNECTORS_KAFKA_KAFKA_HANDLE_H_
#define TELLTALE_CONNECTORS_KAFKA_KAFKA_HANDLE_H_

#include <librdkafka/rdkafka.h>

#include <map>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "connectors/kafka/kafka_source.h"

namespace telltale {

struct DestroyKafka {
  void operator()(rd_kafka_t* p) const { rd_kafka_destroy(p); }
  void operator()(rd_kafka_topic_partition_list_t* p) const {
    rd_kafka_topic_partition_list_destroy(p);
  }
  void operator()(rd_kafka_queue_t* p) const { rd_kafka_queue_destroy(p); }
  void operator()(rd_kafka_message_t* p) const { rd_kafka_message_destroy(p); }
  void operator()(rd_kafka_topic_t* p) const { rd_kafka_topic_destroy(p); }
  void operator()(const rd_kafka_metadata_t* p) const { rd_kafka_metadata_destroy(p); }
};
template <class T>
using KafkaPtr = std::unique_ptr<T, DestroyKafka>;
using KafkaList = KafkaPtr<rd_kafka_topic_partition_list_t>;

// An empty list with room for `size` partitions.
KafkaList NewKafkaList(int size);

// OK for no error; kNotFound for unknown topics and partitions, kUnavailable
// for what may pass, kFailedPrecondition for what will not.
absl::Status KafkaStatus(rd_kafka_resp_err_t error, const std::string& doing);

// A consumer with our settings below the user's properties. `options` must
// outlive it: its log function is called from the client's threads.
absl::StatusOr<KafkaPtr<rd_kafka_t>> NewKafkaConsumer(const KafkaOptions& options);

}  // namespace telltale

#endif  // TELLTALE_CONNECTORS_KAFKA_KAFKA_HANDLE_H_
