#include "tests/acceptance/tools/kafka_admin.h"

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace telltale::acceptance {
namespace {

constexpr int kAdminLimitMs = 20000;
constexpr absl::Duration kDeleteLimit = absl::Seconds(30);

struct QueueDeleter {
  void operator()(rd_kafka_queue_t* queue) const { rd_kafka_queue_destroy(queue); }
};
using Queue = std::unique_ptr<rd_kafka_queue_t, QueueDeleter>;

struct EventDeleter {
  void operator()(rd_kafka_event_t* event) const { rd_kafka_event_destroy(event); }
};
using Event = std::unique_ptr<rd_kafka_event_t, EventDeleter>;

// Returns what the broker answered to the admin request that was put to `queue`; `results` is the
// accessor that belongs to the kind of request.
template <class GetResult, class GetTopics>
absl::Status AwaitTopicResult(rd_kafka_queue_t* queue, GetResult get_result, GetTopics get_topics,
                              const std::string& what) {
  const Event event(rd_kafka_queue_poll(queue, kAdminLimitMs));
  if (event == nullptr) return absl::DeadlineExceededError(what);
  rd_kafka_resp_err_t code = rd_kafka_event_error(event.get());
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR) {
    size_t count = 0;
    const rd_kafka_topic_result_t** topics = get_topics(get_result(event.get()), &count);
    code = rd_kafka_topic_result_error(topics[0]);
  }
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return KafkaError(code, what);
  return absl::OkStatus();
}

}  // namespace

absl::Status CreateTopic(rd_kafka_t* client, const std::string& topic, int partitions,
                         const Properties& config) {
  rd_kafka_NewTopic_t* wanted =
      rd_kafka_NewTopic_new(topic.c_str(), partitions, /*replication_factor=*/1, nullptr, 0);
  for (const auto& [name, value] : config) {
    rd_kafka_NewTopic_set_config(wanted, name.c_str(), value.c_str());
  }
  const Queue queue(rd_kafka_queue_new(client));
  rd_kafka_CreateTopics(client, &wanted, 1, nullptr, queue.get());
  const absl::Status created =
      AwaitTopicResult(queue.get(), rd_kafka_event_CreateTopics_result,
                       rd_kafka_CreateTopics_result_topics, "create " + topic);
  rd_kafka_NewTopic_destroy(wanted);
  if (!created.ok()) return created;
  return AwaitWatermarks(client, topic).status();
}

absl::Status DeleteTopic(rd_kafka_t* client, const std::string& topic) {
  rd_kafka_DeleteTopic_t* unwanted = rd_kafka_DeleteTopic_new(topic.c_str());
  const Queue queue(rd_kafka_queue_new(client));
  rd_kafka_DeleteTopics(client, &unwanted, 1, nullptr, queue.get());
  const absl::Status deleted =
      AwaitTopicResult(queue.get(), rd_kafka_event_DeleteTopics_result,
                       rd_kafka_DeleteTopics_result_topics, "delete " + topic);
  rd_kafka_DeleteTopic_destroy(unwanted);
  if (!deleted.ok()) return deleted;
  const absl::Time end = absl::Now() + kDeleteLimit;
  while (!absl::IsNotFound(PartitionCount(client, topic).status())) {
    if (absl::Now() > end) return absl::DeadlineExceededError(topic + " is still known");
    absl::SleepFor(kLookPause);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<GroupOffset>> CommittedOffsets(rd_kafka_t* client,
                                                          const std::string& topic) {
  const absl::StatusOr<int> partitions = PartitionCount(client, topic);
  if (!partitions.ok()) return partitions.status();
  rd_kafka_topic_partition_list_t* list = rd_kafka_topic_partition_list_new(*partitions);
  rd_kafka_topic_partition_list_add_range(list, topic.c_str(), 0, *partitions - 1);
  const rd_kafka_resp_err_t code = rd_kafka_committed(client, list, kAdminLimitMs);
  std::vector<GroupOffset> offsets;
  for (int i = 0; i < list->cnt; ++i) {
    const rd_kafka_topic_partition_t& entry = list->elems[i];
    offsets.push_back({entry.partition, entry.offset,
                       std::string(static_cast<const char*>(entry.metadata),
                                   entry.metadata == nullptr ? 0 : entry.metadata_size)});
  }
  rd_kafka_topic_partition_list_destroy(list);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return KafkaError(code, "committed offsets");
  return offsets;
}

}  // namespace telltale::acceptance
