// Failpoints of the program: armed by the environment variable TELLTALE_FAILPOINT=NAME:N, so that a
// test can kill it at the worst moment (engine/delivery/failpoint.h).
#ifndef TELLTALE_CLI_FAILPOINT_H_
#define TELLTALE_CLI_FAILPOINT_H_

namespace telltale {

// Arms what the environment names, if it names anything. False, and said on stderr, if that is no
// name and count: a test must not believe to kill what it does not.
bool ArmFailpointByEnvironment();

}  // namespace telltale

#endif  // TELLTALE_CLI_FAILPOINT_H_
