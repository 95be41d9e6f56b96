// Step: the pure heart. Plan, key, input, now -> outcome and at most one command.
//
// Deterministic, in place; without allocation, IO, clock, thread, log or random. `now` is the
// partition's arrival time: of the record that brought the event, or what is proven without one.
//
//   Advance(plan, key, Event{at, id, Signal::kBad}, arrival, [&](StepResult r) { ... });
//
// Everything else is a shell around this. Thread safety: pure functions on the caller's key.
#ifndef TELLTALE_ENGINE_CORE_STEP_H_
#define TELLTALE_ENGINE_CORE_STEP_H_

#include <optional>
#include <variant>

#include "engine/core/event.h"
#include "engine/core/key_state.h"
#include "engine/core/outcome.h"
#include "engine/core/plan.h"

namespace telltale {

// Applies one input. Any but a Due is applied as if no deadline were pending before it; a Due
// judges what it says. Advance() calls both in the right order.
//
// REQUIRES: for a Report or an Order, that something is known of the key; for a Due, that
// DueBefore() returned it; for a Forward, that ForwardOf() did.
StepResult Step(const Plan& plan, KeyRef key, const Input& input, ArrivalTime now);

// What must be judged before `input` is applied; nullopt: nothing more. A deadline counts if the
// key's now has reached it, or if `input` would be taken (neither duplicate nor late) and reaches
// or proves it.
std::optional<Due> DueBefore(const Plan& plan, KeyView key, const Input& input, ArrivalTime now);

// What is to be forwarded of an event that has been applied with this outcome: nothing if it
// changed nothing, or if it opened the episode itself, for then the start brings it.
std::optional<Forward> ForwardOf(const Event& event, Outcome outcome);

// Returns the arrival time at which to look again if nothing comes for this key: its first
// deadline, or the moment at which a normal key may be forgotten. Nullopt: never.
std::optional<ArrivalTime> NextDue(const Plan& plan, KeyView key);

// The partition confirmed that the event which is `newest` really arrived at `arrived`: the key's
// now starts from there. Does nothing if the key has a newer event since.
void ConfirmArrival(KeyRef key, EventTime newest, ArrivalTime arrived);

// Judges, one at a time in order of their ends, every deadline that the key's now or `input` itself
// proves, applies `input`, forwards it, and judges what is then due: a straggler may open an
// episode whose `quiet for` is over already. Calls emit(cause, StepResult) for each, where cause is
// Due, `input` or Forward; each Due ends a span or a window, marks the key or forgets it, so it
// ends. kForgotten leaves the key as Reset() does: an Event that follows begins anew, and a caller
// whose last result was kForgotten drops the key.
template <class Emit>
void Advance(const Plan& plan, KeyRef key, const Input& input, ArrivalTime now, Emit emit) {
  const auto judge = [&](const Input& before) {
    while (const std::optional<Due> due = DueBefore(plan, key, before, now)) {
      emit(Input(*due), Step(plan, key, *due, now));
    }
  };
  judge(input);
  if (std::holds_alternative<Due>(input)) return;
  const StepResult applied = Step(plan, key, input, now);
  emit(input, applied);
  const Event* event = std::get_if<Event>(&input);
  if (event != nullptr && event->forward > 0) {
    const std::optional<Forward> forward = ForwardOf(*event, applied.outcome);
    if (forward) emit(Input(*forward), Step(plan, key, *forward, now));
  }
  judge(Due{});
}

}  // namespace telltale

#endif  // TELLTALE_ENGINE_CORE_STEP_H_
