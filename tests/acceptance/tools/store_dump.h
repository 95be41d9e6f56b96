// What a stopped store holds, for the acceptance tests to compare.
#ifndef TELLTALE_TESTS_ACCEPTANCE_TOOLS_STORE_DUMP_H_
#define TELLTALE_TESTS_ACCEPTANCE_TOOLS_STORE_DUMP_H_

#include <string>

#include "absl/status/statusor.h"

namespace telltale::acceptance {

// The quarantine rows of `topic` in the store under `dir`, by partition and rising offset:
// {"rows":[{"partition":0,"offset":7,"error":"key-missing","text":"expected ..."}, ...]}
absl::StatusOr<std::string> DumpQuarantine(const std::string& dir, const std::string& topic);

}  // namespace telltale::acceptance

#endif  // TELLTALE_TESTS_ACCEPTANCE_TOOLS_STORE_DUMP_H_
