#include "tests/contract/kafka_bench.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <sstream>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "engine/base/json_text.h"
#include "tests/acceptance/tools/kafka_admin.h"
#include "tests/acceptance/tools/kafka_produce.h"

namespace telltale {
namespace {

constexpr int kLimitMs = 120000;
constexpr int64_t kSomeTimeMs = 1'700'000'000'000;

void Expect(rd_kafka_error_t* error) {
  EXPECT_EQ(error, nullptr) << rd_kafka_error_string(error);
  if (error != nullptr) rd_kafka_error_destroy(error);
}

std::string Environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// Returns when the broker has, or refused, everything that was handed to the producer.
void AwaitReports(rd_kafka_t* kafka) {
  rd_kafka_queue_t* reports = rd_kafka_queue_get_main(kafka);
  for (int waited_ms = 0; rd_kafka_outq_len(kafka) > 0 && waited_ms < kLimitMs; waited_ms += 100) {
    rd_kafka_event_t* event = rd_kafka_queue_poll(reports, 100);
    if (event != nullptr) rd_kafka_event_destroy(event);
  }
  rd_kafka_queue_destroy(reports);
}

}  // namespace

std::string KafkaBrokers() { return Environment("TELLTALE_KAFKA_BROKERS"); }

KafkaBench::KafkaBench() {
  static std::atomic<int> made{0};
  topic_ = absl::StrCat("contract-", getpid(), "-", made++);
  const auto client = acceptance::Connect(RD_KAFKA_PRODUCER, KafkaBrokers(), {});
  EXPECT_TRUE(client.ok()) << client.status();
  const absl::Status created =
      acceptance::CreateTopic(client->get(), topic_, kPartitions, {{"retention.ms", "-1"}});
  EXPECT_TRUE(created.ok()) << created;
}

std::unique_ptr<Source> KafkaBench::OpenAs(const std::string& group) {
  auto source = KafkaSource::Create({.brokers = KafkaBrokers(), .group = group, .headers = true});
  EXPECT_TRUE(source.ok()) << source.status();
  return *std::move(source);
}

void KafkaBench::Produce(const std::string& lines, size_t count) {
  std::istringstream in(lines);
  const auto produced = acceptance::Produce(KafkaBrokers(), topic_, in);
  ASSERT_TRUE(produced.ok()) << produced.status();
  ASSERT_EQ(produced->delivered, static_cast<int64_t>(count));
}

void KafkaBench::Write(const std::vector<std::string>& values) {
  std::string lines;
  for (const std::string& value : values) {
    absl::StrAppend(&lines, R"({"partition":0,"timestamp":)", kSomeTimeMs);
    if (!value.empty()) AppendJsonString(lines += R"(,"value":)", value);
    lines += "}\n";
  }
  Produce(lines, values.size());
}

void KafkaBench::WriteAt(const std::vector<int64_t>& times) {
  std::string lines;
  for (const int64_t time : times) {
    absl::StrAppend(&lines, R"({"partition":0,"timestamp":)", time,
                    R"(,"key":"k","value":"x","headers":{"source":"bench"}})", "\n");
  }
  Produce(lines, times.size());
}

void KafkaBench::WriteTransaction(const std::vector<std::string>& values, End end) {
  const auto client =
      acceptance::Connect(RD_KAFKA_PRODUCER, KafkaBrokers(), {{"transactional.id", topic_}});
  ASSERT_TRUE(client.ok()) << client.status();
  rd_kafka_t* kafka = client->get();
  Expect(rd_kafka_init_transactions(kafka, kLimitMs));
  Expect(rd_kafka_begin_transaction(kafka));
  for (const std::string& value : values) {
    ASSERT_EQ(rd_kafka_producev(kafka, RD_KAFKA_V_TOPIC(topic_.c_str()), RD_KAFKA_V_PARTITION(0),
                                RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
                                RD_KAFKA_V_VALUE(const_cast<char*>(value.data()), value.size()),
                                RD_KAFKA_V_END),
              RD_KAFKA_RESP_ERR_NO_ERROR);
  }
  AwaitReports(kafka);  // an aborted record is to be on the broker too
  Expect(end == End::kCommit ? rd_kafka_commit_transaction(kafka, kLimitMs)
                             : rd_kafka_abort_transaction(kafka, kLimitMs));
}

StoppedBroker::StoppedBroker() {
  EXPECT_TRUE(absl::SimpleAtoi(Environment("TELLTALE_KAFKA_PID"), &pid_));
  EXPECT_EQ(kill(pid_, SIGSTOP), 0);
}
StoppedBroker::~StoppedBroker() { kill(pid_, SIGCONT); }

}  // namespace telltale
