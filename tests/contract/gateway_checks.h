// GatewayChecks: the contract between delivery and a workflow engine, one check per sentence.
//
// A check returns what it found wrong, so that it can itself be checked: the suite must find fault
// with a gateway that remembers ids too long, and with one that releases no ghost.
#ifndef TELLTALE_TESTS_CONTRACT_GATEWAY_CHECKS_H_
#define TELLTALE_TESTS_CONTRACT_GATEWAY_CHECKS_H_

#include "absl/types/span.h"
#include "tests/contract/contract_case.h"

namespace telltale {

struct GatewayCheck {
  const char* name;  // the sentence
  Findings (*run)(GatewayBench& bench);
};

absl::Span<const GatewayCheck> GatewayChecks();

}  // namespace telltale

#endif  // TELLTALE_TESTS_CONTRACT_GATEWAY_CHECKS_H_
