// Condition: what a window must fulfil, as a short program over the values of its aggregates.
//
// The program is in postfix order, over a stack of doubles. A number is itself, true is 1, false is
// 0 and null is NaN: whatever is computed from null is null, but for `and` and `or`, which may be
// decided by their other side. engine/rules compiles it and sees to it that truths and numbers are
// never mixed.
//
// Thread safety: immutable values; pure functions.
#ifndef TELLTALE_ENGINE_CORE_CONDITION_H_
#define TELLTALE_ENGINE_CORE_CONDITION_H_

#include <cstddef>
#include <cstdint>
#include <limits>

#include "absl/types/span.h"
#include "engine/core/fixed_list.h"

namespace telltale {

// Null, as a result; `x == kNull` is never true.
inline constexpr double kNull = std::numeric_limits<double>::quiet_NaN();

// What is computed over the events of a window. Faulty and off events are none of them.
struct Aggregate {
  enum class Kind : uint8_t {
    kCount,     // count()
    kCountBad,  // count(bad)
    kCountGood,
    kCountValues,  // count(x): of x that are not null
    kSum,          // the others skip what is no number
    kMean,
    kMin,
    kMax,
    kStddev,    // of a sample: divided by n - 1
    kDistinct,  // count(distinct values(x)), or `keep` if there are more
  };
  Kind kind = Kind::kCount;
  uint8_t operand = 0;  // which x; index into Event::x
  uint16_t keep = 0;    // kDistinct: how many values tell all that the condition asks
  friend bool operator==(const Aggregate&, const Aggregate&) = default;
};

struct Condition {
  enum class Op : uint8_t {
    kNumber,
    kAggregate,
    kAdd,
    kSubtract,
    kMultiply,
    kDivide,
    kPower,
    kEqual,
    kNotEqual,
    kLess,
    kLessEqual,
    kGreater,
    kGreaterEqual,
    kAnd,
    kOr,
    kNot,
  };
  struct Instruction {
    Op op = Op::kNumber;
    uint8_t aggregate = 0;  // kAggregate: index into `aggregates`
    double number = 0;      // kNumber
    friend bool operator==(const Instruction&, const Instruction&) = default;
  };
  // Both bound what judging a window costs.
  static constexpr size_t kMaxAggregates = 8;
  static constexpr size_t kMaxInstructions = 48;

  FixedList<Aggregate, kMaxAggregates> aggregates;
  FixedList<Instruction, kMaxInstructions> code;
  friend bool operator==(const Condition&, const Condition&) = default;
};

// Is it true of these values, one for each aggregate?
//
// REQUIRES: the code leaves one value, within the limits.
bool Holds(const Condition& condition, absl::Span<const double> values);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_CORE_CONDITION_H_
