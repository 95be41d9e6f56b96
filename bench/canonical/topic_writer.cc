#include "bench/canonical/topic_writer.h"

#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "engine/base/status.h"
#include "tests/acceptance/tools/kafka_client.h"

namespace telltale {
namespace {

constexpr int kFlushLimitMs = 60'000;
constexpr int kPauseMs = 10;
// So many events of the paced stream may carry one time. A writer that falls behind its rate must
// not write times that have passed, or they are late for whoever keeps up with it.
constexpr uint64_t kBurst = 10'000;

acceptance::Properties ProducerFor(const TopicToFill& topic) {
  return {{"enable.idempotence", "true"},
          {"acks", "all"},
          {"compression.codec", topic.codec},
          {"linger.ms", "5"},
          {"queue.buffering.max.messages", "500000"},
          {"delivery.report.only.error", "true"}};
}

class TopicWriter {
 public:
  static absl::StatusOr<TopicWriter> Open(const TopicToFill& topic) {
    ASSIGN_OR_RETURN(acceptance::KafkaClient client,
                     acceptance::Connect(RD_KAFKA_PRODUCER, topic.brokers, ProducerFor(topic)));
    RETURN_IF_ERROR(acceptance::AwaitWatermarks(client.get(), topic.name).status());
    return TopicWriter(std::move(client), topic.name);
  }

  absl::Status Write(const WorkloadEvent& event) {
    json_.clear();
    AppendJson(event, json_);
    while (true) {
      const rd_kafka_resp_err_t code = rd_kafka_producev(
          client_.get(), RD_KAFKA_V_TOPIC(name_.c_str()), RD_KAFKA_V_PARTITION(event.partition),
          RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_VALUE(json_.data(), json_.size()),
          RD_KAFKA_V_TIMESTAMP(event.ts_ms), RD_KAFKA_V_END);
      if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return absl::OkStatus();
      if (code != RD_KAFKA_RESP_ERR__QUEUE_FULL) return acceptance::KafkaError(code, "produce");
      rd_kafka_poll(client_.get(), kPauseMs);
    }
  }

  // Waits until everything is written, and compares with what the broker took into the new topic.
  absl::Status Finish(uint64_t expected) {
    const rd_kafka_resp_err_t code = rd_kafka_flush(client_.get(), kFlushLimitMs);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return acceptance::KafkaError(code, "flush");
    ASSIGN_OR_RETURN(const auto marks, acceptance::AwaitWatermarks(client_.get(), name_));
    uint64_t taken = 0;
    for (const acceptance::Watermarks& mark : marks) taken += static_cast<uint64_t>(mark.high);
    if (taken == expected) return absl::OkStatus();
    return absl::DataLossError(absl::StrCat("expected the topic to have taken ", expected,
                                            " records, but the broker counts ", taken));
  }

 private:
  TopicWriter(acceptance::KafkaClient client, std::string name)
      : client_(std::move(client)), name_(std::move(name)) {}

  acceptance::KafkaClient client_;
  std::string name_;
  std::string json_;
};

}  // namespace

absl::Status FillTopic(const TopicToFill& topic, const Workload& workload) {
  ASSIGN_OR_RETURN(TopicWriter writer, TopicWriter::Open(topic));
  for (uint64_t n = 0; n < workload.events(); ++n) {
    RETURN_IF_ERROR(writer.Write(workload.EventAt(n)));
  }
  return writer.Finish(workload.events());
}

absl::Status PaceTopic(const std::string& brokers, const PacedWorkload& workload) {
  ASSIGN_OR_RETURN(TopicWriter writer, TopicWriter::Open({.brokers = brokers}));
  const absl::Time begin = absl::Now();
  uint64_t written = 0;
  while (written < workload.events()) {
    const absl::Time now = absl::Now();
    const double passed_s = absl::ToDoubleSeconds(now - begin);
    const auto due = static_cast<uint64_t>(passed_s * static_cast<double>(workload.rate));
    const uint64_t until = std::min({due, workload.events(), written + kBurst});
    for (; written < until; ++written) {
      RETURN_IF_ERROR(writer.Write(workload.EventAt(written, absl::ToUnixMillis(now))));
    }
    if (written >= due) absl::SleepFor(absl::Milliseconds(1));
  }
  return writer.Finish(workload.events());
}

}  // namespace telltale
