// Exit codes: what a script or a service manager learns from how telltale ended.
//
// Source of the numbers above 2: BSD sysexits.h.
#ifndef TELLTALE_CLI_EXIT_CODE_H_
#define TELLTALE_CLI_EXIT_CODE_H_

#include "absl/status/status.h"

namespace telltale {

enum ExitCode : int {
  kExitOk = 0,
  kExitFailed = 1,          // it ran, and something is left to be done by a person
  kExitUsage = 2,           // the command line is wrong
  kExitUnavailable = 69,    // something it needs is away
  kExitInternal = 70,       // it cannot go on
  kExitStorage = 74,        // the disk, or an input file, failed
  kExitConfiguration = 78,  // the configuration, or what it meets, is refused
};

// The code for a status that ends the program.
ExitCode ExitCodeFor(const absl::Status& status);

}  // namespace telltale

#endif  // TELLTALE_CLI_EXIT_CODE_H_
