// CheckWorkflows: whether the user's workflows keep what delivery relies on.
//
// A start opens an instance, the gate lets one instance of an episode pass, and a back, correlated
// by the episode, interrupts that very instance, wherever it stands (deploy/bpmn/README.md). What
// breaks that is an error; what only weakens it is a warning. The message of a route must start a
// workflow, or be waited for by one; names that records give are not looked at. A job type that is
// published should be that of some task.
//
// Thread safety: pure function.
#ifndef TELLTALE_ENGINE_CHECK_WORKFLOW_CHECK_H_
#define TELLTALE_ENGINE_CHECK_WORKFLOW_CHECK_H_

#include <vector>

#include "engine/check/workflow.h"
#include "engine/rules/config.h"
#include "engine/rules/config_tree.h"
#include "engine/rules/finding.h"

namespace telltale {

// Judges `workflows`, which are all that rules and routes may reach. `tree` is what they were read
// from: findings about a name say where the rule gives it.
std::vector<Finding> CheckWorkflows(const Config& config, const ConfigTree& tree,
                                    const std::vector<Workflow>& workflows);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_CHECK_WORKFLOW_CHECK_H_
