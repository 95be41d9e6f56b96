#include "tests/simulation/world/ledger.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "engine/base/status.h"
#include "engine/base/strings.h"
#include "engine/delivery/gate.h"
#include "engine/delivery/horizon.h"

namespace telltale {

namespace {

Situation RefusalOf(Message::Kind kind) {
  switch (kind) {
    case Message::Kind::kStart:
      return Situation::kStartRefused;
    case Message::Kind::kBack:
      return Situation::kBackRefused;
    case Message::Kind::kForward:
      return Situation::kForwardRefused;
    case Message::Kind::kRoute:
      break;
  }
  return Situation::kRouteRefused;
}

}  // namespace

bool IsOver(Fate fate) {
  return fate == Fate::kSettled || fate == Fate::kWithdrawn || fate == Fate::kSuperseded;
}

void Ledger::OnCommit(const Changes& changes) {
  Offset& next = next_[changes.partition];
  if (changes.progress.next < next) {
    journal_.Complain("the next offset went back from ", next.value, " to ",
                      changes.progress.next.value);
  }
  next = changes.progress.next;
  std::vector<Row>& rows = rows_[changes.partition];
  for (const OutboxRow& row : changes.added) {
    if (row.seq.value != rows.size()) journal_.Complain("outbox position ", row.seq.value);
    if (by_id_.contains(row.message.id)) journal_.Complain("decided twice: ", row.message.id);
    by_id_[row.message.id] = {changes.partition, row.seq};
    rows.push_back({.row = row, .mark = {.seq = row.seq}});
  }
  for (const OutboxMark& mark : changes.marks) Mark(rows.at(mark.seq.value), mark);
  for (const OutboxSeq seq : changes.removed) {
    Row& row = rows.at(seq.value);
    if (!IsOver(row.mark.fate)) journal_.Complain("dropped unsettled: ", row.row.message.id);
    row.dropped = true;
    journal_.Note(Situation::kRowDropped);
  }
}

void Ledger::Mark(Row& row, const OutboxMark& mark) {
  const Fate before = row.mark.fate;
  if (row.dropped) journal_.Complain("marked after it was dropped: ", row.row.message.id);
  if (IsOver(before) && mark.fate != before) {
    journal_.Complain(row.row.message.id, " was over, and is ", A(FateName(mark.fate)));
  }
  row.mark = mark;
  if (mark.fate == Fate::kPending) row.sent_at.reset();
  if (mark.fate == Fate::kPending && before == Fate::kParked) ++row.retries;
  journal_.Say("durable ", row.row.message.id, " ", A(FateName(mark.fate)), " ", mark.reason);
  if (before == mark.fate) return;
  if (mark.fate == Fate::kParked) CheckParked(row);
  if (mark.fate == Fate::kSuperseded) journal_.Note(Situation::kSuperseded);
  if (mark.fate == Fate::kWithdrawn) journal_.Note(Situation::kWithdrawn);
  const bool is_forward = row.row.message.kind == Message::Kind::kForward;
  if (is_forward && mark.fate == Fate::kWithdrawn && !IsOrdered(row.row.message.id)) {
    journal_.Note(Situation::kForwardWithdrawn);
  }
}

// Refused, or past the horizon as facts have it; the text must name the same reason. A clock that
// was set back between the decision and its commit no longer shows what the decision saw.
void Ledger::CheckParked(const Row& row) {
  const Message& message = row.row.message;
  const auto says = [&](Horizon horizon) {
    return absl::StrContains(row.mark.reason, A(HorizonReason(horizon)));
  };
  const bool is_back = message.kind == Message::Kind::kBack;
  if (IsRefused(message.id)) return journal_.Note(RefusalOf(message.kind));
  if (is_back) return journal_.Complain("a back is parked for ambiguity: ", message.id);
  if (row.row.gated) return journal_.Complain("parked behind a gate: ", message.id);
  if (!row.mark.attempt) return journal_.Complain("parked without an attempt: ", message.id);
  const Attempt& first = *row.mark.attempt;
  Millis elapsed = clock_.Wall() - first.wall;
  if (first.boot_id == clock_.BootId()) {
    elapsed = std::max(elapsed, clock_.SinceBoot() - first.boot_clock);
  }
  if (says(Horizon::kTimePassed) && (elapsed > message.ttl / 2 || wall_set_back_)) {
    return journal_.Note(message.kind == Message::Kind::kForward ? Situation::kForwardParked
                         : message.kind == Message::Kind::kRoute ? Situation::kRouteParked
                                                                 : Situation::kParkedPastHorizon);
  }
  if (says(Horizon::kClockBehind) && wall_set_back_) {
    return journal_.Note(Situation::kParkedClockBehind);
  }
  if (says(Horizon::kOtherCluster) && cluster_replaced_) {
    return journal_.Note(Situation::kParkedOtherCluster);
  }
  journal_.Complain("parked without a reason: ", message.id, ": ", row.mark.reason);
}

bool Ledger::Row::IsTheOne(const std::string& process, int64_t instance) const {
  return std::any_of(mark.gates.begin(), mark.gates.end(), [&](const GateRecord& gate) {
    return gate.process == process && gate.instance == instance;
  });
}

bool Ledger::HasWorkflowEnded(const std::string& episode) const {
  const Row* start = Find(episode);
  return start != nullptr && !start->mark.gates.empty() && AllEnded(start->mark.gates);
}

const Ledger::Row* Ledger::Find(const std::string& message_id) const {
  const auto found = by_id_.find(message_id);
  if (found == by_id_.end()) return nullptr;
  return &rows_.at(found->second.first)[found->second.second.value];
}

Millis Ledger::OnSent(const std::string& message_id) {
  const auto& [partition, seq] = by_id_.at(message_id);
  Row& row = rows_.at(partition).at(seq.value);
  const Millis now = true_clock_.SinceBoot();
  row.sent_at = row.sent_at.value_or(now);
  return now - *row.sent_at;
}

bool Ledger::MayGo(const Row& row) const {
  const auto place = by_id_.find(row.row.message.id);
  const std::vector<Row>& rows = rows_.at(place->second.first);
  return std::all_of(rows.begin(), rows.begin() + static_cast<int64_t>(row.row.seq.value),
                     [&](const Row& before) {
                       if (before.row.rule != row.row.rule || before.row.key != row.row.key) {
                         return true;
                       }
                       return IsOver(before.mark.fate) || before.mark.fate == Fate::kParked ||
                              IsOrdered(before.row.message.id);
                     });
}

size_t Ledger::unsettled() const {
  size_t count = 0;
  for (const auto& [partition, rows] : rows_) {
    count += std::count_if(rows.begin(), rows.end(), [](const Row& row) {
      return !IsOver(row.mark.fate) && row.mark.fate != Fate::kParked;
    });
  }
  return count;
}

}  // namespace telltale
