// Deadlines: when something about a key has to be judged, and whether an event proves it.
//
// A key may have several: the ends of its spans and windows, and the mark of its silence. Of those
// that are due the one with the earliest end is judged first, of equal ends the first in the rule's
// list, the mark last. A deadline is due when the key's now is `late` past it; a span also at the
// first event in order, at or after its end, that proves it. A normal key has one more: the moment
// at which it may be forgotten, by arrival time. Private to engine/core.
#ifndef TELLTALE_ENGINE_CORE_DEADLINE_H_
#define TELLTALE_ENGINE_CORE_DEADLINE_H_

#include <optional>

#include "engine/core/event.h"
#include "engine/core/key_state.h"
#include "engine/core/plan.h"

namespace telltale {

// The key's own clock: the newest event's time, plus the arrival time that has passed since.
EventTime KeyNow(const KeyState& head, ArrivalTime arrival);

// From when on nothing was heard of the key. Opening counts as a sign of life.
EventTime LastSign(const KeyState& head);

// What is judged first if nothing else comes; nullopt: nothing.
std::optional<Due> FirstDeadline(const Plan& plan, KeyView key);

// What is judged first because of `event`, which is in order; nullopt: it proves nothing.
std::optional<Due> FirstProven(const Plan& plan, KeyView key, const Event& event);

// From when on a normal key may be forgotten.
ArrivalTime ForgetAt(const Plan& plan, const KeyState& head);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_CORE_DEADLINE_H_
