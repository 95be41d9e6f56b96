// Specimens: the workload's records and keys, made before anything is measured.
#ifndef TELLTALE_BENCH_MICRO_SPECIMENS_H_
#define TELLTALE_BENCH_MICRO_SPECIMENS_H_

#include <memory>
#include <string>
#include <vector>

#include "bench/canonical/workload.h"
#include "bench/canonical/workload_rules.h"
#include "connectors/json/json_decoder.h"
#include "engine/base/status.h"
#include "engine/rules/config.h"

namespace telltale {

// The first `count` records of the full stream.
inline std::vector<std::string> RecordsOf(const Workload& workload, uint64_t count) {
  std::vector<std::string> records(count);
  for (uint64_t n = 0; n < count; ++n) AppendJson(workload.EventAt(n), records[n]);
  return records;
}

// The keys' texts in the order in which the stream first speaks of them.
inline std::vector<std::string> KeyTextsOf(const Workload& workload) {
  std::vector<std::string> texts;
  for (uint64_t n = 0; n < workload.keys; ++n) texts.push_back(KeyTextOf(workload.EventAt(n)));
  return texts;
}

// The workload's rule, ready to read records.
struct RuleUnderTest {
  explicit RuleUnderTest(int remember = 8) : config(*WorkloadRules(remember)) {}
  const CompiledTopic& topic() const { return config.rules.topics[0]; }
  const CompiledRule& rule() const { return topic().rules[0]; }

  Config config;
  std::unique_ptr<Decoder> decoder = MakeJsonDecoder(topic().slots);
  std::vector<Value> fields = std::vector<Value>(topic().slots.paths().size());
};

}  // namespace telltale

#endif  // TELLTALE_BENCH_MICRO_SPECIMENS_H_
