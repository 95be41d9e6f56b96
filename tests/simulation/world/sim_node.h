// SimNode: one life of the production loop, between models. Destroying it is a crash.
//
// Thread safety: none.
#ifndef TELLTALE_TESTS_SIMULATION_WORLD_SIM_NODE_H_
#define TELLTALE_TESTS_SIMULATION_WORLD_SIM_NODE_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "engine/rules/config.h"
#include "engine/runtime/loop.h"
#include "tests/simulation/world/sim_gateway.h"
#include "tests/simulation/world/sim_jobs.h"
#include "tests/simulation/world/sim_operator.h"
#include "tests/simulation/world/sim_source.h"
#include "tests/simulation/world/sim_store.h"
#include "tests/simulation/world/world.h"

namespace telltale {

class SimNode {
 public:
  SimNode(SimWorld& world, const std::string& config, const LoopOptions& options);
  ~SimNode();

  // Of the start-up. Turns may only follow if it is OK.
  const absl::Status& opened() const { return opened_; }
  // One turn of the loop. An error ends this life.
  absl::Status Turn();
  // Ends in order, while time goes on. An error: it died on the way.
  absl::Status Stop();
  Life& life() { return *life_; }
  SimOperator& person() { return operator_; }
  // Notes the situations that the loop itself counts.
  void NoteWhatItSaw();

 private:
  void NoteOutcomes(const PartitionSnapshot& partition);
  void NoteJobs(const JobDesk::Counters& jobs);

  // The node's clock, that goes on by itself while the loop drains.
  class DrainClock : public Clock {
   public:
    explicit DrainClock(SimNode& node) : node_(node) {}
    WallTime Wall() const override;
    Millis SinceBoot() const override;
    const std::string& BootId() const override;
    bool drains = false;

   private:
    SimNode& node_;
  };

  SimWorld& world_;
  DrainClock clock_{*this};
  Config config_;
  std::shared_ptr<Life> life_;
  SimSource source_;
  SimStore store_;
  SlowCommitter committer_;
  SimGateway gateway_;
  Dispatcher dispatcher_;
  SimJobs jobs_;
  JobDesk desk_;
  Desk orders_;
  SimOperator operator_;
  SnapshotBoard board_;
  absl::Status opened_;
  std::unique_ptr<Loop> loop_;
};

}  // namespace telltale

#endif  // TELLTALE_TESTS_SIMULATION_WORLD_SIM_NODE_H_
