// KafkaBench: a topic of its own on a real broker, and what only Kafka has: transactions, groups,
// and brokers that stand still.
#ifndef TELLTALE_TESTS_CONTRACT_KAFKA_BENCH_H_
#define TELLTALE_TESTS_CONTRACT_KAFKA_BENCH_H_

#include <memory>
#include <string>
#include <vector>

#include "connectors/kafka/kafka_source.h"
#include "tests/acceptance/tools/kafka_client.h"
#include "tests/contract/source_bench.h"

namespace telltale {

// The brokers that the environment names in TELLTALE_KAFKA_BROKERS; empty if it names none.
std::string KafkaBrokers();

class KafkaBench : public SourceBench {
 public:
  static constexpr int kPartitions = 3;

  KafkaBench();
  const std::string& topic() const override { return topic_; }
  void Write(const std::vector<std::string>& values) override;
  std::unique_ptr<Source> Open() override { return OpenAs(topic_); }
  bool can_finish() const override { return false; }

  // A source whose records carry headers, of this group.
  std::unique_ptr<Source> OpenAs(const std::string& group);
  // Appends one record with each of these times (ms), the key "k" and the header "source: bench".
  void WriteAt(const std::vector<int64_t>& times);
  enum class End { kCommit, kAbort };
  // Appends `values` in one transaction, which writes a control record behind them.
  void WriteTransaction(const std::vector<std::string>& values, End end);

 private:
  void Produce(const std::string& lines, size_t count);
  std::string topic_;
};

// Stops a broker's process for as long as it lives.
class StoppedBroker {
 public:
  // REQUIRES: the environment names its process in TELLTALE_KAFKA_PID.
  StoppedBroker();
  ~StoppedBroker();

 private:
  int pid_;
};

}  // namespace telltale

#endif  // TELLTALE_TESTS_CONTRACT_KAFKA_BENCH_H_
