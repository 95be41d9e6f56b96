// Deadlines: when something about a key has to be judged, and whether an input proves it.
//
// An open episode has at most one: the end of its `quiet for` or `good for`. It is judged when the
// key's now is `late` past it, or at the first event in order, at or after it, that proves it. A
// normal key has one too: the moment at which it may be forgotten, by arrival time.
// Private to engine/core.
#ifndef TELLTALE_ENGINE_CORE_DEADLINE_H_
#define TELLTALE_ENGINE_CORE_DEADLINE_H_

#include <optional>

#include "engine/core/event.h"
#include "engine/core/key_state.h"
#include "engine/core/plan.h"

namespace telltale {

// The key's own clock: the newest event's time, plus the arrival time that has passed since.
EventTime KeyNow(const KeyState& head, ArrivalTime arrival);

// When the open episode ends if nothing else happens; nullopt: not by itself.
// REQUIRES: the key is open.
std::optional<EventTime> EpisodeEnd(const Plan& plan, KeyView key);

// From when on a normal key may be forgotten.
ArrivalTime ForgetAt(const Plan& plan, const KeyState& head);

// Does `event`, in order and at or after the end, prove it without waiting for stragglers?
bool Proves(const Plan& plan, const Event& event);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_CORE_DEADLINE_H_
