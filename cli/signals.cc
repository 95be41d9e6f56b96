#include "cli/signals.h"

#include <signal.h>
#include <unistd.h>

namespace telltale {
namespace {

Signals signals;
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<uint64_t>::is_always_lock_free,
              "a signal handler may take no lock");

void OnStop(int signal) {
  if (signals.stop.exchange(true)) _exit(128 + signal);
}

void OnReload(int) { signals.reloads.fetch_add(1); }

void Handle(int signal, void (*handler)(int)) {
  struct sigaction action = {};
  action.sa_handler = handler;
  sigaction(signal, &action, nullptr);
}

}  // namespace

const Signals& InstallSignals() {
  Handle(SIGTERM, &OnStop);
  Handle(SIGINT, &OnStop);
  Handle(SIGHUP, &OnReload);
  Handle(SIGPIPE, SIG_IGN);
  return signals;
}

}  // namespace telltale
