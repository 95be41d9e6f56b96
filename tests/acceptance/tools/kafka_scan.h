// Finds records again: where in a topic those with certain keys stand.
#ifndef TELLTALE_TESTS_ACCEPTANCE_TOOLS_KAFKA_SCAN_H_
#define TELLTALE_TESTS_ACCEPTANCE_TOOLS_KAFKA_SCAN_H_

#include <librdkafka/rdkafka.h>

#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"

namespace telltale::acceptance {

struct Position {
  int partition = 0;
  int64_t offset = 0;
  std::string key;
};

// Calls `visit` for all records of `topic` from its beginning to its present end, per partition in
// their order.
absl::Status VisitTopic(const std::string& brokers, const std::string& topic,
                        absl::FunctionRef<void(const rd_kafka_message_t&)> visit);

// Reads `topic` from its beginning to its present end and returns where the records are whose key
// begins with `prefix`.
absl::StatusOr<std::vector<Position>> ScanKeys(const std::string& brokers, const std::string& topic,
                                               const std::string& prefix);

}  // namespace telltale::acceptance

#endif  // TELLTALE_TESTS_ACCEPTANCE_TOOLS_KAFKA_SCAN_H_
