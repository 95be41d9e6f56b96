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

// It may come after the next episode of its key: whoever ordered it answers for its place, and what
// was parked or refused may have been on its way all the time.
bool Deliveries::MayBeLate(const Message& message) const {
  if (ledger_.IsOrdered(message.id) || ledger_.IsRefused(message.id)) return true;
  const Ledger::Row* row = ledger_.Find(message.id);
  return row != nullptr && row->mark.fate == Fate::kParked;  // nullptr: a stranger's
}

// A key's episodes come one after the other: start, back, start, back. What comes late leaves the
// next episode as it is. A parked start that was still on its way may come last: it finds its back
// there and ends at once, which CheckInstances() sees to.
void Deliveries::CheckOrder(const Message& message) {
  const std::string& episode = message.correlation_key;
  const bool is_start = message.kind == Message::Kind::kStart;
  if (is_start && HasTaken(Message::Kind::kBack, episode)) return;
  std::string& open = open_[episode.substr(0, episode.rfind('@'))];
  if (episode < open && MayBeLate(message)) return;  // of one key the times sort
  const bool is_other_open = !open.empty() && open != episode;
  if (!ledger_.IsOrdered(message.id)) {
    if (is_other_open && !MayLackItsBack(open)) {
      journal_.Complain("no back between ", open, " and ", episode);
    }
    if (!is_start && open != episode && !MayLackItsStart(episode)) {
      journal_.Complain("a back without its start: ", episode);
    }
  }
  open = is_start ? episode : "";
}

// It was refused, someone ordered it, or no workflow waited for it.
bool Deliveries::MayLackItsBack(const std::string& episode) const {
  const std::string back = episode + ":back";
  return ledger_.IsRefused(back) || ledger_.IsOrdered(back) || ledger_.HasWorkflowEnded(episode);
}

bool Deliveries::MayLackItsStart(const std::string& episode) const {
  const Ledger::Row* start = ledger_.Find(episode);
  return start != nullptr && (start->mark.fate == Fate::kParked || ledger_.IsOrdered(episode));
}

}  // namespace telltale
