// Signals: SIGTERM and SIGINT ask the program to drain and end; the second one ends it at once.
//
// Thread safety: any thread.
#ifndef TELLTALE_CLI_SIGNALS_H_
#define TELLTALE_CLI_SIGNALS_H_

#include <atomic>

namespace telltale {

// Installs the handlers and returns the flag that the first signal sets. A second signal leaves
// with 128 + its number. SIGPIPE is ignored, because a closed output is an error of a write; so is
// SIGHUP, so that nobody who asks for a reload ends the program.
const std::atomic<bool>& InstallStopSignals();

}  // namespace telltale

#endif  // TELLTALE_CLI_SIGNALS_H_
