#include "tests/simulation/simulation.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "engine/base/status.h"
#include "tests/runtime/model_config.h"
#include "tests/simulation/checks.h"
#include "tests/simulation/oracle_case.h"
#include "tests/simulation/reference.h"
#include "tests/simulation/rules.h"
#include "tests/simulation/stream.h"
#include "tests/simulation/world/sim_gateway.h"
#include "tests/simulation/world/sim_jobs.h"
#include "tests/simulation/world/sim_node.h"
#include "tests/simulation/world/world.h"

namespace telltale {
namespace {

constexpr int64_t kDiskReserve = 1000;
constexpr uint64_t kSeedsPerSeveralLoops = 3;  // of so many seeds one has a loop per partition
// How long nobody is there when a cluster is replaced, at most.
constexpr int64_t kReplacingMs = 40'000;

LoopOptions DrawLoop(Random& random) {
  return {.batch_age = Millis{random.Pick<int64_t>({10, 50, 1000})},
          .batch_records = random.Pick<uint64_t>({1, 5, 1000}),
          .disk_reserve_bytes = kDiskReserve,
          .outbox_rows = random.Pick<uint64_t>({2, 10, 1000}),
          .drain_turn = Millis{0}};
}

// How far time goes between two turns: mostly a little, sometimes so far that somebody notices.
Millis DrawPause(Random& random, const Climate& climate) {
  const int64_t kind = random.Between(0, 999);
  if (kind < 600) return Millis{random.Between(1, 20)};
  if (kind < 850) return Millis{random.Between(20, 300)};
  if (kind < 970) return Millis{random.Between(300, 3'000)};
  if (kind < 997 || !climate.stalls) return Millis{random.Between(3'000, 20'000)};
  return Millis{random.Between(60'000, 600'000)};
}

// How long the task of a workflow takes, if it ends by itself.
std::optional<Millis> DrawWork(Random& random) {
  const auto seconds = random.Pick<int64_t>({0, 1, 20, 300});
  return seconds == 0 ? std::nullopt : std::optional(Millis{seconds * 1000});
}

class Simulation {
 public:
  Simulation(uint64_t seed, const SeedOptions& options);
  SeedResult Run();

 private:
  void Trouble();
  void Calm();
  bool IsQuiet();
  bool AnybodyWaits();
  void Step(Millis pause);
  void Produce();
  void ChangeWeather();
  void Relapse();
  void Apply(const Weather& weather);
  void Meddle();
  void Forget();
  void Replace();
  void StartNode();
  void StopNode();
  void EndNode();

  // What happened while no process lived. Not both: a clock that was set back too would hide how
  // long the machine was off.
  enum class Unattended { kNothing, kSetBack, kReboot };

  SimWorld world_;
  SeedOptions options_;
  DrawnRules rules_;
  RuleSet compiled_;  // of rules_.config; every process numbers its own copy
  Climate climate_;
  Stream stream_;
  LoopOptions loop_;
  size_t loops_ = 1;
  int talk_ = 30;  // percent of the steps in which somebody speaks
  std::unique_ptr<SimNode> node_;
  std::optional<Millis> replaced_at_;  // when another cluster takes over; nobody is there till then
  Unattended unattended_ = Unattended::kNothing;
  Millis starts_at_{0};  // when the next process starts, by the true clock
};

Simulation::Simulation(uint64_t seed, const SeedOptions& options)
    : world_(seed, options.trace, options.sabotage),
      options_(options),
      rules_(DrawRules(world_.random)),
      compiled_(ReadConfig(rules_.config).rules),
      climate_(options.less.Of(DrawClimate(world_.random))),
      stream_(Random(world_.random.Next()), rules_.late),
      loop_(DrawLoop(world_.random)),
      talk_(world_.random.Pick<int>({5, 20, 50})) {
  world_.topic.partitions.resize(stream_.partitions());
  if (seed % kSeedsPerSeveralLoops == 0) loops_ = static_cast<size_t>(stream_.partitions());
  world_.gated = rules_.gated;
  world_.zeebe.Deploy({.start = kStartName,
                       .backs = {kBackName},
                       .forwards = {kForwardName},
                       .work = rules_.gated ? DrawWork(world_.random) : std::nullopt,
                       .gate = rules_.gated,
                       .ended = rules_.gated});
  SetJobFaults(world_);
  SetFaults(world_, world_.random.Next());
  world_.journal.Say("rules\n", rules_.config);
  for (const Said& said : stream_.Backlog(world_.true_clock.Wall())) {
    world_.topic.Append(said.partition, said.timestamp, said.value);
  }
}

SeedResult Simulation::Run() {
  Trouble();
  Calm();
  EndNode();
  const Reference reference = RunReference(world_, compiled_);
  CheckEnd(world_, reference, rules_.routed);
  SeedResult result;
  const bool can_be_judged = reference.held == Held::kNever && !world_.inputs.HasReplays();
  if (options_.oracle == SeedOptions::Oracle::kYes && can_be_judged) {
    result.oracle_case = OracleCase(world_, rules_.config);
  }
  result.complaints = world_.journal.complaints();
  result.seen = world_.journal.seen();
  result.attempts = world_.attempts;
  result.taken = world_.deliveries.taken();
  result.trace = world_.journal.text();
  return result;
}

void Simulation::Trouble() {
  const int64_t steps = std::min(world_.random.Between(200, 2000), options_.less.steps);
  for (int64_t i = 0; i < steps && world_.journal.complaints().empty(); ++i) {
    if (i % 40 == 0) ChangeWeather();
    if (world_.random.Chance(talk_)) Produce();
    Step(DrawPause(world_.random, climate_));
  }
}

// No more faults, and nobody speaks: everything must come to its end.
void Simulation::Calm() {
  constexpr int kMostSteps = 4000;
  constexpr int kQuietSteps = 200;  // longer than any span of a rule with its lateness
  climate_.crashes = false;
  Apply(Weather{});
  int quiet = 0;
  for (int i = 0; i < kMostSteps && quiet < kQuietSteps; ++i) {
    Step(Millis{world_.random.Between(500, 2'000)});
    quiet = IsQuiet() ? quiet + 1 : 0;
    if (!world_.journal.complaints().empty()) return;
  }
  if (quiet < kQuietSteps) world_.journal.Complain("does not come to an end");
}

bool Simulation::IsQuiet() {
  if (node_ == nullptr || world_.ledger.unsettled() > 0) return false;
  return world_.inputs.IsReadToTheEnd(world_.topic) && !AnybodyWaits();
}

// True if an instance of ours waits for its job.
bool Simulation::AnybodyWaits() {
  return world_.zeebe.AnyInstance([this](const BrokerModel::Instance& instance) {
    if (instance.state != BrokerModel::State::kRunning || !instance.job) return false;
    const Ledger::Row* start = world_.ledger.Find(instance.correlation_key);
    return start != nullptr && !start->dropped;
  });
}

void Simulation::Step(Millis pause) {
  if (node_ == nullptr && world_.true_clock.SinceBoot() >= starts_at_) StartNode();
  if (node_ != nullptr && climate_.crashes && world_.random.Between(0, 999) == 0) StopNode();
  if (node_ != nullptr) {
    if (!climate_.crashes) node_->life().Spare();
    const absl::Status status = node_->Turn();
    if (!status.ok()) {
      world_.journal.Say("ended   ", status.ToString());
      EndNode();
    }
  }
  world_.Pass(pause);
  Replace();
}

void Simulation::Produce() {
  const int64_t count = world_.random.Chance(10) ? world_.random.Between(2, 8) : 1;
  for (int64_t i = 0; i < count; ++i) {
    const Said said = stream_.Say(world_.true_clock.Wall());
    world_.journal.Say("said    ", said.partition, "@",
                       world_.topic.partitions[said.partition].entries.size(), " at ",
                       ToMs(said.timestamp), " ", said.value.value_or("tombstone"));
    world_.topic.Append(said.partition, said.timestamp, said.value);
  }
}

// A broker that goes away by a crash comes back without what it had not written.
void Simulation::Relapse() {
  if (!world_.random.Chance(50)) return;
  world_.zeebe.Relapse();
  world_.journal.Note(Situation::kRelapse);
}

void Simulation::ChangeWeather() {
  Apply(options_.less.Of(DrawWeather(world_.random, climate_)));
  Meddle();
}

void Simulation::Apply(const Weather& weather) {
  world_.weather = weather;
  world_.topic.away = weather.source_away;
  if (weather.gateway_away) Relapse();
  world_.zeebe.SetAway(weather.gateway_away || replaced_at_);
  world_.zeebe.SetLeader(1, !weather.leaderless);
  if (weather.source_away) world_.journal.Note(Situation::kSourceAway);
  if (weather.gateway_away) world_.journal.Note(Situation::kGatewayAway);
  if (weather.leaderless) world_.journal.Note(Situation::kLeaderless);
}

// What people do to machines and clusters.
void Simulation::Meddle() {
  constexpr int kSeldom = 20;
  Random& random = world_.random;
  if (random.Chance(kSeldom)) Forget();
  if (world_.gated && random.Chance(kSeldom)) PublishAsAStranger(world_);
  if (climate_.orders && node_ != nullptr) node_->person().Act();
  if (climate_.clocks && unattended_ != Unattended::kReboot && random.Chance(kSeldom)) {
    world_.node_clock.SetWall(-Millis{random.Between(1'000, 3'600'000)});
    if (node_ == nullptr) unattended_ = Unattended::kSetBack;
    world_.ledger.OnWallSetBack();
    world_.journal.Note(Situation::kWallSetBack);
  }
  if (climate_.clusters && !replaced_at_ && random.Chance(kSeldom)) {
    replaced_at_ = world_.true_clock.SinceBoot() + Millis{random.Between(0, kReplacingMs)};
    Apply(world_.weather);
  }
}

// Kafka removes a part of what was read.
void Simulation::Forget() {
  for (const PartitionId partition : world_.inputs.partitions()) {
    ModelTopic::Log& log = world_.topic.partitions[partition.partition];
    const int64_t read = world_.inputs.progress(partition).next.value;
    if (read > log.begin) log.begin = world_.random.Between(log.begin, read);
  }
  world_.journal.Note(Situation::kRetention);
}

// Another cluster stands where the one before was, once its time has come.
void Simulation::Replace() {
  if (!replaced_at_ || *replaced_at_ > world_.true_clock.SinceBoot()) return;
  replaced_at_.reset();
  world_.on_their_way.clear();
  world_.zeebe.Replace(absl::StrCat("cluster ", world_.random.Next()));
  world_.ledger.OnClusterReplaced();
  world_.journal.Note(Situation::kClusterReplaced);
  Apply(world_.weather);
}

void Simulation::StartNode() {
  node_ = std::make_unique<SimNode>(world_, compiled_, loop_, loops_);
  if (node_->opened().ok()) {
    unattended_ = Unattended::kNothing;
    return;
  }
  const bool expected = absl::IsUnavailable(node_->opened()) || absl::IsDataLoss(node_->opened());
  if (!expected && !node_->life().over()) {
    world_.journal.Complain("does not start: ", node_->opened().ToString());
  }
  EndNode();
}

// As by SIGTERM.
void Simulation::StopNode() {
  const absl::Status status = node_->Stop();
  world_.journal.Say("stopped ", status.ToString());
  if (status.ok()) world_.journal.Note(Situation::kStopped);
  EndNode();
}

void Simulation::EndNode() {
  if (node_ == nullptr) return;
  if (node_->opened().ok()) node_->NoteWhatItSaw();
  node_.reset();
  world_.inputs.Crash();
  if (!climate_.crashes) return;
  const bool long_away = climate_.stalls && world_.random.Chance(20);
  const Millis away{world_.random.Between(0, long_away ? 600'000 : 10'000)};
  starts_at_ = world_.true_clock.SinceBoot() + away;
  if (!world_.random.Chance(10) || unattended_ == Unattended::kSetBack) return;
  world_.node_clock.Reboot();
  unattended_ = Unattended::kReboot;
  world_.journal.Note(Situation::kReboot);
}

}  // namespace

SeedResult RunSeed(uint64_t seed, const SeedOptions& options) {
  return Simulation(seed, options).Run();
}

}  // namespace telltale
