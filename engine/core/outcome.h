// Outcome: what a step concluded, and the command that it may carry.
//
// Each outcome is counted per rule and reached by a test. Thread safety: values.
#ifndef TELLTALE_ENGINE_CORE_OUTCOME_H_
#define TELLTALE_ENGINE_CORE_OUTCOME_H_

#include <cstdint>
#include <optional>
#include <string_view>

#include "engine/base/time.h"

namespace telltale {

enum class Outcome : uint8_t {
  kCounted,         // bad, and evidence; not enough of it yet
  kRaised,          // bad, and enough: the episode opened
  kStillBad,        // bad while the episode is open
  kGood,            // good; nothing ended
  kNeither,         // neither bad nor good
  kFault,           // shows life only
  kOff,             // shows life only; spans stand still
  kCleared,         // the episode ended
  kDuplicate,       // its id is among the key's last ones: changed nothing
  kLate,            // more than `late` before the newest: changed nothing
  kLateJudged,      // before what has been judged: changed nothing
  kBeforeHorizon,   // at least `forget` older than its arrival: changed nothing
  kForgotten,       // the key was normal for so long that its state may go
  kStarted,         // the workflow of the open episode runs
  kEnded,           // the workflow ended; the episode goes on without one
  kClosed,          // the workflow, or an order, ended the episode
  kStale,           // a report or an order that came too late: changed nothing
  kSilent,          // the key said nothing for longer than `silent`: it is marked
  kJudged,          // a window ended, and its condition did not hold
  kForwarded,       // an event is handed to the open episode, besides its own outcome
  kForwardIgnored,  // likewise, but no workflow is there that it could be handed to
};
inline constexpr int kOutcomes = 21;

// True for the outcomes of an event that changed nothing.
constexpr bool IsRefusal(Outcome outcome) {
  return outcome == Outcome::kDuplicate || outcome == Outcome::kLate ||
         outcome == Outcome::kLateJudged || outcome == Outcome::kBeforeHorizon;
}

// As in metrics, scenarios and documents: `counted`, `still-bad`, `late-judged`.
std::string_view OutcomeName(Outcome outcome);
// What it says about the input, in a sentence.
std::string_view OutcomeMeaning(Outcome outcome);

// Why an episode ended.
enum class Ending : uint8_t {
  kNone,    // it has not
  kHealed,  // its good events said so
  kQuiet,   // no bad event for long enough
  kSilent,  // no event at all for long enough
  kClosed,  // the workflow ended it, or its rule was retired
};
inline constexpr int kEndings = 5;
std::string_view EndingName(Ending ending);
std::string_view EndingMeaning(Ending ending);

// What is to be told to the workflow engine. Numbers only; text is rendered outside.
struct Command {
  enum class Kind : uint8_t { kStart, kBack, kForward };

  Kind kind = Kind::kStart;
  Ending ending = Ending::kNone;
  bool heard = true;     // kBack only: false if its workflow has ended before, and none is told
  uint8_t entry = 0;     // kForward only: of the rule's `forward`, from 1
  uint32_t count = 0;    // bad events: those that raised it, and but for kStart also those since
  EventTime raised_at;   // names the episode
  EventTime first_bad;   // of the evidence that raised it
  EventTime cleared_at;  // kBack only: when it ended
  EventTime event_at;    // kForward only: of the event
};

struct StepResult {
  Outcome outcome;
  std::optional<Command> command;
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_CORE_OUTCOME_H_
