// The door: parses the command line and calls the verb.
#include <iostream>

#include "absl/synchronization/mutex.h"
#include "cli/arguments.h"
#include "cli/check.h"
#include "cli/run.h"
#include "cli/version.h"

int main(int argc, char** argv) {
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  int exit_code = 0;
  const auto arguments = telltale::ParseArguments(argc, argv, exit_code);
  if (!arguments) return exit_code;
  switch (arguments->verb) {
    case telltale::Arguments::Verb::kRun:
      return telltale::Run(arguments->run);
    case telltale::Arguments::Verb::kCheck:
      return telltale::Check(arguments->check);
    case telltale::Arguments::Verb::kVersion:
      break;
  }
  if (arguments->version_json) {
    std::cout << "{\"version\":\"" << telltale::kVersion << "\"}\n";
  } else {
    std::cout << "telltale " << telltale::kVersion << "\n";
  }
  return 0;
}
