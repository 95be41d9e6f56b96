// JobsChecks: the contract between the gate and a workflow engine's jobs, one check per sentence.
#ifndef TELLTALE_TESTS_CONTRACT_JOBS_CHECKS_H_
#define TELLTALE_TESTS_CONTRACT_JOBS_CHECKS_H_

#include "absl/types/span.h"
#include "tests/contract/gateway_checks.h"

namespace telltale {

absl::Span<const GatewayCheck> JobsChecks();

}  // namespace telltale

#endif  // TELLTALE_TESTS_CONTRACT_JOBS_CHECKS_H_
