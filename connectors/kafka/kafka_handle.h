// KafkaHandle: librdkafka's handles with owners, and its errors as statuses.
//
// Thread safety: as librdkafka: an rd_kafka_t may be used from any thread.
#ifndef TELLTALE_CONNECTORS_KAFKA_KAFKA_HANDLE_H_
#define TELLTALE_CONNECTORS_KAFKA_KAFKA_HANDLE_H_

#include <librdkafka/rdkafka.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

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

// Gets every line that a client logs; level as in syslog. Called from any thread.
using KafkaLog = std::function<void(int level, std::string_view text)>;

struct KafkaClientOptions {
  rd_kafka_type_t type = RD_KAFKA_CONSUMER;
  // Set one after another, so that later ones win, under whichever of a property's names.
  std::vector<std::map<std::string, std::string>> settings;
  // What else is to be set, if anything; errors cannot come of it.
  void (*configure)(rd_kafka_conf_t* conf) = nullptr;
};

// A client that logs to `log`, which must outlive it. kInvalidArgument: a setting is unknown or has
// a bad value.
absl::StatusOr<KafkaPtr<rd_kafka_t>> NewKafkaClient(const KafkaClientOptions& options,
                                                    const KafkaLog& log);

// A consumer with our settings below the user's properties. `options` must
// outlive it: its log function is called from the client's threads.
absl::StatusOr<KafkaPtr<rd_kafka_t>> NewKafkaConsumer(const KafkaOptions& options);

}  // namespace telltale

#endif  // TELLTALE_CONNECTORS_KAFKA_KAFKA_HANDLE_H_
