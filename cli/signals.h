// Signals: what the outside may ask of the program.
//
// SIGTERM and SIGINT ask it to drain and end; the second one ends it at once, with 128 + its
// number. SIGHUP asks for the configuration to be read again. SIGPIPE is ignored, because a closed
// output is an error of a write.
//
// Thread safety: any thread.
#ifndef TELLTALE_CLI_SIGNALS_H_
#define TELLTALE_CLI_SIGNALS_H_

#include <atomic>
#include <cstdint>

namespace telltale {

struct Signals {
  std::atomic<bool> stop{false};
  std::atomic<uint64_t> reloads{0};  // how often a reload was asked for
};

// Installs the handlers and returns what they write to.
const Signals& InstallSignals();

}  // namespace telltale

#endif  // TELLTALE_CLI_SIGNALS_H_
