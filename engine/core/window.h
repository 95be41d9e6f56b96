// Window: which interval of event time events are gathered over, and what they must fulfil.
//
// Windows and panes are half-open, [begin, end), and aligned to the Unix epoch. Events are not
// kept: each window, or each pane of a sliding one, is a bucket of numbers to which an event is
// added, so that a key's state has a fixed length.
//
//   sliding   32 buckets, one for each pane; judged at each event in order
//   exact     sliding, and the condition asks for count(bad) only: the times of bad events
//   aligned   tumbling and hopping: one bucket for each window that is not judged yet
//   session   one bucket for each session that is not judged yet, with its first and last time
//
// Units: milliseconds. Thread safety: immutable once it is compiled.
#ifndef TELLTALE_ENGINE_CORE_WINDOW_H_
#define TELLTALE_ENGINE_CORE_WINDOW_H_

#include <cstddef>
#include <cstdint>

#include "engine/base/time.h"
#include "engine/core/condition.h"
#include "engine/core/fixed_list.h"

namespace telltale {

// One number of a bucket, or a few. The numbers that count things are 32 bits and come first.
struct Tally {
  enum class Kind : uint8_t {
    kEvents,
    kBad,
    kGood,
    kValues,         // of x that are not null
    kNumbers,        // of x that are numbers
    kDistinctCount,  // how many values stand in kDistinct
    kSum,
    kMin,
    kMax,
    kSpread,    // mean and sum of squared distances from it; source: B. Welford, 1962
    kDistinct,  // `keep` values
  };
  Kind kind = Kind::kEvents;
  uint8_t operand = 0;
  uint16_t keep = 0;     // kDistinct
  uint16_t offset = 0;   // within the bucket
  uint16_t counter = 0;  // from kSum on: the offset of the kNumbers or kDistinctCount that it needs
  friend bool operator==(const Tally&, const Tally&) = default;
};

struct Window {
  enum class Kind : uint8_t { kSliding, kExact, kAligned, kSession };
  static constexpr int kPanes = 32;
  // Two for each aggregate, and events, bad ones and numbers for all of them.
  static constexpr size_t kMaxTallies = 2 * Condition::kMaxAggregates + 3;

  Kind kind = Kind::kSliding;
  Millis length{0};  // of a session: the gap that ends it
  Millis every{0};   // kAligned: from begin to begin; kSliding: the pane
  Condition condition;
  uint64_t sentence = 0;  // Hash64 of what the user wrote: what the operands are computed from

  // What follows is derived by MakeWindow() and PlaceWindows().
  FixedList<Tally, kMaxTallies> tallies;
  uint32_t bucket_bytes = 0;
  uint32_t buckets = 0;  // kExact: how many times tell all that the condition asks
  uint32_t place = 0;    // bytes behind the ids
  friend bool operator==(const Window&, const Window&) = default;
};

// Returns a window with its tallies, for a plan with this `late`. `exact` is for kExact: how many
// bad events tell all that the condition asks.
//
// REQUIRES: length and every are at least 1 ms, sliding windows kPanes ms long.
Window MakeWindow(Window::Kind kind, Millis length, Millis every, const Condition& condition,
                  Millis late, uint32_t exact = 0);

// Bytes of a key's tail that it takes; may be more than a key may have.
size_t WindowBytes(const Window& window);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_CORE_WINDOW_H_
