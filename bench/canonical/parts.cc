#include "bench/canonical/parts.h"

#include <librdkafka/rdkafka.h>

#include <functional>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cli/bench/resources.h"
#include "connectors/json/json_decoder.h"
#include "connectors/kafka/kafka_handle.h"
#include "engine/base/hash.h"
#include "engine/base/status.h"
#include "engine/table/key_table.h"
#include "tests/acceptance/tools/kafka_client.h"

namespace telltale {
namespace {

constexpr size_t kBatch = 10000;
constexpr int kWaitMs = 20;
constexpr double kLimitS = 120;  // for all records to come

using OnValue = std::function<bool(std::string_view value)>;  // false: it is not as it should be

// Gives all values of the topic to `on_value`, and returns what that has cost.
absl::StatusOr<double> ReadAll(const KafkaOptions& options, uint64_t records,
                               const OnValue& on_value) {
  ASSIGN_OR_RETURN(const KafkaPtr<rd_kafka_t> client, NewKafkaConsumer(options));
  // Looked up first, as the engine does: the first fetch of an unknown topic waits for a second.
  RETURN_IF_ERROR(acceptance::PartitionCount(client.get(), kWorkloadTopic).status());
  const KafkaList list = NewKafkaList(kWorkloadPartitions);
  for (int i = 0; i < kWorkloadPartitions; ++i) {
    rd_kafka_topic_partition_list_add(list.get(), kWorkloadTopic, i)->offset = 0;
  }
  const KafkaPtr<rd_kafka_queue_t> queue(rd_kafka_queue_get_consumer(client.get()));
  const Resources begin = ReadResources();
  RETURN_IF_ERROR(KafkaStatus(rd_kafka_assign(client.get(), list.get()), "assigning"));
  std::vector<rd_kafka_message_t*> messages(kBatch);
  uint64_t seen = 0;
  while (seen < records) {
    const ssize_t got =
        rd_kafka_consume_batch_queue(queue.get(), kWaitMs, messages.data(), messages.size());
    for (ssize_t i = 0; i < got; ++i) {
      const KafkaPtr<rd_kafka_message_t> message(messages[i]);
      if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) continue;
      ++seen;
      if (!on_value({static_cast<const char*>(message->payload), message->len})) {
        return absl::InternalError("expected the workload's records, but one is of another kind");
      }
    }
    if (ReadResources().wall_s - begin.wall_s > kLimitS) {
      return absl::InternalError(absl::StrCat("expected ", records, " records, but ", seen,
                                              " came within ", kLimitS, " s"));
    }
  }
  return ReadResources().cpu_s - begin.cpu_s;
}

absl::StatusOr<double> ReadAndDecode(const KafkaOptions& options, uint64_t records) {
  SlotTable slots;
  for (const char* field : {"ts", "event_id", "vehicle", "sensor", "defect", "severity"}) {
    slots.Add(Path{{field}});
  }
  const std::unique_ptr<Decoder> decoder = MakeJsonDecoder(slots);
  std::vector<Value> fields(slots.paths().size());
  return ReadAll(options, records, [&](std::string_view value) {
    DecodeError error;
    return decoder->Decode(value, absl::MakeSpan(fields), error) &&
           fields[0].kind == Value::Kind::kNumber && fields[5].kind == Value::Kind::kString;
  });
}

absl::StatusOr<double> LookUpAll(const Workload& workload) {
  const Plan plan{.raise = Raise{.n = 3}, .remember = 8};
  std::vector<KeyTable> tables;
  for (int i = 0; i < kWorkloadPartitions; ++i) tables.emplace_back(RuleId{1}, plan);
  // One behind the other in the order of the stream, so that reading the texts costs next to
  // nothing.
  std::string texts;
  std::vector<uint8_t> partitions;
  for (uint64_t n = 0; n < workload.keys; ++n) {
    const WorkloadEvent event = workload.EventAt(n);
    const std::string text = KeyTextOf(event);
    tables[event.partition].FindOrAdd(HashKey(text), text);
    texts += text;
    partitions.push_back(static_cast<uint8_t>(event.partition));
  }
  const size_t length = texts.size() / workload.keys;
  const double begin = ReadResources().cpu_s;
  uint64_t found = 0;
  for (uint64_t n = 0; n < workload.events(); ++n) {
    const uint64_t place = n % workload.keys;
    const KeyHash hash = HashKey(std::string_view(texts).substr(place * length, length));
    found += tables[partitions[place]].Find(hash).has_value();
  }
  const double cpu_s = ReadResources().cpu_s - begin;
  if (found == workload.events()) return cpu_s;
  return absl::InternalError("expected to find every key, but some were not there");
}

}  // namespace

absl::StatusOr<PartsReport> MeasureParts(const std::string& brokers, const Workload& workload) {
  const KafkaOptions options{.brokers = brokers, .group = "parts"};
  PartsReport report;
  ASSIGN_OR_RETURN(report.fetch_s,
                   ReadAll(options, workload.events(), [](std::string_view) { return true; }));
  ASSIGN_OR_RETURN(report.fetch_decode_s, ReadAndDecode(options, workload.events()));
  ASSIGN_OR_RETURN(report.look_up_s, LookUpAll(workload));
  return report;
}

}  // namespace telltale
