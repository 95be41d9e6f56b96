#include "engine/core/deadline.h"

#include <algorithm>

#include "engine/core/tail.h"

namespace telltale {

EventTime KeyNow(const KeyState& head, ArrivalTime arrival) {
  return head.newest + (arrival - head.arrived);
}

std::optional<EventTime> EpisodeEnd(const Plan& plan, KeyView key) {
  switch (plan.clear.form) {
    case Clear::Form::kQuietFor:
      return key.head.last_bad + plan.clear.span;
    case Clear::Form::kGoodFor: {
      const bool running = (key.head.flags & kGoodSpan) && !(key.head.flags & kStandsStill);
      if (!running) return std::nullopt;
      const OpenFacts facts = LoadFacts(plan, key.tail);
      return facts.good_since + plan.clear.span + facts.stood_still;
    }
    case Clear::Form::kGoodInARow:
    case Clear::Form::kNever:
      return std::nullopt;
  }
  return std::nullopt;
}

// Event times are taken for arrivals here: a key is kept until both are long past, so that no event
// that is still taken could raise an episode a second time.
ArrivalTime ForgetAt(const Plan& plan, const KeyState& head) {
  const EventTime latest = std::max(head.newest, head.judged);
  return std::max(AsArrival(latest), head.arrived) + plan.forget;
}

bool Proves(const Plan& plan, const Event& event) {
  return plan.clear.form == Clear::Form::kGoodFor || event.signal == Signal::kBad;
}

}  // namespace telltale
