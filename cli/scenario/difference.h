// Difference: where a scenario came out otherwise than it expects.
//
// Thread safety: pure functions.
#ifndef TELLTALE_CLI_SCENARIO_DIFFERENCE_H_
#define TELLTALE_CLI_SCENARIO_DIFFERENCE_H_

#include <optional>
#include <string>
#include <vector>

#include "cli/scenario/scenario.h"
#include "cli/scenario/scenario_run.h"

namespace telltale {

struct Difference {
  std::optional<size_t> step;  // index; absent: of the totals, or of the scenario as a whole
  int line = 0;
  std::string expected;  // "outcome raised, start V1@39s"
  std::string came;
};

// In the order of the file; none: the scenario has passed. What is not expected must not come,
// whether the scenario says anything about it or not: a start, a back, a second instance.
std::vector<Difference> Compare(const Scenario& scenario, const CameOfScenario& came);

// `V1@39s`, as scenarios write the episode r/V1@19700101T000039.000Z where the rules of `topic` are
// in force.
std::string ShortEpisode(const CompiledTopic& topic, const std::string& episode);
// The episode of a command as scenarios write it, or the correlation key of a route's.
std::string ShortSubject(const CompiledTopic& topic, const ScenarioCommand& command);

// How many records had which outcome.
Counts CountOutcomes(const std::vector<std::string>& outcomes);

}  // namespace telltale

#endif  // TELLTALE_CLI_SCENARIO_DIFFERENCE_H_
