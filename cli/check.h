// ReadConfig: a configuration read for a verb, with what was found printed for a person. The verb
// `check` stands beside it.
#ifndef TELLTALE_CLI_CHECK_H_
#define TELLTALE_CLI_CHECK_H_

#include <optional>
#include <string>
#include <vector>

#include "engine/rules/config.h"

namespace telltale {

// Reads and binds the configuration, and prints what was found on stderr. Nullopt: it has errors.
std::optional<Config> ReadConfig(const std::vector<std::string>& paths);

}  // namespace telltale

#endif  // TELLTALE_CLI_CHECK_H_
