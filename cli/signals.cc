#include "cli/signals.h"

#include <signal.h>
#include <unistd.h>

namespace telltale {
namespace {

std::atomic<bool> stop_asked{false};

// Only what a signal handler may do.
void OnStop(int signal) {
  if (stop_asked.exchange(true)) _exit(128 + signal);
}

}  // namespace

const std::atomic<bool>& InstallStopSignals() {
  struct sigaction action = {};
  action.sa_handler = &OnStop;
  sigaction(SIGTERM, &action, nullptr);
  sigaction(SIGINT, &action, nullptr);
  action.sa_handler = SIG_IGN;
  sigaction(SIGPIPE, &action, nullptr);
  sigaction(SIGHUP, &action, nullptr);
  return stop_asked;
}

}  // namespace telltale
