// YAML files as configuration trees, by libfyaml. Strict: duplicate keys, tabs, anchors, aliases,
// tags and second documents are refused, each with its place.
//
// Thread safety: pure functions.
#ifndef TELLTALE_CONNECTORS_YAML_YAML_CONFIG_H_
#define TELLTALE_CONNECTORS_YAML_YAML_CONFIG_H_

#include <string>
#include <string_view>
#include <vector>

#include "engine/rules/config_tree.h"
#include "engine/rules/finding.h"

namespace telltale {

// Longer files are no configurations.
inline constexpr size_t kMaxConfigBytes = 1 << 20;

// Adds the text of one file to `tree`. Its top-level sections are merged with those that are there:
// members of `topics` and `rules` may be spread over files, other sections stand in one.
// Findings have errors if the tree must not be used.
void ParseConfig(const std::string& name, std::string_view text, ConfigTree& tree,
                 std::vector<Finding>& findings);

// Reads files, and the *.yaml and *.yml of directories in order of their names, into `tree`.
void LoadConfig(const std::vector<std::string>& paths, ConfigTree& tree,
                std::vector<Finding>& findings);

}  // namespace telltale

#endif  // TELLTALE_CONNECTORS_YAML_YAML_CONFIG_H_
