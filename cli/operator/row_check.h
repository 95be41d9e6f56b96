// RowCheck: whether what answers a question has answered with rows of the API. A server of another
// kind may say anything, and a cut answer must not pass for a short one.
//
// Thread safety: pure function.
#ifndef TELLTALE_CLI_OPERATOR_ROW_CHECK_H_
#define TELLTALE_CLI_OPERATOR_ROW_CHECK_H_

#include <string_view>

#include "absl/status/status.h"
#include "cli/api/endpoints.h"

namespace telltale {

// E6008: a line of `lines` is no JSON object, is cut, or has not the endpoint's fields.
absl::Status CheckRows(const Endpoint& endpoint, std::string_view lines);

}  // namespace telltale

#endif  // TELLTALE_CLI_OPERATOR_ROW_CHECK_H_
