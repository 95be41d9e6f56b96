// StandardStreams: what the program can rely on about descriptors 0, 1 and 2.
//
// Thread safety: none; for main().
#ifndef TELLTALE_CLI_STANDARD_STREAMS_H_
#define TELLTALE_CLI_STANDARD_STREAMS_H_

#include "cli/exit_code.h"

namespace telltale {

// Occupies those that are closed, so that no file of ours becomes one of them: a log line must not
// land in the store. What was closed fails when it is read or written, except standard error. Uses
// system calls alone, so it may run before libraries are initialised.
void OccupyStandardStreams();

// Returns `code`, or kExitStorage if it is kExitOk and what was printed did not reach its reader.
ExitCode FlushStandardOutput(ExitCode code);

}  // namespace telltale

#endif  // TELLTALE_CLI_STANDARD_STREAMS_H_
