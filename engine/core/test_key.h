// TestKey: one key under one plan, with verbs that read like sentences. Only for tests.
//
//   TestKey key({.raise = {Raise::Form::kCountInSpan, 3, 30s}});
//   EXPECT_EQ(key.Bad(10s), Outcome::kCounted);  // moves arrival to 10 s, if that is later
//   key.Tick(75s);                               // arrival moves without a record
//   EXPECT_THAT(key.commands(), ElementsAre("start 10s", "back 10s: quiet at 70s"));
//
// Units: times since the epoch. Thread safety: none.
#ifndef TELLTALE_ENGINE_CORE_TEST_KEY_H_
#define TELLTALE_ENGINE_CORE_TEST_KEY_H_

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/step.h"

namespace telltale {

class TestKey {
 public:
  explicit TestKey(const Plan& plan) : plan_(plan) {
    PlaceWindows(plan_);
    tail_.resize(TailBytes(plan_));
  }

  // An event, and what became of it. A deadline that it proves shows in commands().
  Outcome Send(Signal signal, Millis at, uint64_t id = 0) {
    return Send(Event{.at = EventTime{at}, .id = id, .signal = signal});
  }
  // The same with operands of the plan's windows.
  Outcome SendWith(Signal signal, Millis at, std::vector<double> x) {
    return Send(Event{.at = EventTime{at}, .signal = signal, .x = x});
  }
  Outcome Send(const Event& event) {
    const Millis at = event.at.time_since_epoch();
    arrival_ = std::max(arrival_, held_ ? arrival_ : ArrivalTime{at});
    Run(event);
    return *own_outcome_;
  }
  Outcome Bad(Millis at, uint64_t id = 0) { return Send(Signal::kBad, at, id); }
  Outcome Good(Millis at, uint64_t id = 0) { return Send(Signal::kGood, at, id); }
  Outcome Neither(Millis at) { return Send(Signal::kNeither, at); }
  Outcome Fault(Millis at) { return Send(Signal::kFault, at); }
  Outcome Off(Millis at) { return Send(Signal::kOff, at); }

  // An event that matches the first entry of `forward`. Returns what came of handing it on;
  // nullopt: it was not to be handed on.
  std::optional<Outcome> Forwarded(Signal signal, Millis at, uint64_t id = 0) {
    Send(Event{.at = EventTime{at}, .id = id, .signal = signal, .forward = 1});
    return forwarded_;
  }

  // What the workflow of the episode raised at `raised_at` says, what is ordered about it.
  Outcome Started(Millis raised_at) {
    return Tell(Report{Report::Kind::kStarted, EventTime{raised_at}});
  }
  Outcome Ended(Millis raised_at) {
    return Tell(Report{Report::Kind::kEnded, EventTime{raised_at}});
  }
  Outcome Close(Millis raised_at) { return Tell(Order{Order::Kind::kClose, EventTime{raised_at}}); }

  // Arrival moves to `arrival` without a record. Returns what was judged, nullopt: nothing.
  std::optional<Outcome> Tick(Millis arrival) {
    arrival_ = ArrivalTime{arrival};
    return Run(Due{});
  }
  // From now on events do not move arrival; ticks do.
  void HoldArrival(Millis arrival) {
    Tick(arrival);
    held_ = true;
  }

  // `start RAISED_AT`, `forward RAISED_AT: at EVENT` and `back RAISED_AT: ENDING at CLEARED_AT`.
  const std::vector<std::string>& commands() const { return commands_; }
  const Command& last_command() const { return *last_command_; }
  std::optional<Millis> next_due() const {
    const auto due = NextDue(plan_, view());
    return due ? std::optional(due->time_since_epoch()) : std::nullopt;
  }
  KeyView view() const { return {head_, absl::MakeConstSpan(tail_)}; }
  KeyRef ref() { return {head_, absl::MakeSpan(tail_)}; }

 private:
  Outcome Tell(const Input& input) {
    Run(input);
    return *own_outcome_;
  }
  std::optional<Outcome> Run(const Input& input) {
    std::optional<Outcome> judged;
    forwarded_.reset();
    Advance(plan_, ref(), input, arrival_, [&](const Input& cause, const StepResult& result) {
      const bool forward = std::holds_alternative<Forward>(cause);
      (std::holds_alternative<Due>(cause) ? judged
       : forward                          ? forwarded_
                                          : own_outcome_) = result.outcome;
      if (result.command && result.command->heard) Note(*result.command);
    });
    return judged;
  }
  void Note(const Command& command) {
    last_command_ = command;
    const std::string raised = FormatDuration(command.raised_at.time_since_epoch());
    if (command.kind == Command::Kind::kStart) return commands_.push_back("start " + raised);
    if (command.kind == Command::Kind::kForward) {
      return commands_.push_back("forward " + raised + ": at " +
                                 FormatDuration(command.event_at.time_since_epoch()));
    }
    commands_.push_back("back " + raised + ": " + std::string(EndingName(command.ending)) + " at " +
                        FormatDuration(command.cleared_at.time_since_epoch()));
  }

  Plan plan_;
  KeyState head_;
  std::vector<std::byte> tail_;
  ArrivalTime arrival_{Millis{0}};
  bool held_ = false;
  std::optional<Outcome> own_outcome_;
  std::optional<Outcome> forwarded_;
  std::optional<Command> last_command_;
  std::vector<std::string> commands_;
};

// A plan's raise by which one bad event opens an episode.
inline constexpr Raise kFirstBad{Raise::Form::kInARow, 1};

// A key with one bad event.
inline TestKey OpenKey(const Plan& plan, Millis at = Millis{0}) {
  TestKey key(plan);
  key.Bad(at);
  return key;
}

}  // namespace telltale

#endif  // TELLTALE_ENGINE_CORE_TEST_KEY_H_
