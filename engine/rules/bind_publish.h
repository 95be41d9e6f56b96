// BindPublish: the plans of `publish`.
//
// Thread safety: none; lives during one Bind().
#ifndef TELLTALE_ENGINE_RULES_BIND_PUBLISH_H_
#define TELLTALE_ENGINE_RULES_BIND_PUBLISH_H_

#include <vector>

#include "engine/rules/config.h"
#include "engine/rules/config_tree.h"
#include "engine/rules/finding.h"

namespace telltale {

// Fills `config.publish` from the section of that name under `root`, if there is one. Needs to know
// of `config` whether there are `kafka` and `zeebe`, and the types of the rules' jobs.
void BindPublish(const ConfigNode& root, Config& config, std::vector<Finding>& findings);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_RULES_BIND_PUBLISH_H_
