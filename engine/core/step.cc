#include "engine/core/step.h"

#include <algorithm>

#include "engine/base/status.h"
#include "engine/core/deadline.h"
#include "engine/core/episode.h"
#include "engine/core/evidence.h"
#include "engine/core/gathered.h"
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

// What suffices to open an episode.
struct Opening {
  EventTime raised_at;
  EventTime first_bad;
  uint32_t count = 0;  // bad events
};

StepResult Open(const Plan& plan, KeyRef key, const Opening& opening) {
  ForgetEvidence(plan, key);
  key.head.flags = 0;  // opening counts as a sign of life
  key.head.phase = Phase::kOpen;
  key.head.raised_at = opening.raised_at;
  key.head.last_bad = std::max(key.head.last_bad, opening.raised_at);  // and as bad
  StoreFacts(plan, key.tail, OpenFacts{.first_bad = opening.first_bad, .count = opening.count});
  return {Outcome::kRaised, Command{.kind = Command::Kind::kStart,
                                    .count = opening.count,
                                    .raised_at = opening.raised_at,
                                    .first_bad = opening.first_bad}};
}

// Begins a span with an event in order, if none runs.
void BeginSpan(const Plan& plan, KeyRef key, EventTime at) {
  if (key.head.flags & kSpanRuns) return;
  key.head.flags |= kSpanRuns;
  StoreAt(key.tail, SpanPlace(plan, key.head.phase), Span{.since = at});
}

void BreakSpan(KeyRef key) {
  key.head.streak = 0;
  key.head.flags &= static_cast<uint8_t>(~(kSpanRuns | kStandsStill));
}

// The last word of a normal key's events in order, and for how many of them.
void NoteWord(const Plan& plan, KeyRef key, const Event& event) {
  if (event.signal == Signal::kGood) return BreakSpan(key);
  if (event.signal != Signal::kBad || StreakBytes(plan) == 0) return;
  if (++key.head.streak > 1) return;
  if (plan.raise.Has(Raise::Form::kBadFor)) return BeginSpan(plan, key, event.at);
  StoreAt(key.tail, SpanPlace(plan, key.head.phase), event.at);
}

// What an event that has been counted fulfils of one form; nullopt: nothing. `place` is that of a
// bad event among the times of `N in T`.
std::optional<Opening> Fulfilled(const Plan& plan, const Raise& raise, KeyRef key,
                                 const Event& event, std::optional<size_t> place) {
  const bool bad = event.signal == Signal::kBad;
  const bool in_order = IsInOrder(key.head, event);
  switch (raise.form) {
    case Raise::Form::kCountInSpan: {
      if (!place) return std::nullopt;
      const auto group = FindGroup(plan, raise, key, *place);
      return group ? std::optional(Opening{group->last, group->first, raise.n}) : std::nullopt;
    }
    case Raise::Form::kInARow:
      if (!bad || !in_order || key.head.streak < raise.n) return std::nullopt;
      return Opening{event.at, LoadAt<EventTime>(key.tail, SpanPlace(plan, key.head.phase)),
                     key.head.streak};
    case Raise::Form::kWindow: {
      if (!in_order) return std::nullopt;
      const auto verdict = JudgeSliding(plan, plan.windows[raise.window], key, event.at);
      return verdict ? std::optional(Opening{event.at, verdict->begin, verdict->bad})
                     : std::nullopt;
    }
    case Raise::Form::kBadFor:
      return std::nullopt;
  }
  return std::nullopt;
}

// A key that is normal meets an event: it becomes evidence, and enough evidence opens the episode,
// at the earliest moment at which it was enough. At most one start per episode, because opening
// forgets the evidence.
StepResult CountWhileNormal(const Plan& plan, KeyRef key, const Event& event, Outcome otherwise) {
  if (IsInOrder(key.head, event)) NoteWord(plan, key, event);
  std::optional<size_t> place;
  if (event.signal == Signal::kBad && plan.raise.Has(Raise::Form::kCountInSpan)) {
    place = AddEvidence(plan, key, event.at);
  }
  std::optional<Opening> earliest;
  for (const Raise& raise : plan.raise) {
    const std::optional<Opening> opening = Fulfilled(plan, raise, key, event, place);
    if (opening && (!earliest || opening->raised_at < earliest->raised_at)) earliest = opening;
  }
  return earliest ? Open(plan, key, *earliest) : StepResult{otherwise};
}

