// The outbox's part that has to do with the gate: what instances report of their starts, and starts
// that were accepted but are not confirmed.

#include <chrono>
#include <utility>

#include "engine/base/status.h"
#include "engine/delivery/outbox.h"

namespace telltale {

// ---------------------------------------------------------------- reports

Outbox::Reported Outbox::OnReport(const InstanceReport& report, WallTime now) {
  const auto found = starts_.find({{report.rule, report.key}, ToMs(report.raised_at)});
  if (found == starts_.end()) return {GateVerdict::kUnknown};
  Entry& start = At(found->second);
  const bool first = start.gates.empty();
  const Judgement judgement = JudgeInstance(report, StateOf(start, now), start.gates);
  Reported reported{.verdict = judgement.verdict, .news = judgement.news};
  if (!judgement.news) return reported;
  confirmed_ += first && start.gated;
  reported.all_ended = AllEnded(start.gates);
  SettleByReport(start, reported.marks);
  return reported;
}

// Whoever reports has received the start, whatever was answered to it. That is durable with the
// record of the gate, before the instance goes on, so that no restart sends the start again. What
// is under way keeps its place before its back until it is answered.
void Outbox::SettleByReport(Entry& start, Marks& marks) {
  if (start.fate == Fate::kSettled || start.fate == Fate::kSuperseded) {
    marks.push_back(MarkOf(start));
    if (!start.under_way) StopWaiting(start);
    return;
  }
  if (start.under_way) {
    unsettled_.erase(start.seq);
    uncertain_.erase(start.seq);
    Judge(start, Fate::kSettled);
    marks.push_back(MarkOf(start));
    return;
  }
  if (start.fate == Fate::kPending || start.fate == Fate::kAttempted) Leave(start);
  Close(start, Fate::kSettled, marks);
}

// ---------------------------------------------------------------- starts without a report

// True while it is of use to know whether the start arrived: its back was not accepted yet.
bool Outbox::AwaitsReport(const Entry& start) {
  return start.gated && start.fate == Fate::kSettled && start.gates.empty() &&
         !IsBackAccepted(start);
}

bool Outbox::IsBackAccepted(const Entry& start) {
  if (!start.partner) return false;
  const Entry* back = Find(start.partner);
  return back == nullptr || back->fate == Fate::kSettled;
}

// A back that may have arrived interrupts the instance that waits for it, and is given to a process
// only once: whoever is there long after it is another.
EpisodeState Outbox::StateOf(const Entry& start, WallTime now) {
  if (start.fate == Fate::kWithdrawn) return EpisodeState::kOver;
  const Entry* back = Find(start.partner);
  if (back == nullptr) return start.partner ? EpisodeState::kOver : EpisodeState::kOn;
  if (back->fate == Fate::kAttempted) return EpisodeState::kEnding;  // it may yet be on its way
  if (back->fate != Fate::kSettled) return EpisodeState::kOn;
  const Millis ago = now - back->last_attempt;  // far below 0: the clock was set back
  return std::chrono::abs(ago) < kBackArrives ? EpisodeState::kEnding : EpisodeState::kOver;
}

// Looks at it again once `until`, since boot, has come: the wall clock may be set back.
void Outbox::Watch(Entry& start, Millis until) {
  awaited_ += !start.unconfirmed;
  start.watched = until;
  watched_.insert({until, start.seq});
}

void Outbox::Unwatch(Entry& start) {
  if (!start.watched) return;
  awaited_ -= !start.unconfirmed;
  watched_.erase({*start.watched, start.seq});
  start.watched.reset();
}

// Its instance reported, or nobody needs one any more.
void Outbox::StopWaiting(Entry& start) {
  if (!start.live || start.fate != Fate::kSettled) return;
  Unwatch(start);
  unconfirmed_ -= start.unconfirmed;
  start.unconfirmed = false;
  if (std::exchange(start.probing, false)) Leave(start);
  Rest(start);
}

void Outbox::LookForUnconfirmed(const Surroundings& now, IsOpen is_open) {
  while (!watched_.empty() && watched_.begin()->first <= now.since_boot) {
    Entry& start = At(watched_.begin()->second);
    Unwatch(start);
    if (!start.partner && !is_open(start.queue.rule, start.queue.key, start.at)) {
      StopWaiting(start);  // it ended without a back
      continue;
    }
    const Millis ago = now.wall - start.last_attempt;
    const bool in_time = ago >= Millis{0};  // else the clock was set back, and nobody knows
    if (in_time && ago < options_.confirm_within && !start.unconfirmed) {
      Watch(start, now.since_boot + options_.confirm_within - ago);
      continue;
    }
    unconfirmed_ += !std::exchange(start.unconfirmed, true);
    if (in_time && ago < start.ttl) {
      Watch(start, now.since_boot + start.ttl - ago);
    } else {
      start.probing = true;
      queues_.Push(start.queue, start.seq);
      Activate(start.queue, Millis{0});
    }
  }
}

// Accepted or not: only a report tells whether an instance runs.
void Outbox::OnProbed(Entry& start) {
  start.probing = false;
  Leave(start);
  if (AwaitsReport(start)) return Watch(start, Millis{0});
  StopWaiting(start);
}

}  // namespace telltale
