// Scenario: a scenario file as the engine meets it: rules, what comes to one partition of a topic
// in which order, and what is expected of it. docs/scenarios.md describes the format.
//
// Thread safety: values.
#ifndef TELLTALE_CLI_SCENARIO_SCENARIO_H_
#define TELLTALE_CLI_SCENARIO_SCENARIO_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/message.h"
#include "engine/base/time.h"
#include "engine/rules/config_tree.h"
#include "engine/rules/finding.h"
#include "engine/rules/rule_set.h"
#include "engine/state/changes.h"

namespace telltale {

// How often each of something named came: outcomes, totals.
using Counts = std::map<std::string, uint64_t>;

// A start, a forward, or a back with why its episode ended; or a message of a route.
struct ScenarioCommand {
  Message::Kind kind = Message::Kind::kStart;
  std::string episode;  // of a route's its name, `/` and the correlation key
  std::string ending;   // of a back
  friend auto operator<=>(const ScenarioCommand&, const ScenarioCommand&) = default;
};

struct ScenarioRecord {
  Millis at{0};
  // Its own timestamp; absent: the later of the arrival so far and `at`.
  std::optional<Millis> timestamp;
  std::optional<std::string> value;  // nullopt: a tombstone
  std::optional<std::string> key;    // Kafka's
  std::vector<std::pair<std::string, std::string>> headers;
};

// What a workflow reports, or a retired rule orders, about an episode.
struct ScenarioTold {
  Told::Kind kind = Told::Kind::kStarted;
  size_t rule = 0;  // index among those of the topic
  KeyHash key;
  EventTime raised_at;
};

struct ScenarioStep {
  enum class Kind {
    kRecords,
    kTick,
    kTold,
    kEdit,
    kCrash,
    kRestart,
    kGatewayDown,
    kGatewayUp,
    kLostAnswer
  };
  Kind kind = Kind::kRecords;
  int line = 0;
  std::vector<ScenarioRecord> records;    // kRecords: in the order in which they come
  Millis tick{0};                         // kTick: the arrival
  ScenarioTold told;                      // kTold
  std::shared_ptr<const RuleSet> edited;  // kEdit: all rules as they are then
  std::string refused;  // kEdit: the error's name, if the edit is refused; then nothing changes
  // By the outcome of each record; nullopt: nothing is said about them.
  std::optional<Counts> outcomes;
  std::vector<ScenarioCommand> commands;  // sorted; what is not here must not come
  // What every command of the step brings, as JSON by name; it may bring more.
  std::vector<std::pair<std::string, std::string>> variables;
};

struct ScenarioTotal {
  std::string name;
  uint64_t count = 0;
  int line = 0;
};

struct Scenario {
  ConfigTree tree;                  // as it was written; sources[0] is the file itself
  RuleSet rules;                    // of one topic
  std::vector<ScenarioStep> steps;  // one for each item of `steps`
  std::vector<ScenarioTotal> totals;
};

// The topic with the rules and routes that look at the records of a step: the scenario's, or as the
// last edit left them. With one of a kind, its name is not written before episodes and keys.
inline const CompiledTopic& TopicAt(const Scenario& scenario, size_t step) {
  for (size_t i = step + 1; i-- > 0;) {
    const ScenarioStep& edit = scenario.steps[i];
    if (edit.edited && edit.refused.empty()) return edit.edited->topics[0];
  }
  return scenario.rules.topics[0];
}

}  // namespace telltale

#endif  // TELLTALE_CLI_SCENARIO_SCENARIO_H_
