// Event: what one rule sees of one record, and the other inputs of a step.
//
// Expressions ran before: the rule's reader has turned fields into a signal. Times are in
// milliseconds. Thread safety: values.
#ifndef TELLTALE_ENGINE_CORE_EVENT_H_
#define TELLTALE_ENGINE_CORE_EVENT_H_

#include <cstdint>
#include <variant>

#include "engine/base/time.h"

namespace telltale {

// What the event says about the defect.
enum class Signal : uint8_t {
  kBad,      // it is there
  kGood,     // it is not there
  kNeither,  // it says nothing about it
  kFault,    // the sensor itself is not to be believed (J1939 FMI 2, 9, 19; VSS ERROR)
  kOff,      // the enable condition does not hold (AUTOSAR DEM)
};

struct Event {
  EventTime at;
  uint64_t id = 0;  // Hash64 of the event's id; 0: it has none and is never a duplicate
  Signal signal = Signal::kBad;
};

// Nothing came, but time has passed: whatever the key's now has reached is judged.
struct Due {};

// The workflow says something about the episode of this key that was raised then.
struct Report {
  enum class Kind : uint8_t {
    kStarted,  // an instance runs
    kEnded,    // it is done, whatever has become of the defect
  };
  Kind kind = Kind::kStarted;
  EventTime raised_at;
};

// An operator wants something done with the episode of this key that was raised then: what was
// shown may be over by now.
struct Order {
  enum class Kind : uint8_t { kClose };
  Kind kind = Kind::kClose;
  EventTime raised_at;
};

using Input = std::variant<Event, Due, Report, Order>;

}  // namespace telltale

#endif  // TELLTALE_ENGINE_CORE_EVENT_H_
