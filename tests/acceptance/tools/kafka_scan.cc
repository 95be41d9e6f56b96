#include "tests/acceptance/tools/kafka_scan.h"

#include <string_view>

#include "engine/base/status.h"
#include "tests/acceptance/tools/kafka_client.h"

namespace telltale::acceptance {
namespace {

constexpr int kRecordLimitMs = 30000;

// enable.partition.eof: an end is an event of its own, so that an empty partition ends too.
const Properties kConsumer = {{"group.id", "acceptance-scan"},
                              {"enable.auto.commit", "false"},
                              {"enable.partition.eof", "true"},
                              {"fetch.message.max.bytes", "8000000"}};

absl::Status AssignAll(rd_kafka_t* client, const std::string& topic, int partitions) {
  rd_kafka_topic_partition_list_t* list = rd_kafka_topic_partition_list_new(partitions);
  for (int i = 0; i < partitions; ++i) {
    rd_kafka_topic_partition_list_add(list, topic.c_str(), i)->offset = 0;
  }
  const rd_kafka_resp_err_t code = rd_kafka_assign(client, list);
  rd_kafka_topic_partition_list_destroy(list);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return KafkaError(code, "assign");
  return absl::OkStatus();
}

}  // namespace

absl::Status VisitTopic(const std::string& brokers, const std::string& topic,
                        absl::FunctionRef<void(const rd_kafka_message_t&)> visit) {
  ASSIGN_OR_RETURN(const KafkaClient client, Connect(RD_KAFKA_CONSUMER, brokers, kConsumer));
  rd_kafka_poll_set_consumer(client.get());
  ASSIGN_OR_RETURN(const int partitions, PartitionCount(client.get(), topic));
  RETURN_IF_ERROR(AssignAll(client.get(), topic, partitions));
  for (int ended = 0; ended < partitions;) {
    rd_kafka_message_t* message = rd_kafka_consumer_poll(client.get(), kRecordLimitMs);
    if (message == nullptr) return absl::DeadlineExceededError("no record and no end of " + topic);
    const rd_kafka_resp_err_t code = message->err;
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) visit(*message);
    ended += code == RD_KAFKA_RESP_ERR__PARTITION_EOF;
    rd_kafka_message_destroy(message);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR && code != RD_KAFKA_RESP_ERR__PARTITION_EOF) {
      return KafkaError(code, "read " + topic);
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Position>> ScanKeys(const std::string& brokers, const std::string& topic,
                                               const std::string& prefix) {
  std::vector<Position> found;
  RETURN_IF_ERROR(VisitTopic(brokers, topic, [&](const rd_kafka_message_t& message) {
    const std::string_view key(static_cast<const char*>(message.key), message.key_len);
    if (key.substr(0, prefix.size()) != prefix) return;
    found.push_back({message.partition, message.offset, std::string(key)});
  }));
  return found;
}

}  // namespace telltale::acceptance