// Does an event in order, which has been counted, end the episode?
bool Ends(const Plan& plan, const Clear& clear, KeyRef key, const Event& event) {
  if (clear.form == Clear::Form::kGoodInARow) {
    return event.signal == Signal::kGood && key.head.streak >= clear.n;
  }
  if (clear.form != Clear::Form::kWindow) return false;
  const Window& window = plan.windows[clear.window];
  const bool wholly_after = event.at >= key.head.raised_at + window.length;
  return wholly_after && JudgeSliding(plan, window, key, event.at);
}

StepResult CountWhileOpen(const Plan& plan, KeyRef key, const Event& event, Outcome otherwise) {
  const bool in_order = IsInOrder(key.head, event);
  if (event.signal == Signal::kBad) {
    OpenFacts facts = LoadFacts(plan, key.tail);
    ++facts.count;
    StoreFacts(plan, key.tail, facts);
    if (in_order) BreakSpan(key);
  } else if (event.signal == Signal::kGood && in_order) {
    if (plan.clear.Has(Clear::Form::kGoodInARow)) ++key.head.streak;
    if (plan.clear.Has(Clear::Form::kGoodFor)) BeginSpan(plan, key, event.at);
  }
  if (!in_order) return {otherwise};
  for (const Clear& clear : plan.clear) {
    if (!Ends(plan, clear, key, event)) continue;
    return EndEpisode(plan, key,
                      {.outcome = Outcome::kCleared,
                       .ending = Ending::kHealed,
                       .at = event.at,
                       .judged = event.at + kInstant});
  }
  return {otherwise};
}

Outcome OutcomeOf(Phase phase, Signal signal) {
  if (signal == Signal::kGood) return Outcome::kGood;
  if (signal == Signal::kNeither) return Outcome::kNeither;
  return phase == Phase::kNormal ? Outcome::kCounted : Outcome::kStillBad;
}

StepResult Count(const Plan& plan, KeyRef key, const Event& event) {
  if (event.signal == Signal::kBad) key.head.last_bad = std::max(key.head.last_bad, event.at);
  if (!plan.windows.empty()) Gather(plan, key, event);
  const Outcome otherwise = OutcomeOf(key.head.phase, event.signal);
  if (key.head.phase == Phase::kOpen) return CountWhileOpen(plan, key, event, otherwise);
  return CountWhileNormal(plan, key, event, otherwise);
}

// A span that runs stands still from an event that is off until the next in order of any other
// kind, and from the begin of a silence until the next in order of any.
void LetTimePass(const Plan& plan, KeyRef key, const Event& event) {
  if (!(key.head.flags & kSpanRuns)) return;
  const size_t place = SpanPlace(plan, key.head.phase);
  auto span = LoadAt<Span>(key.tail, place);
  if (key.head.flags & kStandsStill) {
    if (event.signal == Signal::kOff) return;
    key.head.flags &= static_cast<uint8_t>(~kStandsStill);
    span.stood_still += event.at - span.still_since;
  } else {
    if (plan.silent > Millis{0}) {
      const EventTime silent_since = LastSign(key.head) + plan.silent;
      span.stood_still += std::max(event.at - silent_since, Millis{0});
    }
    if (event.signal == Signal::kOff) {
      key.head.flags |= kStandsStill;
      span.still_since = event.at;
    }
  }
  StoreAt(key.tail, place, span);
}

// Moves the key's newest time to an event in order.
void MoveTo(const Plan& plan, KeyRef key, const Event& event, ArrivalTime now) {
  LetTimePass(plan, key, event);
  key.head.newest = event.at;
  key.head.arrived = now;
  key.head.flags &= static_cast<uint8_t>(~kSilent);
  const bool reset = event.signal == Signal::kOff && plan.while_not == WhileNot::kReset;
  if (reset) ForgetEvidence(plan, key);
}

StepResult OnEvent(const Plan& plan, KeyRef key, const Event& event, ArrivalTime now) {
  if (const auto refusal = Refusal(plan, key, event, now)) return {*refusal};
  if (IsInOrder(key.head, event)) MoveTo(plan, key, event, now);
  RememberId(plan, key.tail, event.id);
  if (event.signal == Signal::kFault) return {Outcome::kFault};
  if (event.signal == Signal::kOff) return {Outcome::kOff};
  return Count(plan, key, event);
}

