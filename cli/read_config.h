// ReadConfig: a configuration read for a verb: files, environment, secrets.
//
//   const LoadedConfig loaded = LoadWithSecrets(paths);
//   if (HasErrors(loaded.findings)) ... exit 78
#ifndef TELLTALE_CLI_READ_CONFIG_H_
#define TELLTALE_CLI_READ_CONFIG_H_

#include <optional>
#include <string>
#include <vector>

#include "engine/rules/config.h"

namespace telltale {

struct LoadedConfig {
  ConfigTree tree;  // as it was written
  Config config;    // to be used only if `findings` has no error
  std::vector<Finding> findings;
};

// Reads and binds files and directories. Secrets `file:PATH` and certificates become what their
// files hold, without a newline at the end.
LoadedConfig LoadWithSecrets(const std::vector<std::string>& paths);

// The same, but secrets stay as they are written: for verbs that need none.
LoadedConfig LoadWithoutSecrets(const std::vector<std::string>& paths);

// LoadWithSecrets() with what was found printed on stderr. Nullopt: it has errors.
std::optional<Config> ReadConfig(const std::vector<std::string>& paths);

// The variables of this process.
std::optional<std::string> FromEnvironment(const std::string& name);

}  // namespace telltale

#endif  // TELLTALE_CLI_READ_CONFIG_H_
