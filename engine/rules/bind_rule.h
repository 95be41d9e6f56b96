// BindTopic, BindRule: one topic, one rule of the configuration, checked and compiled.
#ifndef TELLTALE_ENGINE_RULES_BIND_RULE_H_
#define TELLTALE_ENGINE_RULES_BIND_RULE_H_

#include <string>
#include <vector>

#include "engine/rules/config_tree.h"
#include "engine/rules/finding.h"
#include "engine/rules/rule_set.h"

namespace telltale {

CompiledTopic BindTopic(const ConfigNode::Member& member, std::vector<Finding>& findings);

// Adds the rule to its topic, if that is there. `message_ttl` is the default of starts.
void BindRule(const ConfigNode::Member& member, Millis message_ttl, RuleSet& rules,
              std::vector<Finding>& findings);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_RULES_BIND_RULE_H_
