// FlagChecks: what several verbs ask of the values of their flags.
//
// Each returns what is wrong with a value, empty if nothing is, as CLI11's check() wants it.
// Thread safety: pure functions.
#ifndef TELLTALE_CLI_FLAG_CHECKS_H_
#define TELLTALE_CLI_FLAG_CHECKS_H_

#include <string>

namespace telltale {

// An unset variable of a shell must mean neither "none" nor "all".
std::string IsNotEmpty(const std::string& text);

}  // namespace telltale

#endif  // TELLTALE_CLI_FLAG_CHECKS_H_
