// ScenarioRules: the rules that a scenario is about: one written in it, a configuration written in
// it, or some rules of a configuration in files of its own.
//
// Thread safety: none; reads files.
#ifndef TELLTALE_CLI_SCENARIO_SCENARIO_RULES_H_
#define TELLTALE_CLI_SCENARIO_SCENARIO_RULES_H_

#include <optional>
#include <vector>

#include "engine/rules/config_tree.h"
#include "engine/rules/finding.h"
#include "engine/rules/rule_set.h"
#include "engine/rules/variables.h"

namespace telltale {

// Returns one topic with the rules that are asked for; nullopt after adding an error to `findings`.
// Files that are read are added to the sources of `tree`, the scenario's own. Of a configuration
// only what decides about records matters; the rest may name variables that are not set.
std::optional<RuleSet> ReadScenarioRules(ConfigTree& tree, const Environment& environment,
                                         std::vector<Finding>& findings);

}  // namespace telltale

#endif  // TELLTALE_CLI_SCENARIO_SCENARIO_RULES_H_
