// Version of the program, set by the build.
#ifndef TELLTALE_CLI_VERSION_H_
#define TELLTALE_CLI_VERSION_H_

namespace telltale {

inline constexpr char kVersion[] = TELLTALE_VERSION;

}  // namespace telltale

#endif  // TELLTALE_CLI_VERSION_H_
