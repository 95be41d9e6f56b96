#include "tests/simulation/world/deliveries.h"

#include "engine/base/strings.h"

namespace telltale {

void Deliveries::OnTold(const Message& message, const absl::Status& status) {
  const bool is_start = message.kind == Message::Kind::kStart;
  journal_.Say("broker  ", A(KindName(message.kind)), " ", NameOf(message), " ",
               status.ok() ? "taken" : "known");
  if (!status.ok()) return;
  const bool is_first = taken_.insert({message.kind, NameOf(message)}).second;
  if (message.kind == Message::Kind::kForward) {
    if (!is_first) journal_.Complain("forwarded twice: ", message.id);
    return CheckForward(message);
  }
  if (message.kind == Message::Kind::kRoute) {
    if (!is_first) journal_.Complain("routed twice: ", message.id);
    return;
  }
  if (!is_first && is_start && !IsGated(message.correlation_key)) {
    journal_.Complain("started twice: ", message.correlation_key);
  }
  if (is_first) CheckOrder(message);
}

// What was parked may have been on its way all the time, and whoever ordered something answers for
// it. A start that was parked, or withdrawn, holds nothing up.
void Deliveries::CheckForward(const Message& message) {
  const std::string& episode = message.correlation_key;
  const Ledger::Row* forward = ledger_.Find(message.id);
  const Ledger::Row* start = ledger_.Find(episode);
  if (forward == nullptr || start == nullptr) {
    return journal_.Complain("forwarded, but not ours: ", message.id);
  }
  if (ledger_.IsOrdered(message.id) || ledger_.IsOrdered(episode)) return;
  const bool waits = forward->mark.fate == Fate::kPending || forward->mark.fate == Fate::kAttempted;
  if (waits && HasTaken(Message::Kind::kBack, episode)) {
    journal_.Complain("forwarded after its back: ", message.id);
  }
  const bool start_waits =
      start->mark.fate == Fate::kPending || start->mark.fate == Fate::kAttempted;
  if (start_waits) journal_.Complain("forwarded before its start: ", message.id);
}

// What starts twice behind a gate takes effect once: CheckInstances() sees to that.
bool Deliveries::IsGated(const std::string& episode) const {
  const Ledger::Row* start = ledger_.Find(episode);
  return start == nullptr || start->row.gated;  // nullptr: a stranger's
}

// A key's episodes come one after the other: start, back, start, back. What is missing must be a
// start that was parked, a back that was refused, or one that no workflow waited for. A parked
// start that was still on its way may come last: it finds its back there and ends at once, which
// CheckInstances() sees to.
void Deliveries::CheckOrder(const Message& message) {
  const std::string& episode = message.correlation_key;
  const bool is_start = message.kind == Message::Kind::kStart;
  if (is_start && HasTaken(Message::Kind::kBack, episode)) return;
  const std::string key = episode.substr(0, episode.rfind('@'));
  const auto last = last_.find(key);
  const bool is_open = last != last_.end() && last->second.first == Message::Kind::kStart;
  if (ledger_.IsOrdered(message.id)) {
    // Whoever ordered it answers for its place. A late back leaves the next episode as it is.
    if (is_open && last->second.second != episode) return;
  } else if (is_start) {
    if (is_open && !ledger_.IsRefused(last->second.second + ":back") &&
        !ledger_.IsOrdered(last->second.second + ":back") &&
        !ledger_.HasWorkflowEnded(last->second.second)) {
      journal_.Complain("no back between ", last->second.second, " and ", episode);
    }
  } else if (!is_open || last->second.second != episode) {
    const Ledger::Row* start = ledger_.Find(episode);
    const bool may_lack = start != nullptr && (start->mark.fate == Fate::kParked ||
                                               ledger_.IsOrdered(start->row.message.id));
    if (!may_lack) {
      journal_.Complain("a back without its start: ", episode);
    }
  }
  last_[key] = {message.kind, episode};
}

}  // namespace telltale
