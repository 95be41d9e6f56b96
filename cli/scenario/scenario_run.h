// ScenarioRun: the production loop on a scenario: a real decoder, outbox and dispatcher between a
// partition that says what the scenario says, a store in memory and a model of the workflow engine.
//
//   ScenarioOutcome came = RunScenario(scenario, Crashes::kAsWritten);
//
// The wall clock is always the later of the arrival and the record's own timestamp. It goes on only
// as the steps do, and at the end until all that can be delivered is.
//
// Thread safety: pure; `scenario` is only read.
#ifndef TELLTALE_CLI_SCENARIO_SCENARIO_RUN_H_
#define TELLTALE_CLI_SCENARIO_SCENARIO_RUN_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "cli/scenario/scenario.h"

namespace telltale {

enum class Crashes { kAsWritten, kAfterEveryRecord };

// What came of one step.
struct CameOfStep {
  std::vector<std::string> outcomes;      // of each record; of a tick its own
  std::vector<ScenarioCommand> commands;  // sorted
  std::vector<std::string> variables;     // of each command, as it was sent
  std::string refused;                    // the name of the error that refused an edit
};

struct CameOfScenario {
  std::vector<CameOfStep> steps;     // as the scenario's
  Counts totals;                     // all that can be asked for
  std::vector<std::string> doubled;  // episodes that the workflow engine has several instances of
  absl::Status status;               // not OK: the node ended after the last of `steps`
};

CameOfScenario RunScenario(const Scenario& scenario, Crashes crashes);

}  // namespace telltale

#endif  // TELLTALE_CLI_SCENARIO_SCENARIO_RUN_H_
