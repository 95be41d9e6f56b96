// Produces a stream of records and knows of each whether the broker has it.
#ifndef TELLTALE_TESTS_ACCEPTANCE_TOOLS_KAFKA_PRODUCE_H_
#define TELLTALE_TESTS_ACCEPTANCE_TOOLS_KAFKA_PRODUCE_H_

#include <cstdint>
#include <istream>
#include <string>

#include "absl/status/statusor.h"

namespace telltale::acceptance {

struct ProduceResult {
  int64_t delivered = 0;
  int64_t failed = 0;
  // Reported as delivered, but without an offset: librdkafka does that to records it has lost.
  int64_t unknown = 0;
};

// Produces every line of `lines` (see input_record.h) to `topic`, idempotently, after all its
// partitions answer; returns when each has its delivery report.
absl::StatusOr<ProduceResult> Produce(const std::string& brokers, const std::string& topic,
                                      std::istream& lines);

}  // namespace telltale::acceptance

#endif  // TELLTALE_TESTS_ACCEPTANCE_TOOLS_KAFKA_PRODUCE_H_
