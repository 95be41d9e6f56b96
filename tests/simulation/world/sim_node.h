// SimNode: one life of the production loops, between models. Destroying it is a crash.
//
// Thread safety: none.
#ifndef TELLTALE_TESTS_SIMULATION_WORLD_SIM_NODE_H_
#define TELLTALE_TESTS_SIMULATION_WORLD_SIM_NODE_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "engine/rules/rule_set.h"
#include "engine/runtime/job_router.h"
#include "engine/runtime/loop.h"
#include "engine/runtime/peers.h"
#include "tests/simulation/world/sim_gateway.h"
#include "tests/simulation/world/sim_jobs.h"
#include "tests/simulation/world/sim_operator.h"
#include "tests/simulation/world/sim_source.h"
#include "tests/simulation/world/sim_store.h"
#include "tests/simulation/world/world.h"

namespace telltale {

class SimNode {
 public:
  // With as many loops as are asked for, and there are partitions for.
  SimNode(SimWorld& world, RuleSet rules, const LoopOptions& options, size_t loops);
  ~SimNode();

  // Of the start-up. Turns may only follow if it is OK.
  const absl::Status& opened() const { return opened_; }
  // One turn of the loops, or of most of them. An error ends this life.
  absl::Status Turn();
  // Ends in order, while time goes on. An error: it died on the way.
  absl::Status Stop();
  Life& life() { return *life_; }
  SimOperator& person() { return operator_; }
  // Notes the situations that the loops themselves count.
  void NoteWhatItSaw();

 private:
  // What each loop has of its own.
  struct Hand {
    explicit Hand(SimNode& node);
    SimSource source;
    SimGateway gateway;
    Dispatcher dispatcher;
    std::optional<JobDesk> desk;
    std::optional<Loop> loop;
  };
  void Begin(std::vector<Opened> opened, const LoopOptions& options);
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
  RuleSet rules_;
  std::shared_ptr<Life> life_;
  SimStore store_;
  SlowCommitter committer_;
  SimJobs jobs_;
  std::optional<JobRouter> router_;
  Desk orders_;
  SimOperator operator_;
  SnapshotBoard board_;
  absl::Status opened_;
  Peers peers_;
  std::vector<std::unique_ptr<Hand>> hands_;
};

}  // namespace telltale

#endif  // TELLTALE_TESTS_SIMULATION_WORLD_SIM_NODE_H_
