#include "tests/acceptance/tools/kafka_produce.h"

#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "tests/acceptance/tools/input_record.h"
#include "tests/acceptance/tools/kafka_client.h"

namespace telltale::acceptance {
namespace {

constexpr absl::Duration kReportLimit = absl::Seconds(60);
constexpr int kPauseMs = 100;

// Some bad input is over 1 MiB on purpose and must get through to the topic.
const Properties kProducer = {{"enable.idempotence", "true"},
                              {"acks", "all"},
                              {"compression.codec", "lz4"},
                              {"linger.ms", "5"},
                              {"message.max.bytes", "8000000"}};

// Counts the delivery reports that have come, after waiting up to `timeout_ms` for the first.
void CountReports(rd_kafka_queue_t* reports, int timeout_ms, ProduceResult& result) {
  while (rd_kafka_event_t* event = rd_kafka_queue_poll(reports, timeout_ms)) {
    while (const rd_kafka_message_t* report = rd_kafka_event_message_next(event)) {
      if (report->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
        ++result.failed;
      } else if (report->offset < 0) {
        ++result.unknown;
      } else {
        ++result.delivered;
      }
    }
    rd_kafka_event_destroy(event);
    timeout_ms = 0;
  }
}

rd_kafka_headers_t* Headers(const InputRecord& record) {
  rd_kafka_headers_t* headers = rd_kafka_headers_new(record.headers.size());
  for (const auto& [name, value] : record.headers) {
    rd_kafka_header_add(headers, name.data(), name.size(), value.data(), value.size());
  }
  return headers;
}

// Hands one record to the client; `headers` become its own if that succeeds.
rd_kafka_resp_err_t Enqueue(rd_kafka_t* client, const std::string& topic, const InputRecord& record,
                            rd_kafka_headers_t* headers) {
  const std::string* key = record.key ? &*record.key : nullptr;
  const std::string* value = record.value ? &*record.value : nullptr;
  return rd_kafka_producev(client, RD_KAFKA_V_TOPIC(topic.c_str()),
                           RD_KAFKA_V_PARTITION(record.partition.value_or(RD_KAFKA_PARTITION_UA)),
                           RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
                           RD_KAFKA_V_TIMESTAMP(record.timestamp_ms),
                           RD_KAFKA_V_KEY(key ? key->data() : nullptr, key ? key->size() : 0),
                           RD_KAFKA_V_VALUE(value ? const_cast<char*>(value->data()) : nullptr,
                                            value ? value->size() : 0),
                           RD_KAFKA_V_HEADERS(headers), RD_KAFKA_V_END);
}

absl::Status ProduceOne(rd_kafka_t* client, const std::string& topic, const InputRecord& record,
                        rd_kafka_queue_t* reports, ProduceResult& result) {
  rd_kafka_headers_t* headers = Headers(record);
  for (;;) {
    const rd_kafka_resp_err_t code = Enqueue(client, topic, record, headers);
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return absl::OkStatus();
    if (code != RD_KAFKA_RESP_ERR__QUEUE_FULL) {
      rd_kafka_headers_destroy(headers);
      return KafkaError(code, "produce");
    }
    CountReports(reports, kPauseMs, result);
  }
}

}  // namespace

absl::StatusOr<ProduceResult> Produce(const std::string& brokers, const std::string& topic,
                                      std::istream& lines) {
  absl::StatusOr<KafkaClient> client = Connect(RD_KAFKA_PRODUCER, brokers, kProducer);
  if (!client.ok()) return client.status();
  rd_kafka_t* kafka = client->get();
  if (const auto marks = AwaitWatermarks(kafka, topic); !marks.ok()) return marks.status();

  rd_kafka_queue_t* reports = rd_kafka_queue_get_main(kafka);
  ProduceResult result;
  absl::Status status;
  for (std::string line; status.ok() && std::getline(lines, line);) {
    const absl::StatusOr<InputRecord> record = ParseInputRecord(line);
    status = record.ok() ? ProduceOne(kafka, topic, *record, reports, result) : record.status();
    CountReports(reports, 0, result);
  }
  const absl::Time end = absl::Now() + kReportLimit;
  while (status.ok() && rd_kafka_outq_len(kafka) > 0) {
    CountReports(reports, kPauseMs, result);
    if (absl::Now() > end) status = absl::DeadlineExceededError("records without a report");
  }
  rd_kafka_queue_destroy(reports);
  if (!status.ok()) return status;
  return result;
}

}  // namespace telltale::acceptance
