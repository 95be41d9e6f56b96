#include "cli/standard_streams.h"

#include <fcntl.h>
#include <unistd.h>

#include <iostream>

namespace telltale {
namespace {

// A new descriptor is the lowest free one, so they are filled in order.
void Occupy(int fd, int mode) {
  if (fcntl(fd, F_GETFD) < 0) open("/dev/null", mode);
}

}  // namespace

void OccupyStandardStreams() {
  Occupy(STDIN_FILENO, O_WRONLY);
  Occupy(STDOUT_FILENO, O_RDONLY);
  Occupy(STDERR_FILENO, O_WRONLY);
}

ExitCode FlushStandardOutput(ExitCode code) {
  std::cout.flush();
  if (std::cout || code != kExitOk) return code;
  std::cerr << "telltale: expected to print to standard output, but it failed\n";
  return kExitStorage;
}

}  // namespace telltale
