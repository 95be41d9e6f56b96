// YamlReader: one YAML text as one tree with the place of everything. Vendor types stay in the .cc.
#ifndef TELLTALE_CONNECTORS_YAML_YAML_READER_H_
#define TELLTALE_CONNECTORS_YAML_YAML_READER_H_

#include <string_view>
#include <vector>

#include "engine/rules/config_tree.h"
#include "engine/rules/finding.h"

namespace telltale {

// Returns false after adding what is wrong to `findings`. `source` is the index for marks.
bool ReadYaml(std::string_view text, int source, ConfigNode& root, std::vector<Finding>& findings);

}  // namespace telltale

#endif  // TELLTALE_CONNECTORS_YAML_YAML_READER_H_
