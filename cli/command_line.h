// CommandLine: finds the verb in what the user typed, parses its flags and runs it.
//
// Help, wrong arguments and their exit codes are the same for every verb; what a verb takes stands
// in its own file (cli/verb.h).
#ifndef TELLTALE_CLI_COMMAND_LINE_H_
#define TELLTALE_CLI_COMMAND_LINE_H_

#include "absl/types/span.h"
#include "cli/exit_code.h"
#include "cli/verb.h"

namespace telltale {

// Runs the verb that `argv` names and returns its exit code. Help goes to stdout (kExitOk), what is
// wrong with the arguments to stderr (kExitUsage).
ExitCode RunCommandLine(absl::Span<const Verb* const> verbs, int argc, const char* const* argv);

}  // namespace telltale

#endif  // TELLTALE_CLI_COMMAND_LINE_H_
