// PrintError: what a person reads when a verb ends because of an error.
//
// Thread safety: none; for main's thread.
#ifndef TELLTALE_CLI_PRINT_ERROR_H_
#define TELLTALE_CLI_PRINT_ERROR_H_

#include "absl/status/status.h"
#include "cli/exit_code.h"

namespace telltale {

// Prints on stderr what is wrong, who acts and what to do. Returns the code to end with.
ExitCode PrintError(const absl::Status& status);

}  // namespace telltale

#endif  // TELLTALE_CLI_PRINT_ERROR_H_
