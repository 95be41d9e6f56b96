#include "engine/core/step.h"

#include <algorithm>

#include "engine/base/status.h"
#include "engine/core/deadline.h"
#include "engine/core/episode.h"
#include "engine/core/evidence.h"
#include "engine/core/report.h"
#include "engine/core/tail.h"

namespace telltale {
namespace {

bool IsInOrder(const KeyState& head, const Event& event) { return event.at >= head.newest; }

// Why an event changes nothing; nullopt: it is taken. If several reasons hold, the first counts.
std::optional<Outcome> Refusal(const Plan& plan, KeyView key, const Event& event, ArrivalTime now) {
  if (HasId(plan, key.tail, event.id)) return Outcome::kDuplicate;
  if (event.at < key.head.judged) return Outcome::kLateJudged;
  if (event.at < key.head.newest - plan.late) return Outcome::kLate;
  if (AsArrival(event.at) <= now - plan.forget) return Outcome::kBeforeHorizon;
  return std::nullopt;
}

StepResult Open(const Plan& plan, KeyRef key, const EvidenceGroup& group) {
  key.head.phase = Phase::kOpen;
  key.head.raised_at = group.last;
  key.head.last_bad = std::max(key.head.last_bad, group.last);  // opening counts as bad
  DropEvidence(key);
  StoreFacts(plan, key.tail, OpenFacts{.first_bad = group.first, .count = plan.raise.n});
  return {Outcome::kRaised, Command{.kind = Command::Kind::kStart,
                                    .count = plan.raise.n,
                                    .raised_at = group.last,
                                    .first_bad = group.first}};
}

// A key that is normal meets a bad event: it becomes evidence, and enough evidence opens the
// episode. At most one start per episode, because opening forgets the evidence.
StepResult OnBadWhileNormal(const Plan& plan, KeyRef key, const Event& event, bool in_order) {
  if (plan.raise.form == Raise::Form::kCountInSpan) {
    const std::optional<EvidenceGroup> group = AddEvidence(plan, key, event.at);
    return group ? Open(plan, key, *group) : StepResult{Outcome::kCounted};
  }
  if (!in_order) return {Outcome::kCounted};
  if (++key.head.streak == 1) StoreAt(key.tail, RingBytes(plan), event.at);
  if (key.head.streak < plan.raise.n) return {Outcome::kCounted};
  return Open(plan, key, {LoadAt<EventTime>(key.tail, RingBytes(plan)), event.at});
}

StepResult OnBad(const Plan& plan, KeyRef key, const Event& event, bool in_order) {
  key.head.last_bad = std::max(key.head.last_bad, event.at);
  if (key.head.phase == Phase::kNormal) return OnBadWhileNormal(plan, key, event, in_order);
  OpenFacts facts = LoadFacts(plan, key.tail);
  ++facts.count;
  StoreFacts(plan, key.tail, facts);
  if (in_order) DropEvidence(key);
  return {Outcome::kStillBad};
}

StepResult OnGood(const Plan& plan, KeyRef key, const Event& event, bool in_order) {
  if (!in_order) return {Outcome::kGood};
  if (key.head.phase == Phase::kNormal) {
    key.head.streak = 0;
    return {Outcome::kGood};
  }
  if (plan.clear.form == Clear::Form::kGoodInARow && ++key.head.streak >= plan.clear.n) {
    return EndEpisode(plan, key,
                      {.outcome = Outcome::kCleared,
                       .ending = Ending::kHealed,
                       .at = event.at,
                       .judged = event.at + kInstant});
  }
  if (plan.clear.form == Clear::Form::kGoodFor && !(key.head.flags & kGoodSpan)) {
    key.head.flags |= kGoodSpan;
    OpenFacts facts = LoadFacts(plan, key.tail);
    facts.good_since = event.at;
    facts.stood_still = Millis{0};
    StoreFacts(plan, key.tail, facts);
  }
  return {Outcome::kGood};
}

// From an event that is off until the next in order of any other kind, spans stand still.
void StandStill(const Plan& plan, KeyRef key, EventTime at) {
  if (!(key.head.flags & kGoodSpan) || (key.head.flags & kStandsStill)) return;
  key.head.flags |= kStandsStill;
  OpenFacts facts = LoadFacts(plan, key.tail);
  facts.still_since = at;
  StoreFacts(plan, key.tail, facts);
}

void MoveOn(const Plan& plan, KeyRef key, EventTime at) {
  if (!(key.head.flags & kStandsStill)) return;
  key.head.flags &= static_cast<uint8_t>(~kStandsStill);
  OpenFacts facts = LoadFacts(plan, key.tail);
  facts.stood_still += at - facts.still_since;
  StoreFacts(plan, key.tail, facts);
}

StepResult OnOff(const Plan& plan, KeyRef key, const Event& event, bool in_order) {
  if (!in_order) return {Outcome::kOff};
  if (plan.while_not == WhileNot::kReset) DropEvidence(key);
  StandStill(plan, key, event.at);
  return {Outcome::kOff};
}

StepResult OnEvent(const Plan& plan, KeyRef key, const Event& event, ArrivalTime now) {
  if (const auto refusal = Refusal(plan, key, event, now)) return {*refusal};
  const bool in_order = IsInOrder(key.head, event);
  if (in_order) {
    key.head.newest = event.at;
    key.head.arrived = now;
  }
  RememberId(plan, key.tail, event.id);
  if (in_order && event.signal != Signal::kOff) MoveOn(plan, key, event.at);
  switch (event.signal) {
    case Signal::kBad:
      return OnBad(plan, key, event, in_order);
    case Signal::kGood:
      return OnGood(plan, key, event, in_order);
    case Signal::kNeither:
      return {Outcome::kNeither};
    case Signal::kFault:
      return {Outcome::kFault};
    case Signal::kOff:
      return OnOff(plan, key, event, in_order);
  }
  return {Outcome::kNeither};
}

StepResult OnDue(const Plan& plan, KeyRef key) {
  if (key.head.phase == Phase::kNormal) {
    Reset(key);
    return {Outcome::kForgotten};
  }
  const std::optional<EventTime> end = EpisodeEnd(plan, key);
  CHECK(end.has_value());
  const bool quiet = plan.clear.form == Clear::Form::kQuietFor;
  return EndEpisode(plan, key,
                    {.outcome = Outcome::kCleared,
                     .ending = quiet ? Ending::kQuiet : Ending::kHealed,
                     .at = *end,
                     .judged = *end});
}

}  // namespace

StepResult Step(const Plan& plan, KeyRef key, const Input& input, ArrivalTime now) {
  if (const Event* event = std::get_if<Event>(&input)) return OnEvent(plan, key, *event, now);
  if (const Report* report = std::get_if<Report>(&input)) return OnReport(plan, key, *report);
  if (const Order* order = std::get_if<Order>(&input)) return OnOrder(plan, key, *order);
  return OnDue(plan, key);
}

bool DueBefore(const Plan& plan, KeyView key, const Input& input, ArrivalTime now) {
  if (key.head.newest == kNoEventTime) return false;
  if (key.head.phase == Phase::kNormal) return now >= ForgetAt(plan, key.head);
  const std::optional<EventTime> end = EpisodeEnd(plan, key);
  if (!end) return false;
  if (KeyNow(key.head, now) >= *end + plan.late) return true;
  const Event* event = std::get_if<Event>(&input);
  if (event == nullptr || event->at < *end || !IsInOrder(key.head, *event)) return false;
  if (Refusal(plan, key, *event, now)) return false;
  return event->at >= *end + plan.late || Proves(plan, *event);
}

std::optional<ArrivalTime> NextDue(const Plan& plan, KeyView key) {
  if (key.head.newest == kNoEventTime) return std::nullopt;
  if (key.head.phase == Phase::kNormal) return ForgetAt(plan, key.head);
  const std::optional<EventTime> end = EpisodeEnd(plan, key);
  if (!end) return std::nullopt;
  return key.head.arrived + (*end + plan.late - key.head.newest);
}

void ConfirmArrival(KeyRef key, EventTime newest, ArrivalTime arrived) {
  if (key.head.newest == newest) key.head.arrived = std::max(key.head.arrived, arrived);
}

}  // namespace telltale
