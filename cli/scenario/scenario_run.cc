#include "cli/scenario/scenario_run.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "connectors/json/json_decoder.h"
#include "engine/base/status.h"

namespace telltale {
namespace {

constexpr PartitionId kPartition{{1}, 0};
// Shorter than what counts as an outage.
constexpr Millis kAnswerPace{30'000};

std::string Show(const ExpectedCommand& command) {
  return command.ending.empty() ? absl::StrCat("start ", command.episode)
                                : absl::StrCat("back ", command.episode, " ", command.ending);
}

std::string Show(const std::vector<ExpectedCommand>& commands) {
  std::vector<std::string> texts;
  for (const ExpectedCommand& command : commands) texts.push_back(Show(command));
  return texts.empty() ? "nothing" : absl::StrJoin(texts, ", ");
}

// What the scenarios call a record that never came to a key.
std::string QuarantineName(ErrorId error) {
  switch (error) {
    case ErrorId::kTimeInFuture:
      return "future";
    case ErrorId::kTimeImpossible:
      return "impossible-time";
    case ErrorId::kKeyMissing:
      return "key-missing";
    default:
      return "unreadable";
  }
}

}  // namespace

ScenarioRun::ScenarioRun(const Scenario& scenario, Crashes crashes)
    : scenario_(scenario),
      topic_(scenario.rules.topics.at(0)),
      crashes_(crashes),
      decoder_(MakeJsonDecoder(topic_.slots)) {}

void ScenarioRun::Open() {
  partition_ = std::make_unique<Partition>(kPartition, topic_, *decoder_, PartitionOptions{});
  PartitionRestore restore(*partition_, wall_);
  CHECK(store_.Load(kPartition, restore).ok());
  partition_->FinishRestore();
  if (!restore.found()) partition_->BeginAt({0});
}

void ScenarioRun::CountLife() {
  for (const auto& [name, count] : CountsSoFar()) earlier_lives_[name] = count;
}

void ScenarioRun::PassTime(WallTime wall) {
  const ProvenEnd unread{.partition = kPartition, .end = {-1}};
  while (wall_ + kAnswerPace < wall) {
    wall_ += kAnswerPace;
    partition_->OnProvenEnd(unread, wall_);
  }
  wall_ = std::max(wall_, wall);
}

void ScenarioRun::Apply(const ScenarioStep& step) {
  const ArrivalTime so_far = partition_->arrival();
  const ArrivalTime at{step.at};
  const ArrivalTime own = step.arrival ? ArrivalTime{*step.arrival} : std::max(so_far, at);
  PassTime(WallTime{std::max(so_far, own).time_since_epoch()});
  const Record record{.partition = kPartition,
                      .offset = {next_offset_},
                      .next = {next_offset_ + 1},
                      .timestamp = own,
                      .value = step.json};
  ++next_offset_;
  partition_->Apply(record, wall_);
  partition_->EndPoll();
}

// Arrival goes on from where it was set, at the speed of the wall clock.
void ScenarioRun::Tick(ArrivalTime arrival) {
  PassTime(WallTime{arrival.time_since_epoch()});
  const WallTime sent = progress_.arrival_set + (arrival - progress_.arrival);
  partition_->OnProvenEnd({kPartition, partition_->next(), sent}, wall_);
}

std::vector<OutboxRow> ScenarioRun::Commit() {
  Changes changes = partition_->Take(wall_);
  progress_ = changes.progress;
  std::vector<OutboxRow> rows = changes.added;
  CHECK(store_.Commit({changes}).ok());
  return rows;
}

ScenarioRun::Counts ScenarioRun::CountsSoFar() const {
  Counts counts = earlier_lives_;
  const PartitionCounters& counters = partition_->counters();
  for (const RuleCounters& rule : counters.rules) {
    for (int i = 0; i < kOutcomes; ++i) {
      counts[std::string(OutcomeName(static_cast<Outcome>(i)))] += rule.outcomes[i];
    }
    counts["no-match"] += rule.no_match;
    counts["starts"] += rule.starts;
    counts["backs"] += rule.backs;
  }
  for (const auto& [error, count] : counters.quarantined) counts[QuarantineName(error)] += count;
  return counts;
}

// The outcome that carried a command, the last one; else the event's own.
std::string ScenarioRun::OutcomeOf(const Counts& before, const Counts& after,
                                   const std::vector<OutboxRow>& rows) {
  if (!rows.empty()) {
    const Message& last = rows.back().message;
    if (last.kind == Message::Kind::kStart) return "raised";
    return last.ending == EndingName(Ending::kClosed) ? "closed" : "cleared";
  }
  for (const auto& [name, count] : after) {
    const auto old = before.find(name);
    const bool rose = count > (old == before.end() ? 0 : old->second);
    if (rose && name != "forgotten") return name;
  }
  return "nothing";
}

void ScenarioRun::Check(const ScenarioStep& step, const Counts& before,
                        const std::vector<OutboxRow>& rows) {
  std::vector<ExpectedCommand> commands;
  for (const OutboxRow& row : rows)
    commands.push_back({row.message.correlation_key, row.message.ending});
  std::sort(commands.begin(), commands.end());
  if (commands != step.commands) {
    failures_.push_back(absl::StrCat("line ", step.line, ": expected ", Show(step.commands),
                                     ", but there came ", Show(commands)));
  }
  if (!step.outcome) return;
  const std::string outcome = OutcomeOf(before, CountsSoFar(), rows);
  if (outcome != *step.outcome) {
    failures_.push_back(absl::StrCat("line ", step.line, ": expected outcome ", *step.outcome,
                                     ", but it was ", outcome));
  }
}

std::vector<std::string> ScenarioRun::Failures() {
  Open();
  for (const ScenarioStep& step : scenario_.steps) {
    const Counts before = CountsSoFar();
    if (step.kind == ScenarioStep::Kind::kRecord) Apply(step);
    if (step.kind == ScenarioStep::Kind::kTick) Tick(ArrivalTime{step.tick});
    if (step.kind == ScenarioStep::Kind::kTold) partition_->OnTold(step.told, wall_);
    Check(step, before, Commit());
    if (step.kind == ScenarioStep::Kind::kCrash || crashes_ == Crashes::kAfterEveryStep) {
      CountLife();
      Open();
    }
  }
  Counts counts = CountsSoFar();
  for (const auto& [name, expected] : scenario_.totals) {
    if (counts[name] == expected) continue;
    failures_.push_back(
        absl::StrCat("totals: expected ", name, " ", expected, ", but there were ", counts[name]));
  }
  return std::move(failures_);
}

}  // namespace telltale
