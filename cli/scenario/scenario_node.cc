#include "cli/scenario/scenario_node.h"

#include <atomic>
#include <utility>

#include "connectors/json/json_decoder.h"
#include "engine/base/status.h"
#include "engine/runtime/startup.h"

namespace telltale {
namespace {

// No clock goes on within a step, so nothing may wait for it.
LoopOptions AtOnce() {
  LoopOptions options;
  options.batch_age = Millis{0};
  options.snapshot_pace = Millis{0};
  options.drain_turn = Millis{0};
  options.disk_reserve_bytes = 0;
  return options;
}

}  // namespace

ScenarioNode::ScenarioNode(ScenarioWorld& world, RuleSet& rules)
    : world_(world),
      source_(world.log),
      committer_(world.store),
      dispatcher_(world.zeebe, DispatcherOptions{}) {
  absl::StatusOr<Opened> opened =
      Open(rules, world.store, source_, world.clock, &MakeJsonDecoder, StartupOptions{});
  opened_ = opened.status();
  if (!opened.ok()) return;
  partition_ = opened->topics[0].partitions[0].get();
  loop_.emplace(*std::move(opened), source_, committer_, dispatcher_, world.clock, board_,
                AtOnce());
  opened_ = TurnUntilQuiet();
}

// A commit, and an answer, take a turn each to be taken in.
absl::Status ScenarioNode::TurnUntilQuiet() {
  constexpr int kQuietTurns = 3;
  for (int quiet = 0; quiet < kQuietTurns; ++quiet) {
    const uint64_t commits = world_.store.commits;
    const size_t in_flight = dispatcher_.in_flight();
    RETURN_IF_ERROR(loop_->Turn(Millis{0}));
    world_.zeebe.Advance();
    if (world_.store.commits != commits || dispatcher_.in_flight() != in_flight) quiet = -1;
  }
  return absl::OkStatus();
}

absl::Status ScenarioNode::Tell(const Told& told) {
  partition_->OnTold(told, world_.clock.Wall());
  return TurnUntilQuiet();
}

void ScenarioNode::CommitArrival() {
  CHECK(world_.store.Commit({partition_->Take(world_.clock.Wall())}).ok());
}

absl::Status ScenarioNode::Stop() {
  const std::atomic<bool> stop = true;
  return loop_->Run(stop, [] { return absl::OkStatus(); });
}

uint64_t ScenarioNode::unsettled() const {
  const PartitionSnapshot shown = Show();
  return shown.outbox[static_cast<size_t>(Fate::kPending)] +
         shown.outbox[static_cast<size_t>(Fate::kAttempted)];
}

}  // namespace telltale
