// Scenario: a scenario file as steps and expectations. The format is described in
// tests/scenarios/README.md.
#ifndef TELLTALE_CLI_SCENARIO_SCENARIO_H_
#define TELLTALE_CLI_SCENARIO_SCENARIO_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/time.h"
#include "engine/rules/config.h"
#include "engine/state/changes.h"

namespace telltale {

// A back or start that a step expects: the episode id, and why it ended (empty for a start).
struct ExpectedCommand {
  std::string episode;
  std::string ending;
  friend auto operator<=>(const ExpectedCommand&, const ExpectedCommand&) = default;
};

struct ScenarioStep {
  enum class Kind { kRecord, kTick, kTold, kCrash };
  Kind kind = Kind::kRecord;
  int line = 0;
  std::string json;               // kRecord
  Millis at{0};                   // kRecord
  std::optional<Millis> arrival;  // kRecord: its timestamp; absent: the later of arrival and `at`
  Millis tick{0};                 // kTick: the arrival
  Told told;                      // kTold
  std::optional<std::string> outcome;
  std::vector<ExpectedCommand> commands;
};

struct Scenario {
  RuleSet rules;
  std::vector<ScenarioStep> steps;
  std::map<std::string, uint64_t> totals;  // by the outcome's name, starts, backs
};

// Reads one file. Errors say where and what.
absl::StatusOr<Scenario> ReadScenario(const std::string& path);

}  // namespace telltale

#endif  // TELLTALE_CLI_SCENARIO_SCENARIO_H_
