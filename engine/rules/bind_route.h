// BindRoute: one route of the configuration, checked and compiled.
#ifndef TELLTALE_ENGINE_RULES_BIND_ROUTE_H_
#define TELLTALE_ENGINE_RULES_BIND_ROUTE_H_

#include <vector>

#include "engine/base/time.h"
#include "engine/rules/config_tree.h"
#include "engine/rules/finding.h"
#include "engine/rules/rule_set.h"

namespace telltale {

// Adds the route to its topic, if that is there. `message_ttl` is the default of its messages.
// REQUIRES: all rules are bound.
void BindRoute(const ConfigNode::Member& member, Millis message_ttl, RuleSet& rules,
               std::vector<Finding>& findings);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_RULES_BIND_ROUTE_H_
