// WorkloadRules: the workload's configuration, compiled.
#ifndef TELLTALE_BENCH_CANONICAL_WORKLOAD_RULES_H_
#define TELLTALE_BENCH_CANONICAL_WORKLOAD_RULES_H_

#include "absl/status/statusor.h"
#include "engine/rules/config.h"

namespace telltale {

// With `remember` ids per key. The rule and its topic have the number 1.
absl::StatusOr<Config> WorkloadRules(int remember);

}  // namespace telltale

#endif  // TELLTALE_BENCH_CANONICAL_WORKLOAD_RULES_H_
