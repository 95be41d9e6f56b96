// Event: what one rule sees of one record, and the other inputs of a step.
//
// Expressions ran before: the rule's reader has turned fields into a signal. Times are in
// milliseconds. Thread safety: values.
#ifndef TELLTALE_ENGINE_CORE_EVENT_H_
#define TELLTALE_ENGINE_CORE_EVENT_H_

#include <bit>
#include <cstdint>
#include <variant>

#include "absl/types/span.h"
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

// What an expression over one event gave to an aggregate: a number, or NaN. One NaN stands for
// null; the others are values that are no number, told apart by their bits.
inline constexpr uint64_t kNullOperandBits = 0x7ff8000000000000;
inline constexpr double kNullOperand = std::bit_cast<double>(kNullOperandBits);
inline bool IsNullOperand(double x) { return std::bit_cast<uint64_t>(x) == kNullOperandBits; }

// The operand for a value that is no number. Equal hashes are taken for equal values; 51 bits and
// a sign are left of them, so that among a million values of a window two are confused with a
// probability of 1e-4.
inline double TextOperand(uint64_t hash) {
  const uint64_t bits = kNullOperandBits | (hash & 0x8007ffffffffffff);
  return std::bit_cast<double>(bits == kNullOperandBits ? bits + 1 : bits);
}

struct Event {
  EventTime at;
  uint64_t id = 0;  // Hash64 of the event's id; 0: it has none and is never a duplicate
  Signal signal = Signal::kBad;
  uint8_t forward = 0;         // the entry of the rule's `forward` that it matches, from 1; 0: none
  absl::Span<const double> x;  // operands of the plan's windows; die with the batch
};

// Nothing came, but time has passed: whatever the key's now has reached is judged. As the cause of
// a result it says what was judged.
struct Due {
  enum class What : uint8_t {
    kTime,     // an input: see what is due
    kForget,   // the key may be forgotten
    kSpan,     // `bad for`, `good for`, `quiet for`, `silent for`
    kWindow,   // one that ends
    kSilence,  // the mark of a silent key
  };
  What what = What::kTime;
  uint8_t alternative = 0;  // kSpan, kWindow: place in the list of the phase
  EventTime end;            // all but kTime and kForget
};

// The workflow says something about the episode of this key that was raised then.
struct Report {
  enum class Kind : uint8_t {
    kStarted,  // an instance runs
    kEnded,    // it is done, whatever has become of the defect
  };
  Kind kind = Kind::kStarted;
  EventTime raised_at;
};

// An order about the episode of this key that was raised then, which may be over by now. A rule
// that is retired gives one to each of its open episodes.
struct Order {
  enum class Kind : uint8_t { kClose };
  Kind kind = Kind::kClose;
  EventTime raised_at;
};

// An event that has been applied and did not open an episode itself is to be handed to the one that
// is open now.
struct Forward {
  uint8_t entry = 0;  // as of the event
  EventTime at;       // of the event
};

using Input = std::variant<Event, Due, Report, Order, Forward>;

}  // namespace telltale

#endif  // TELLTALE_ENGINE_CORE_EVENT_H_
