// GatewayChecks: the contract between delivery and a workflow engine, one check per sentence.
//
// A check returns what it found wrong, so that it can itself be checked: the suite must find fault
// with a gateway that remembers ids too long, and with one that releases no ghost.
#ifndef TELLTALE_TESTS_CONTRACT_GATEWAY_CHECKS_H_
#define TELLTALE_TESTS_CONTRACT_GATEWAY_CHECKS_H_

#include <string>
#include <vector>

#include "absl/types/span.h"
#include "tests/contract/gateway_bench.h"

namespace telltale {

using Findings = std::vector<std::string>;

struct GatewayCheck {
  const char* name;  // the sentence
  Findings (*run)(GatewayBench& bench);
};

absl::Span<const GatewayCheck> GatewayChecks();

// REQUIRES: there is one of this name.
Findings RunCheck(const std::string& name, GatewayBench& bench);

}  // namespace telltale

#endif  // TELLTALE_TESTS_CONTRACT_GATEWAY_CHECKS_H_
