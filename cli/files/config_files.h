// ConfigFiles: the files and folders that make a configuration.
//
// Thread safety: pure but for the files.
#ifndef TELLTALE_CLI_FILES_CONFIG_FILES_H_
#define TELLTALE_CLI_FILES_CONFIG_FILES_H_

#include <cstddef>
#include <string>
#include <vector>

#include "engine/rules/config_tree.h"
#include "engine/rules/finding.h"

namespace telltale {

// Longer files are no configurations.
inline constexpr size_t kMaxConfigBytes = 1 << 20;

// Reads files, and the *.yaml and *.yml of directories in order of their names, into `tree`.
void LoadConfig(const std::vector<std::string>& paths, ConfigTree& tree,
                std::vector<Finding>& findings);

}  // namespace telltale

#endif  // TELLTALE_CLI_FILES_CONFIG_FILES_H_
