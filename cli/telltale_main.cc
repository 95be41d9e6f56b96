// The door: runs the verb that the command line names.
#include <exception>
#include <iostream>

#include "absl/synchronization/mutex.h"
#include "cli/command_line.h"
#include "cli/failpoint.h"
#include "cli/open_files.h"
#include "cli/standard_streams.h"
#include "cli/verb_table.h"

namespace {

// Before main() would be too late: a library makes a descriptor when it is loaded.
[[gnu::section(".preinit_array"),
  gnu::used]] void (*const occupy)() = &telltale::OccupyStandardStreams;

}  // namespace

int main(int argc, char** argv) {
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  if (!telltale::ArmFailpointByEnvironment()) return telltale::kExitUsage;
  telltale::RaiseOpenFiles();
  // Ours throw nothing; this is for memory and threads that the system does not give.
  try {
    const telltale::ExitCode code = telltale::RunCommandLine(telltale::VerbTable(), argc, argv);
    return telltale::FlushStandardOutput(code);
  } catch (const std::exception& error) {
    std::cerr << "telltale: expected memory and threads from the system, but: " << error.what()
              << "\n  next  Raise the limits of this process (ulimit, cgroup), then start again.\n";
    return telltale::kExitInternal;
  }
}
