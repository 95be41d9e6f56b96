// Gathered: what the windows of a key's phase hold, in the key's tail.
//
// While the key is normal these are the windows of `raise`, while an episode is open those of
// `clear`, which hold only what lies after the raise. All zero is nothing. Private to engine/core.
#ifndef TELLTALE_ENGINE_CORE_GATHERED_H_
#define TELLTALE_ENGINE_CORE_GATHERED_H_

#include <optional>

#include "engine/core/event.h"
#include "engine/core/key_state.h"
#include "engine/core/plan.h"

namespace telltale {

// What judging a window told.
struct WindowVerdict {
  bool holds = false;
  EventTime begin;   // of the window, of its oldest pane with a bad event, of its first event; not
                     // before 1970, as no event is
  uint32_t bad = 0;  // events, as far as the window keeps them
};

// Adds a bad, good or neither event to the windows of the phase that it belongs to.
//
// REQUIRES: key.head.newest takes the event into account.
void Gather(const Plan& plan, KeyRef key, const Event& event);

// Judges a sliding window at an event in order, which has been added. Nullopt: it does not hold.
std::optional<WindowVerdict> JudgeSliding(const Plan& plan, const Window& window, KeyRef key,
                                          EventTime at);

// The earliest end of a window that is not empty; nullopt: there is none, or it slides.
std::optional<EventTime> NextWindowEnd(const Plan& plan, const Window& window, KeyView key);

// Judges the window with that end, and empties it.
WindowVerdict JudgeEnded(const Plan& plan, const Window& window, KeyRef key, EventTime end);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_CORE_GATHERED_H_
