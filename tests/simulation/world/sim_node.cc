#include "tests/simulation/world/sim_node.h"

#include <atomic>
#include <utility>

#include "connectors/json/json_decoder.h"
#include "tests/runtime/model_config.h"

namespace telltale {

SimNode::SimNode(SimWorld& world, const std::string& config, const LoopOptions& options)
    : world_(world),
      config_(ReadConfig(config)),
      life_(std::make_shared<Life>(world.random, world.journal)),
      source_(world, *life_),
      store_(world, *life_),
      committer_(world, store_),
      gateway_(world, life_),
      dispatcher_(gateway_, {.seed = world.random.Next()}),
      jobs_(world, life_),
      desk_(jobs_, &MakeJsonDecoder,
            {.gate_job = config_.rules.jobs.gate_job,
             .ended_job = config_.rules.jobs.ended_job,
             .replies = {.seed = world.random.Next()}}),
      operator_(world, orders_) {
  absl::StatusOr<Opened> opened =
      Open(config_.rules, store_, source_, clock_, &MakeJsonDecoder, {});
  opened_ = opened.status();
  world.journal.Say("opened  ", opened_.ToString());
  if (!opened.ok()) return;
  loop_ = std::make_unique<Loop>(*std::move(opened), source_, committer_, dispatcher_, clock_,
                                 board_, options);
  loop_->ListenAt(desk_);
  loop_->Host(orders_);
}

// What a dead process still hears changes nothing.
SimNode::~SimNode() { life_->End(); }

absl::Status SimNode::Turn() {
  if (!life_->Pass(CrashPoint::kBetweenTurns)) return absl::AbortedError("dead");
  committer_.Advance();
  absl::Status status = loop_->Turn(Millis{0});
  if (life_->over()) return absl::AbortedError("dead");
  return status;
}

absl::Status SimNode::Stop() {
  clock_.drains = true;
  const std::atomic<bool> stop = true;
  const absl::Status status = loop_->Run(stop, [] { return absl::OkStatus(); });
  clock_.drains = false;
  return life_->over() ? absl::AbortedError("dead") : status;
}

WallTime SimNode::DrainClock::Wall() const { return node_.world_.node_clock.Wall(); }

// Each look takes time, or a loop that waits for a deadline would wait for ever.
Millis SimNode::DrainClock::SinceBoot() const {
  constexpr Millis kLook{50};
  if (drains) {
    node_.world_.Pass(kLook);
    node_.committer_.Advance();
  }
  return node_.world_.node_clock.SinceBoot();
}

const std::string& SimNode::DrainClock::BootId() const { return node_.world_.node_clock.BootId(); }

void SimNode::NoteWhatItSaw() {
  const Snapshot seen = board_.Get();
  if (seen.blocked == Blocked::kDiskReserve) world_.journal.Note(Situation::kDiskReserve);
  if (seen.blocked == Blocked::kOutboxLimit) world_.journal.Note(Situation::kOutboxLimit);
  for (const PartitionSnapshot& partition : seen.partitions) NoteOutcomes(partition);
  NoteJobs(seen.jobs);
}

void SimNode::NoteJobs(const JobDesk::Counters& jobs) {
  const auto note = [&](JobResult result, Situation situation) {
    for (const auto& by_result : jobs) {
      if (by_result[static_cast<size_t>(result)] > 0) world_.journal.Note(situation);
    }
  };
  note(JobResult::kUnknown, Situation::kJobUnknown);
  note(JobResult::kForeign, Situation::kJobForeign);
}

void SimNode::NoteOutcomes(const PartitionSnapshot& partition) {
  const auto note = [&](const RuleCounters& rule, Outcome outcome, Situation situation) {
    if (rule.outcomes[static_cast<size_t>(outcome)] > 0) world_.journal.Note(situation);
  };
  for (const RuleCounters& rule : partition.counters.rules) {
    note(rule, Outcome::kDuplicate, Situation::kDuplicate);
    note(rule, Outcome::kLate, Situation::kLate);
    note(rule, Outcome::kForgotten, Situation::kForgotten);
    note(rule, Outcome::kEnded, Situation::kWorkflowEnded);
    note(rule, Outcome::kClosed, Situation::kWorkflowEndedEpisode);
  }
}

}  // namespace telltale
