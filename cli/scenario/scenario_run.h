// ScenarioRun: the engine on a scenario: one partition of a Kafka topic, a real decoder, a store in
// memory that outlives every crash.
#ifndef TELLTALE_CLI_SCENARIO_SCENARIO_RUN_H_
#define TELLTALE_CLI_SCENARIO_SCENARIO_RUN_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "cli/scenario/scenario.h"
#include "engine/runtime/partition.h"
#include "engine/state/memory_store.h"

namespace telltale {

enum class Crashes { kAsWritten, kAfterEveryStep };

class ScenarioRun {
 public:
  ScenarioRun(const Scenario& scenario, Crashes crashes);

  // Runs all steps. Returns a line for everything that came otherwise than expected: an outcome, a
  // start or a back that is missing, or one that was not expected, named or not.
  std::vector<std::string> Failures();

 private:
  using Counts = std::map<std::string, uint64_t>;  // outcomes by name, starts, backs

  void Open();
  void CountLife();
  // Lets the wall clock go on to `wall` while the broker goes on answering.
  void PassTime(WallTime wall);
  void Apply(const ScenarioStep& step);
  void Tick(ArrivalTime arrival);
  // Makes the step durable and returns what it sent.
  std::vector<OutboxRow> Commit();
  void Check(const ScenarioStep& step, const Counts& before, const std::vector<OutboxRow>& rows);
  Counts CountsSoFar() const;
  static std::string OutcomeOf(const Counts& before, const Counts& after,
                               const std::vector<OutboxRow>& rows);

  const Scenario& scenario_;
  const CompiledTopic& topic_;
  const Crashes crashes_;
  std::unique_ptr<Decoder> decoder_;
  MemoryStore store_;
  std::unique_ptr<Partition> partition_;
  Counts earlier_lives_;  // what processes before the last crash counted
  Progress progress_;     // as it was committed last
  WallTime wall_{};
  int64_t next_offset_ = 0;
  std::vector<std::string> failures_;
};

}  // namespace telltale

#endif  // TELLTALE_CLI_SCENARIO_SCENARIO_RUN_H_
