// The door: runs the verb that the command line names.
#include "absl/synchronization/mutex.h"
#include "cli/command_line.h"
#include "cli/verb_table.h"

int main(int argc, char** argv) {
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  return telltale::RunCommandLine(telltale::VerbTable(), argc, argv);
}
