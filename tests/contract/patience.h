// Patience: waiting for what another program or thread does, with a limit.
#ifndef TELLTALE_TESTS_CONTRACT_PATIENCE_H_
#define TELLTALE_TESTS_CONTRACT_PATIENCE_H_

#include <functional>

namespace telltale {

// Looks until `condition` holds; false if it does not hold within the limit (30 s).
bool WaitWithPatience(const std::function<bool()>& condition);

}  // namespace telltale

#endif  // TELLTALE_TESTS_CONTRACT_PATIENCE_H_
