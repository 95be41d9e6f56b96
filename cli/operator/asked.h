// Asked: what a verb asks for, page by page, and how it is printed.
//
// Lines of JSON go to stdout as they come; a table waits for all of them. What else the person
// should know goes to stderr.
//
// Thread safety: none; for main's thread.
#ifndef TELLTALE_CLI_OPERATOR_ASKED_H_
#define TELLTALE_CLI_OPERATOR_ASKED_H_

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "cli/operator/node_link.h"
#include "cli/operator/table_text.h"

namespace telltale {

struct Asked {
  EndpointId endpoint;
  Parameters parameters;
  size_t limit = 100;  // rows
  bool json = false;
  absl::Span<const Column> columns;
  std::string_view nothing;  // printed instead of an empty table
  bool newest = false;       // the last rows up to the limit, not the first
};

// Prints all rows up to the limit. `now` is for ages.
absl::Status PrintRows(NodeLink& link, const Asked& asked, WallTime now);

struct Ordered {
  EndpointId endpoint;
  std::string_view done;  // `retried`: in front of a row for which it was done
  bool json = false;
};

// Gives the order for each of `ids` and prints what became of it. True: all of it was done.
absl::StatusOr<bool> GiveOrder(NodeLink& link, const Ordered& ordered,
                               const std::vector<std::string>& ids);

// The ids of all rows that match.
absl::StatusOr<std::vector<std::string>> FindIds(NodeLink& link, EndpointId endpoint,
                                                 Parameters parameters);

}  // namespace telltale

#endif  // TELLTALE_CLI_OPERATOR_ASKED_H_
