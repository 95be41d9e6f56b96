// What a condition asks of its aggregates: found by running it on linear forms instead of numbers.
#include <algorithm>
#include <array>
#include <cmath>

#include "engine/rules/compile_condition.h"

namespace telltale {
namespace {

using Op = Condition::Op;
using Kind = Aggregate::Kind;

// constant + the sum of each aggregate's value times `by`; a truth is none.
struct Linear {
  double constant = 0;
  std::array<double, Condition::kMaxAggregates> by{};
  uint32_t uses = 0;   // bits of the aggregates that it was computed from
  bool linear = true;  // false: it is something else
};

Linear Combine(const Linear& a, const Linear& b, double sign) {
  Linear sum{.constant = a.constant + sign * b.constant, .uses = a.uses | b.uses};
  for (size_t i = 0; i < sum.by.size(); ++i) sum.by[i] = a.by[i] + sign * b.by[i];
  sum.linear = a.linear && b.linear;
  return sum;
}
Linear Scale(Linear a, double factor) {
  a.constant *= factor;
  for (double& by : a.by) by *= factor;
  return a;
}
Linear Other(const Linear& a, const Linear& b) {
  return {.uses = a.uses | b.uses, .linear = false};
}

Linear Compute(Op op, const Linear& a, const Linear& b) {
  switch (op) {
    case Op::kAdd:
      return Combine(a, b, 1);
    case Op::kSubtract:
      return Combine(a, b, -1);
    case Op::kMultiply:
      if (b.uses == 0) return Scale(a, b.constant);
      return a.uses == 0 ? Scale(b, a.constant) : Other(a, b);
    case Op::kDivide:
      return b.uses == 0 && b.constant != 0 ? Scale(a, 1 / b.constant) : Other(a, b);
    default:
      if (a.uses == 0 && b.uses == 0) return {.constant = std::pow(a.constant, b.constant)};
      return Other(a, b);
  }
}

bool IsComparison(Op op) { return op >= Op::kEqual && op <= Op::kGreaterEqual; }
bool IsLess(Op op) { return op == Op::kLess || op == Op::kLessEqual; }
bool IsGreater(Op op) { return op == Op::kGreater || op == Op::kGreaterEqual; }

// From how many on a count n makes no difference to `by * n + constant op 0`.
uint32_t Enough(Op op, double by, double constant) {
  constexpr double kMost = UINT16_MAX;  // far more than a key may keep
  const double threshold = -constant / by;
  const bool reaching = by > 0 ? op == Op::kGreaterEqual || op == Op::kLess
                               : op == Op::kLessEqual || op == Op::kGreater;
  const double enough = reaching ? std::ceil(threshold) : std::floor(threshold) + 1;
  return static_cast<uint32_t>(std::clamp(enough, 1.0, kMost));
}

class Finder {
 public:
  explicit Finder(Condition& condition) : condition_(condition) {
    needs_.only_bad = true;
    for (const Aggregate& aggregate : condition.aggregates) {
      needs_.only_bad &= aggregate.kind == Kind::kCountBad;
      needs_.asks_count |= aggregate.kind == Kind::kCount;
    }
    for (Aggregate& aggregate : condition.aggregates) {
      if (aggregate.kind == Kind::kDistinct) aggregate.keep = 1;
    }
  }

  ConditionNeeds Run() {
    std::array<Linear, Condition::kMaxInstructions> stack;
    size_t top = 0;
    for (const Condition::Instruction& i : condition_.code) {
      if (i.op == Op::kNumber) {
        stack[top++] = {.constant = i.number};
      } else if (i.op == Op::kAggregate) {
        stack[top] = {.uses = 1u << i.aggregate};
        stack[top++].by[i.aggregate] = 1;
      } else if (i.op != Op::kNot) {
        --top;
        if (IsComparison(i.op)) Compare(i.op, stack[top - 1], stack[top]);
        stack[top - 1] = Compute(i.op, stack[top - 1], stack[top]);
      }
    }
    return needs_;
  }

 private:
  void Compare(Op op, const Linear& a, const Linear& b) {
    if (a.uses != 0 ? IsLess(op) : IsGreater(op)) needs_.less_than = true;
    const Linear difference = Combine(a, b, -1);
    for (size_t i = 0; i < condition_.aggregates.size(); ++i) {
      Aggregate& aggregate = condition_.aggregates[i];
      const bool kept = aggregate.kind == Kind::kDistinct || needs_.only_bad;
      if (!kept || !(difference.uses & 1u << i)) continue;
      if (!difference.linear || difference.uses != 1u << i) needs_.bounded = false;
      if (!needs_.bounded || difference.by[i] == 0) continue;
      const uint32_t enough = Enough(op, difference.by[i], difference.constant);
      needs_.bad = std::max(needs_.bad, enough);
      aggregate.keep = std::max(aggregate.keep, static_cast<uint16_t>(enough));
    }
  }

  Condition& condition_;
  ConditionNeeds needs_;
};

}  // namespace

ConditionNeeds FindNeeds(Condition& condition) { return Finder(condition).Run(); }

}  // namespace telltale
