// One record to produce, as the acceptance tests write it: a JSON object per line,
//
//   {"key": "V1", "timestamp": 1714521650000, "value": "{\"a\": 1}"}
//
// with `value64` (base64) instead of `value` for bytes that are no UTF-8, neither of them for a
// tombstone, and optionally `partition` and `headers` (an object of strings).
#ifndef TELLTALE_TESTS_ACCEPTANCE_TOOLS_INPUT_RECORD_H_
#define TELLTALE_TESTS_ACCEPTANCE_TOOLS_INPUT_RECORD_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

namespace telltale::acceptance {

struct InputRecord {
  std::optional<std::string> key;
  std::optional<std::string> value;
  int64_t timestamp_ms = 0;
  std::optional<int> partition;  // else by the key
  std::vector<std::pair<std::string, std::string>> headers;
};

// Returns the record that `line` describes; InvalidArgument if it is none.
absl::StatusOr<InputRecord> ParseInputRecord(const std::string& line);

}  // namespace telltale::acceptance

#endif  // TELLTALE_TESTS_ACCEPTANCE_TOOLS_INPUT_RECORD_H_
