// BindTopic, BindRule: one topic, one rule of the configuration, checked and compiled.
#ifndef TELLTALE_ENGINE_RULES_BIND_RULE_H_
#define TELLTALE_ENGINE_RULES_BIND_RULE_H_

#include <string>
#include <string_view>
#include <vector>

#include "engine/rules/config_tree.h"
#include "engine/rules/finding.h"
#include "engine/rules/rule_set.h"
#include "engine/rules/section.h"

namespace telltale {

CompiledTopic BindTopic(const ConfigNode::Member& member, std::vector<Finding>& findings);

// Returns the topic that option `topic` of a rule or a route names, whose own name is checked with
// it; nullptr if there is none.
CompiledTopic* BindItsTopic(const std::string& own_name, Section& section, RuleSet& rules);

// Adds the rule to its topic, if that is there. `message_ttl` is the default of starts.
void BindRule(const ConfigNode::Member& member, Millis message_ttl, RuleSet& rules,
              std::vector<Finding>& findings);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_RULES_BIND_RULE_H_
