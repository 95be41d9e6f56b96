#include "engine/core/deadline.h"

#include <algorithm>

#include "engine/core/gathered.h"
#include "engine/core/tail.h"

namespace telltale {
namespace {

// The end of `bad for` or `good for`. A span that would end in the silence behind the last sign of
// life stands still there, so that only the next event can move it on.
std::optional<EventTime> SpanEnd(const Plan& plan, KeyView key, Millis length) {
  const bool runs = (key.head.flags & kSpanRuns) && !(key.head.flags & kStandsStill);
  if (!runs) return std::nullopt;
  const auto span = LoadAt<Span>(key.tail, SpanPlace(plan, key.head.phase));
  const EventTime end = span.since + length + span.stood_still;
  const bool in_silence = plan.silent > Millis{0} && end > LastSign(key.head) + plan.silent;
  return in_silence ? std::nullopt : std::optional(end);
}

std::optional<EventTime> EndOf(const Plan& plan, KeyView key, const Raise& raise) {
  switch (raise.form) {
    case Raise::Form::kBadFor:
      return SpanEnd(plan, key, raise.span);
    case Raise::Form::kWindow:
      return NextWindowEnd(plan, plan.windows[raise.window], key);
    case Raise::Form::kCountInSpan:
    case Raise::Form::kInARow:
      return std::nullopt;
  }
  return std::nullopt;
}

std::optional<EventTime> EndOf(const Plan& plan, KeyView key, const Clear& clear) {
  switch (clear.form) {
    case Clear::Form::kGoodFor:
      return SpanEnd(plan, key, clear.span);
    case Clear::Form::kQuietFor:
      return key.head.last_bad + clear.span;
    case Clear::Form::kSilentFor:
      return LastSign(key.head) + clear.span;
    case Clear::Form::kWindow:
      return NextWindowEnd(plan, plan.windows[clear.window], key);
    case Clear::Form::kGoodInARow:
    case Clear::Form::kNever:
      return std::nullopt;
  }
  return std::nullopt;
}

// Calls visit(due) for the deadlines of one phase, in order of the list.
template <class Form, class Visit>
void ForEachForm(const Plan& plan, KeyView key, const Alternatives<Form>& forms, Visit visit) {
  for (size_t i = 0; i < forms.size(); ++i) {
    const std::optional<EventTime> end = EndOf(plan, key, forms[i]);
    if (!end) continue;
    const bool window = forms[i].form == Form::Form::kWindow;
    visit(Due{.what = window ? Due::What::kWindow : Due::What::kSpan,
              .alternative = static_cast<uint8_t>(i),
              .end = *end});
  }
}

template <class Visit>
void ForEach(const Plan& plan, KeyView key, Visit visit) {
  if (key.head.phase == Phase::kNormal) {
    ForEachForm(plan, key, plan.raise, visit);
  } else {
    ForEachForm(plan, key, plan.clear, visit);
  }
  if (plan.silent == Millis{0} || (key.head.flags & kSilent)) return;
  visit(Due{.what = Due::What::kSilence, .end = LastSign(key.head) + plan.silent});
}

// Does `event`, in order, reach or prove it? Windows wait for stragglers, and so does a quiet span,
// which only a bad event proves. Silence is broken by an event at its very end.
bool IsProven(const Plan& plan, KeyView key, const Due& due, const Event& event) {
  if (event.at >= due.end + plan.late) return true;
  if (event.at < due.end || due.what == Due::What::kWindow) return false;
  if (due.what == Due::What::kSilence) return event.at > due.end;
  const bool quiet =
      key.head.phase == Phase::kOpen && plan.clear[due.alternative].form == Clear::Form::kQuietFor;
  return !quiet || event.signal == Signal::kBad;
}

}  // namespace

EventTime KeyNow(const KeyState& head, ArrivalTime arrival) {
  return head.newest + (arrival - head.arrived);
}

EventTime LastSign(const KeyState& head) {
  return head.phase == Phase::kOpen ? std::max(head.newest, head.raised_at) : head.newest;
}

std::optional<Due> FirstDeadline(const Plan& plan, KeyView key) {
  const bool waits = plan.silent > Millis{0} || plan.raise.Has(Raise::Form::kBadFor) ||
                     plan.raise.Has(Raise::Form::kWindow);
  if (key.head.phase == Phase::kNormal && !waits) return std::nullopt;  // as most keys do
  std::optional<Due> first;
  ForEach(plan, key, [&first](const Due& due) {
    if (!first || due.end < first->end) first = due;
  });
  return first;
}

std::optional<Due> FirstProven(const Plan& plan, KeyView key, const Event& event) {
  std::optional<Due> first;
  ForEach(plan, key, [&](const Due& due) {
    if (first && due.end >= first->end) return;
    if (IsProven(plan, key, due, event)) first = due;
  });
  return first;
}

// Event times are taken for arrivals here: a key is kept until both are long past, so that no event
// that is still taken could raise an episode a second time.
ArrivalTime ForgetAt(const Plan& plan, const KeyState& head) {
  const EventTime latest = std::max(head.newest, head.judged);
  return std::max(AsArrival(latest), head.arrived) + plan.forget;
}

}  // namespace telltale
