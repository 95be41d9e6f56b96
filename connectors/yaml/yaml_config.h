// YAML texts as configuration trees, by libfyaml. Strict: duplicate keys, tabs, anchors, aliases,
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

// Adds the text of one file to `tree`. Its top-level sections are merged with those that are there:
// members of `topics` and `rules` may be spread over files, other sections stand in one.
// Findings have errors if the tree must not be used.
void ParseConfig(const std::string& name, std::string_view text, ConfigTree& tree,
                 std::vector<Finding>& findings);

}  // namespace telltale

#endif  // TELLTALE_CONNECTORS_YAML_YAML_CONFIG_H_
