// Run: the verb that reads events and starts workflows.
#ifndef TELLTALE_CLI_RUN_H_
#define TELLTALE_CLI_RUN_H_

#include "cli/arguments.h"
#include "cli/exit_code.h"

namespace telltale {

// Runs until the input is finished or a signal asks to stop. Prints what is wrong, and a summary,
// on stderr; stdout is for commands.
ExitCode Run(const RunFlags& flags);

}  // namespace telltale

#endif  // TELLTALE_CLI_RUN_H_