// `bad for` is over, or a window of `raise` has ended.
StepResult JudgeRaise(const Plan& plan, KeyRef key, const Due& due) {
  key.head.judged = std::max(key.head.judged, due.end);
  if (due.what == Due::What::kSpan) {
    const auto span = LoadAt<Span>(key.tail, SpanPlace(plan, key.head.phase));
    return Open(plan, key, {due.end, span.since, key.head.streak});
  }
  const Window& window = plan.windows[plan.raise[due.alternative].window];
  const WindowVerdict verdict = JudgeEnded(plan, window, key, due.end);
  if (!verdict.holds) return {Outcome::kJudged};
  return Open(plan, key, {due.end, verdict.begin, verdict.bad});
}

Ending EndingOf(Clear::Form form) {
  if (form == Clear::Form::kQuietFor) return Ending::kQuiet;
  return form == Clear::Form::kSilentFor ? Ending::kSilent : Ending::kHealed;
}

StepResult JudgeClear(const Plan& plan, KeyRef key, const Due& due) {
  const Clear& clear = plan.clear[due.alternative];
  if (due.what == Due::What::kWindow &&
      !JudgeEnded(plan, plan.windows[clear.window], key, due.end).holds) {
    key.head.judged = std::max(key.head.judged, due.end);
    return {Outcome::kJudged};
  }
  return EndEpisode(plan, key,
                    {.outcome = Outcome::kCleared,
                     .ending = EndingOf(clear.form),
                     .at = due.end,
                     .judged = due.end});
}

StepResult OnDue(const Plan& plan, KeyRef key, const Due& due) {
  switch (due.what) {
    case Due::What::kTime:
      break;
    case Due::What::kForget:
      Reset(key);
      return {Outcome::kForgotten};
    case Due::What::kSilence:
      key.head.flags |= kSilent;
      return {Outcome::kSilent};
    case Due::What::kSpan:
    case Due::What::kWindow:
      return key.head.phase == Phase::kNormal ? JudgeRaise(plan, key, due)
                                              : JudgeClear(plan, key, due);
  }
  CheckFailed("a due says what is judged", __FILE__, __LINE__);
}

}  // namespace

StepResult Step(const Plan& plan, KeyRef key, const Input& input, ArrivalTime now) {
  if (const Event* event = std::get_if<Event>(&input)) return OnEvent(plan, key, *event, now);
  if (const Report* report = std::get_if<Report>(&input)) return OnReport(plan, key, *report);
  if (const Order* order = std::get_if<Order>(&input)) return OnOrder(plan, key, *order);
  if (const Forward* forward = std::get_if<Forward>(&input)) return OnForward(plan, key, *forward);
  return OnDue(plan, key, std::get<Due>(input));
}

std::optional<Forward> ForwardOf(const Event& event, Outcome outcome) {
  if (IsRefusal(outcome) || outcome == Outcome::kRaised) return std::nullopt;
  return Forward{.entry = event.forward, .at = event.at};
}

std::optional<Due> DueBefore(const Plan& plan, KeyView key, const Input& input, ArrivalTime now) {
  if (key.head.newest == kNoEventTime) return std::nullopt;
  const std::optional<Due> first = FirstDeadline(plan, key);
  if (first && KeyNow(key.head, now) >= first->end + plan.late) return first;
  const bool normal = key.head.phase == Phase::kNormal;
  if (normal && now >= ForgetAt(plan, key.head)) return Due{.what = Due::What::kForget};
  const Event* event = std::get_if<Event>(&input);
  if (event == nullptr || !first || event->at < first->end) return std::nullopt;
  if (!IsInOrder(key.head, *event) || Refusal(plan, key, *event, now)) return std::nullopt;
  return FirstProven(plan, key, *event);
}

std::optional<ArrivalTime> NextDue(const Plan& plan, KeyView key) {
  if (key.head.newest == kNoEventTime) return std::nullopt;
  std::optional<ArrivalTime> due;
  if (key.head.phase == Phase::kNormal) due = ForgetAt(plan, key.head);
  if (const std::optional<Due> first = FirstDeadline(plan, key)) {
    const ArrivalTime at = key.head.arrived + (first->end + plan.late - key.head.newest);
    due = due ? std::min(*due, at) : at;
  }
  return due;
}

void ConfirmArrival(KeyRef key, EventTime newest, ArrivalTime arrived) {
  if (key.head.newest == newest) key.head.arrived = std::max(key.head.arrived, arrived);
}

}  // namespace telltale
