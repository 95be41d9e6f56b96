// BindHistory: the section `history` of a configuration.
//
// Thread safety: pure function.
#ifndef TELLTALE_ENGINE_RULES_BIND_HISTORY_H_
#define TELLTALE_ENGINE_RULES_BIND_HISTORY_H_

#include <vector>

#include "engine/rules/config_tree.h"
#include "engine/rules/finding.h"
#include "engine/rules/history_plan.h"

namespace telltale {

HistoryPlan BindHistory(const ConfigNode& node, std::vector<Finding>& findings);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_RULES_BIND_HISTORY_H_
