// VerbTable: every verb of telltale. To add one: its own file (see cli/verb.h) and a row here.
//
// Thread safety: constant data.
#ifndef TELLTALE_CLI_VERB_TABLE_H_
#define TELLTALE_CLI_VERB_TABLE_H_

#include "absl/types/span.h"
#include "cli/verb.h"

namespace telltale {

// In the order of `telltale --help`.
absl::Span<const Verb* const> VerbTable();

}  // namespace telltale

#endif  // TELLTALE_CLI_VERB_TABLE_H_
