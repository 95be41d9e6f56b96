#include "tests/acceptance/tools/kafka_client.h"

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace telltale::acceptance {
namespace {

constexpr absl::Duration kAnswerLimit = absl::Seconds(30);
constexpr int kRequestLimitMs = 5000;

absl::StatusOr<std::vector<Watermarks>> QueryWatermarks(rd_kafka_t* client,
                                                        const std::string& topic) {
  const absl::StatusOr<int> partitions = PartitionCount(client, topic);
  if (!partitions.ok()) return partitions.status();
  std::vector<Watermarks> marks(*partitions);
  for (int i = 0; i < *partitions; ++i) {
    const rd_kafka_resp_err_t code = rd_kafka_query_watermark_offsets(
        client, topic.c_str(), i, &marks[i].low, &marks[i].high, kRequestLimitMs);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
      return KafkaError(code, absl::StrCat("offsets of ", topic, "/", i));
    }
  }
  return marks;
}

}  // namespace

absl::StatusOr<KafkaClient> Connect(rd_kafka_type_t type, const std::string& brokers,
                                    const Properties& properties) {
  char error[512];
  rd_kafka_conf_t* conf = rd_kafka_conf_new();
  Properties all = {{"bootstrap.servers", brokers}, {"reconnect.backoff.max.ms", "500"}};
  all.insert(all.end(), properties.begin(), properties.end());
  for (const auto& [name, value] : all) {
    if (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), error, sizeof(error)) !=
        RD_KAFKA_CONF_OK) {
      rd_kafka_conf_destroy(conf);
      return absl::InvalidArgumentError(error);
    }
  }
  // Delivery reports come as events, from the main queue; without a callback they would be dropped.
  rd_kafka_conf_set_events(conf, RD_KAFKA_EVENT_DR);
  rd_kafka_t* client = rd_kafka_new(type, conf, error, sizeof(error));
  if (client == nullptr) {
    rd_kafka_conf_destroy(conf);
    return absl::InternalError(error);
  }
  return KafkaClient(client);
}

absl::StatusOr<std::vector<Watermarks>> AwaitWatermarks(rd_kafka_t* client,
                                                        const std::string& topic) {
  const absl::Time end = absl::Now() + kAnswerLimit;
  for (;;) {
    absl::StatusOr<std::vector<Watermarks>> marks = QueryWatermarks(client, topic);
    if (marks.ok()) return marks;
    if (absl::Now() > end) return absl::DeadlineExceededError(marks.status().ToString());
    absl::SleepFor(kLookPause);
  }
}

absl::StatusOr<int> PartitionCount(rd_kafka_t* client, const std::string& topic) {
  rd_kafka_topic_t* handle = rd_kafka_topic_new(client, topic.c_str(), nullptr);
  const rd_kafka_metadata_t* metadata = nullptr;
  rd_kafka_resp_err_t code = rd_kafka_metadata(client, 0, handle, &metadata, kRequestLimitMs);
  int partitions = 0;
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR) {
    code = metadata->topics[0].err;
    partitions = metadata->topics[0].partition_cnt;
    rd_kafka_metadata_destroy(metadata);
  }
  rd_kafka_topic_destroy(handle);
  if (code == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART) return absl::NotFoundError(topic);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return KafkaError(code, "metadata of " + topic);
  return partitions;
}

absl::Status KafkaError(rd_kafka_resp_err_t code, const std::string& what) {
  return absl::UnavailableError(absl::StrCat(what, ": ", rd_kafka_err2str(code)));
}

}  // namespace telltale::acceptance
