// ScenarioNode: one life of a node in a scenario's world. Destroying it is a crash: nothing is
// drained.
//
// Thread safety: none.
#ifndef TELLTALE_CLI_SCENARIO_SCENARIO_NODE_H_
#define TELLTALE_CLI_SCENARIO_SCENARIO_NODE_H_

#include <optional>

#include "absl/status/status.h"
#include "cli/scenario/scenario.h"
#include "cli/scenario/scenario_world.h"
#include "engine/delivery/dispatcher.h"
#include "engine/runtime/committer.h"
#include "engine/runtime/loop.h"
#include "engine/runtime/snapshot.h"

namespace telltale {

class ScenarioNode {
 public:
  // `rules` gets the store's numbers. Both must outlive the node.
  ScenarioNode(ScenarioWorld& world, RuleSet& rules);

  // Of the start-up; the rest may only follow if it is OK.
  const absl::Status& opened() const { return opened_; }

  // Turns until nothing changes any more without time going on. Returns what ended it.
  absl::Status TurnUntilQuiet();
  // Hears it as if the workflow engine, or an operator, had just said so.
  absl::Status Tell(const Told& told);
  // Makes the arrival durable, which a loop leaves to the next commit that has more to say. A crash
  // long after the last commit is an outage, and has its own rules.
  //
  // REQUIRES: all is quiet.
  void CommitArrival();
  // Ends in order, as by SIGTERM.
  absl::Status Stop();

  ScenarioSource& source() { return source_; }
  PartitionSnapshot Show() const { return board_.Get().partitions.at(0); }
  // Commands that must still be told.
  uint64_t unsettled() const;

 private:
  ScenarioWorld& world_;
  ScenarioSource source_;
  InlineCommitter committer_;
  Dispatcher dispatcher_;
  SnapshotBoard board_;
  absl::Status opened_;
  Partition* partition_ = nullptr;  // the loop's
  std::optional<Loop> loop_;
};

}  // namespace telltale

#endif  // TELLTALE_CLI_SCENARIO_SCENARIO_NODE_H_
