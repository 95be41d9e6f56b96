// ScenarioRewrite: the text of a scenario with the expectations that came true, all else as it was:
// comments, order and layout.
//
// Thread safety: pure function.
#ifndef TELLTALE_CLI_SCENARIO_SCENARIO_REWRITE_H_
#define TELLTALE_CLI_SCENARIO_SCENARIO_REWRITE_H_

#include <string>

#include "cli/scenario/scenario.h"
#include "cli/scenario/scenario_run.h"

namespace telltale {

// Changes what came otherwise, and nothing else; in a file without any `outcome` it also adds those
// of all records. The caller reads the result again, and compares: a layout that this cannot
// change, such as an expectation that begins its step, stays as it was.
std::string RewriteExpectations(const Scenario& scenario, const CameOfScenario& came);

}  // namespace telltale

#endif  // TELLTALE_CLI_SCENARIO_SCENARIO_REWRITE_H_
