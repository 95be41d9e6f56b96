#include "tests/simulation/world/sim_node.h"

#include <atomic>
#include <utility>

#include "connectors/json/json_decoder.h"
#include "engine/base/status.h"

namespace telltale {

SimNode::Hand::Hand(SimNode& node)
    : source(node.world_, *node.life_),
      gateway(node.world_, node.life_),
      dispatcher(gateway, {.seed = node.world_.random.Next()}) {}

SimNode::SimNode(SimWorld& world, RuleSet rules, const LoopOptions& options, size_t loops)
    : world_(world),
      rules_(std::move(rules)),
      life_(std::make_shared<Life>(world.random, world.journal)),
      store_(world, *life_),
      committer_(world, store_),
      jobs_(world, life_),
      operator_(world, orders_),
      peers_(loops) {
  std::vector<Source*> sources;
  for (size_t i = 0; i < loops; ++i) {
    sources.push_back(&hands_.emplace_back(std::make_unique<Hand>(*this))->source);
  }
  absl::StatusOr<std::vector<Opened>> opened =
      OpenForLoops(rules_, store_, sources, clock_, &MakeJsonDecoder, {});
  opened_ = opened.status();
  world.journal.Say("opened  ", opened_.ToString());
  if (opened.ok()) Begin(*std::move(opened), options);
}

void SimNode::Begin(std::vector<Opened> opened, const LoopOptions& options) {
  const size_t loops = opened.size();
  CHECK(loops == hands_.size());
  if (loops > 1) world_.journal.Note(Situation::kSeveralLoops);
  router_.emplace(jobs_, &MakeJsonDecoder, OwnersOf(opened), loops);
  orders_.OpenFor(loops);
  for (size_t i = 0; i < loops; ++i) {
    Hand& hand = *hands_[i];
    LoopOptions own = options;
    own.place = {.number = i, .of = loops};
    hand.desk.emplace(router_->PortOf(i), &MakeJsonDecoder,
                      JobDeskOptions{.gate_job = rules_.jobs.gate_job,
                                     .ended_job = rules_.jobs.ended_job,
                                     .replies = {.seed = world_.random.Next()}});
    hand.loop.emplace(std::move(opened[i]), hand.source, committer_, hand.dispatcher, clock_,
                      board_, own);
    hand.loop->Join(peers_);
    hand.loop->ListenAt(*hand.desk);
    hand.loop->Host(orders_.GuestOf(i));
  }
}

// What a dead process still hears changes nothing.
SimNode::~SimNode() { life_->End(); }

absl::Status SimNode::Turn() {
  if (!life_->Pass(CrashPoint::kBetweenTurns)) return absl::AbortedError("dead");
  committer_.Advance();
  constexpr int kLags = 20;
  for (const auto& hand : hands_) {
    if (hands_.size() > 1 && world_.random.Chance(kLags)) continue;
    const absl::Status status = hand->loop->Turn(Millis{0});
    if (life_->over()) return absl::AbortedError("dead");
    RETURN_IF_ERROR(status);
  }
  return absl::OkStatus();
}

absl::Status SimNode::Stop() {
  clock_.drains = true;
  const std::atomic<bool> stop = true;
  absl::Status status;
  for (const auto& hand : hands_) {
    if (status.ok()) status = hand->loop->Run(stop, [] { return absl::OkStatus(); });
  }
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
