// Check: the verb that looks for mistakes in a configuration.
#ifndef TELLTALE_CLI_CHECK_H_
#define TELLTALE_CLI_CHECK_H_

#include <optional>
#include <string>
#include <vector>

#include "cli/arguments.h"
#include "cli/exit_code.h"
#include "engine/rules/config.h"

namespace telltale {

// Reads and binds the configuration, and prints what was found on stderr. Nullopt: it has errors.
std::optional<Config> ReadConfig(const std::vector<std::string>& paths);

// Prints findings (as JSON on stdout if asked) and, if there is no error, what each rule needs.
ExitCode Check(const CheckFlags& flags);

}  // namespace telltale

#endif  // TELLTALE_CLI_CHECK_H_
