#include "cli/scenario/scenario_run.h"

#include <algorithm>
#include <memory>
#include <set>

#include "cli/scenario/scenario_node.h"
#include "cli/scenario/scenario_words.h"
#include "cli/scenario/scenario_world.h"
#include "engine/base/status.h"

namespace telltale {
namespace {

// Shorter than what counts as an outage.
constexpr Millis kAnswerPace{30'000};
// While commands wait to be tried again.
constexpr Millis kRetryPace{1'000};
// How long the end waits for them; longer than any back-off.
constexpr Millis kLastWait{3'600'000};

// Outcomes of rules and routes, starts, backs and forwards.
Counts CountsOf(const PartitionCounters& counters) {
  Counts counts;
  for (const RuleCounters& rule : counters.rules) {
    for (int i = 0; i < kOutcomes; ++i) {
      counts[std::string(OutcomeName(static_cast<Outcome>(i)))] += rule.outcomes[i];
    }
    counts["no-match"] += rule.no_match;
    counts["starts"] += rule.starts;
    counts["backs"] += rule.backs;
    counts["forwards"] += rule.forwards;
  }
  for (const RouteCounters& route : counters.routes) {
    for (int i = 0; i < kRouteOutcomes; ++i) {
      counts[std::string(RouteOutcomeName(static_cast<RouteOutcome>(i)))] += route[i];
    }
  }
  counts["tombstone"] += counters.tombstones;
  for (const auto& [error, count] : counters.quarantined) counts[QuarantineWord(error)] += count;
  return counts;
}

// Of what a record comes to besides its own outcome.
bool IsBesides(const std::string& name) {
  return name == "forgotten" || name == "forwards" ||
         name == RouteOutcomeName(RouteOutcome::kSetAside) ||
         name == OutcomeName(Outcome::kForwarded) || name == OutcomeName(Outcome::kForwardIgnored);
}

// The outcome that carried a start or a back, the last one; else the event's own; else what time
// told.
std::string OutcomeOf(const Counts& before, const Counts& after,
                      const std::vector<OutboxRow>& rows) {
  for (size_t i = rows.size(); i-- > 0;) {
    const Message& last = rows[i].message;
    if (last.kind == Message::Kind::kForward || last.kind == Message::Kind::kRoute) continue;
    if (last.kind == Message::Kind::kStart) return "raised";
    return last.ending == EndingName(Ending::kClosed) ? "closed" : "cleared";
  }
  std::string by_time = "nothing";
  for (const auto& [name, count] : after) {
    const auto old = before.find(name);
    const bool rose = count > (old == before.end() ? 0 : old->second);
    if (!rose || IsBesides(name)) continue;
    if (name != OutcomeName(Outcome::kSilent) && name != OutcomeName(Outcome::kJudged)) return name;
    by_time = name;
  }
  return by_time;
}

class Run {
 public:
  Run(const Scenario& scenario, Crashes crashes)
      : scenario_(scenario), rules_(std::make_shared<RuleSet>(scenario.rules)), crashes_(crashes) {
    Deploy();
    world_.zeebe.SetFaults([this](const Message&) { return NextFault(); });
  }

  CameOfScenario Everything() {
    came_.status = Steps();
    return std::move(came_);
  }

 private:
  // One process per start message, ended by every back message that a rule ever paired it with, and
  // open to every forward, or to what routes correlate.
  void Deploy() {
    for (const CompiledRule& rule : rules_->topics[0].rules) {
      BrokerModel::Process& process = processes_[rule.start.name];
      process.start = rule.start.name;
      if (rule.back) process.backs.push_back(rule.back->name);
      for (const ForwardPlan& forward : rule.forwards) {
        process.forwards.insert(forward.message.name);
      }
      world_.zeebe.Deploy(process);
    }
    for (const CompiledRoute& route : rules_->topics[0].routes) {
      if (!route.starts || route.message.empty()) continue;
      BrokerModel::Process& process = processes_[route.message];
      process.start = route.message;
      for (const CompiledRoute& other : rules_->topics[0].routes) {
        if (!other.starts) process.forwards.insert(other.message);
      }
      world_.zeebe.Deploy(process);
    }
  }

  std::string SubjectOf(const OutboxRow& row) const {
    const std::string& key = row.message.correlation_key;
    if (row.message.kind != Message::Kind::kRoute) return key;
    for (const CompiledRoute& route : rules_->topics[0].routes) {
      if (route.id == row.rule) return route.name + "/" + key;
    }
    return key;
  }

  // Then several may have one key, one after the other.
  bool IsOfRoute(const BrokerModel::Instance& instance) const {
    const std::vector<CompiledRoute>& routes = rules_->topics[0].routes;
    return std::any_of(routes.begin(), routes.end(), [&](const CompiledRoute& route) {
      return route.starts && route.message == instance.process;
    });
  }

  Fault NextFault() {
    if (answers_to_lose_ == 0 || is_away_) return {};
    --answers_to_lose_;
    return {.kind = Fault::Kind::kLost};
  }

  absl::Status Steps() {
    RETURN_IF_ERROR(Open());
    for (const ScenarioStep& step : scenario_.steps) {
      came_.steps.emplace_back();
      RETURN_IF_ERROR(Do(step));
      std::sort(came_.steps.back().commands.begin(), came_.steps.back().commands.end());
    }
    RETURN_IF_ERROR(DeliverTheRest());
    SumUp();
    return absl::OkStatus();
  }

  // The node begins a life, its first or the one after a crash.
  absl::Status Open() {
    if (node_ != nullptr) {
      earlier_lives_ = AllCounts();
      node_->CommitArrival();
    }
    node_.reset();
    node_ = std::make_unique<ScenarioNode>(world_, *rules_);
    return node_->opened();
  }

  // As a reload: what would be refused at a start leaves the rules as they were.
  absl::Status Edit(const ScenarioStep& step) {
    RETURN_IF_ERROR(node_->Stop());
    const std::shared_ptr<RuleSet> before = rules_;
    rules_ = std::make_shared<RuleSet>(*step.edited);
    Deploy();
    const absl::Status opened = Open();
    const std::optional<ErrorId> error = ErrorOf(opened);
    if (!error) return opened;
    came_.steps.back().refused = std::string(FindError(*error).name);
    rules_ = before;
    node_.reset();
    return Open();
  }

  absl::Status Do(const ScenarioStep& step) {
    switch (step.kind) {
      case ScenarioStep::Kind::kRecords:
        for (const ScenarioRecord& record : step.records) RETURN_IF_ERROR(Say(record));
        return absl::OkStatus();
      case ScenarioStep::Kind::kTick:
        return Tick(ArrivalTime{step.tick});
      case ScenarioStep::Kind::kTold:
        return Observe([&] { return Tell(step.told); });
      case ScenarioStep::Kind::kEdit:
        return Observe([&] { return Edit(step); });
      case ScenarioStep::Kind::kCrash:
        return Open();
      case ScenarioStep::Kind::kRestart:
        RETURN_IF_ERROR(node_->Stop());
        return Open();
      case ScenarioStep::Kind::kGatewayDown:
      case ScenarioStep::Kind::kGatewayUp:
        is_away_ = step.kind == ScenarioStep::Kind::kGatewayDown;
        world_.zeebe.SetAway(is_away_);
        return absl::OkStatus();
      case ScenarioStep::Kind::kLostAnswer:
        ++answers_to_lose_;
        return absl::OkStatus();
    }
    CHECK(false);
  }

  absl::Status Say(const ScenarioRecord& record) {
    return Observe([&]() -> absl::Status {
      const ArrivalTime so_far = std::max(node_->Show().arrival, ArrivalTime{});
      const ArrivalTime own = record.timestamp ? ArrivalTime{*record.timestamp}
                                               : std::max(so_far, ArrivalTime{record.at});
      RETURN_IF_ERROR(GoOnTo(WallTime{std::max(so_far, own).time_since_epoch()}));
      std::vector<Header> headers;
      for (const auto& [name, value] : record.headers) headers.push_back({name, value});
      world_.log.entries.push_back({own, record.value, record.key, std::move(headers)});
      return node_->TurnUntilQuiet();
    });
  }

  // Does one thing, and notes what came of it.
  template <typename Action>
  absl::Status Observe(Action action) {
    const Counts before = AllCounts();
    world_.store.added.clear();
    RETURN_IF_ERROR(action());
    CameOfStep& came = came_.steps.back();
    came.outcomes.push_back(OutcomeOf(before, AllCounts(), world_.store.added));
    for (const OutboxRow& row : world_.store.added) {
      came.commands.push_back({row.message.kind, SubjectOf(row), row.message.ending});
      came.variables.push_back(row.message.variables);
    }
    return crashes_ == Crashes::kAfterEveryRecord ? Open() : absl::OkStatus();
  }

  // Arrival goes on from where it was set, at the speed of the wall clock.
  absl::Status Tick(ArrivalTime arrival) {
    return Observe([&]() -> absl::Status {
      RETURN_IF_ERROR(GoOnTo(WallTime{arrival.time_since_epoch()}));
      const Progress& progress = world_.store.progress;
      node_->source().Prove(progress.arrival_set + (arrival - progress.arrival));
      return node_->TurnUntilQuiet();
    });
  }

  absl::Status Tell(const ScenarioTold& told) {
    return node_->Tell({.rule = rules_->topics[0].rules[told.rule].id,
                        .key = told.key,
                        .kind = told.kind,
                        .raised_at = told.raised_at});
  }

  // Lets the wall clock go on while the broker answers, but proves nothing. Before the first record
  // there is nothing that time could change.
  absl::Status GoOnTo(WallTime wall) {
    while (!world_.log.entries.empty()) {
      const bool waits = node_->unsettled() > 0 && !is_away_;
      const WallTime next = world_.clock.Wall() + (waits ? kRetryPace : kAnswerPace);
      if (next >= wall) break;
      world_.clock.GoOnTo(next);
      node_->source().Answer();
      RETURN_IF_ERROR(node_->TurnUntilQuiet());
    }
    world_.clock.GoOnTo(wall);
    return absl::OkStatus();
  }

  absl::Status DeliverTheRest() {
    const WallTime last = world_.clock.Wall() + kLastWait;
    while (!is_away_ && node_->unsettled() > 0 && world_.clock.Wall() < last) {
      RETURN_IF_ERROR(GoOnTo(world_.clock.Wall() + 2 * kRetryPace));
    }
    return absl::OkStatus();
  }

  Counts AllCounts() const {
    Counts counts = CountsOf(node_->Show().counters);
    for (const auto& [name, count] : earlier_lives_) counts[name] += count;
    return counts;
  }

  void SumUp() {
    came_.totals = AllCounts();
    came_.totals["duplicates"] = came_.totals["duplicate"];
    came_.totals["parked"] = node_->Show().outbox[static_cast<size_t>(Fate::kParked)];
    std::set<std::string> seen;
    for (const BrokerModel::Instance& instance : world_.zeebe.Instances()) {
      ++came_.totals["instances"];
      came_.totals["received"] += instance.received.size();
      came_.totals["running"] += instance.state == BrokerModel::State::kRunning;
      if (IsOfRoute(instance) || seen.insert(instance.correlation_key).second) continue;
      came_.doubled.push_back(instance.correlation_key);
    }
  }

  const Scenario& scenario_;
  std::shared_ptr<RuleSet> rules_;                         // ours: the store gives them numbers
  std::map<std::string, BrokerModel::Process> processes_;  // by start message
  const Crashes crashes_;
  ScenarioWorld world_;
  std::unique_ptr<ScenarioNode> node_;
  Counts earlier_lives_;  // what processes before the last crash counted
  uint64_t answers_to_lose_ = 0;
  bool is_away_ = false;
  CameOfScenario came_;
};

}  // namespace

CameOfScenario RunScenario(const Scenario& scenario, Crashes crashes) {
  return Run(scenario, crashes).Everything();
}

}  // namespace telltale
