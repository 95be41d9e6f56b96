// ProducerBench: one topic, producers that write it, and what stands in it. The contract suite runs
// over every bench there is.
#ifndef TELLTALE_TESTS_CONTRACT_PRODUCER_BENCH_H_
#define TELLTALE_TESTS_CONTRACT_PRODUCER_BENCH_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/ports/producer.h"

namespace telltale {

class ProducerBench {
 public:
  static constexpr int32_t kPartitions = 3;

  virtual ~ProducerBench() = default;
  virtual const std::string& topic() const = 0;
  virtual std::unique_ptr<Producer> Open() = 0;
  // What a partition holds, by offset. REQUIRES: the producer of the last Open() lives.
  virtual std::vector<NewRecord> Read(int32_t partition) = 0;
};

std::unique_ptr<ProducerBench> NewMemoryProducerBench();
// REQUIRES: the environment names a broker.
std::unique_ptr<ProducerBench> NewKafkaProducerBench();

}  // namespace telltale

#endif  // TELLTALE_TESTS_CONTRACT_PRODUCER_BENCH_H_
