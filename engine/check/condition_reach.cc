#include "engine/check/condition_reach.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace telltale {
namespace {

using Op = Condition::Op;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// What a part of the condition can be. A number lies in [least, most], if it is one at all; a truth
// may be true, false, both, or neither: then it is always null.
struct Reach {
  double least = -kInfinity;
  double most = kInfinity;
  bool may_be_true = false;
  bool may_be_false = false;

  static Reach Nothing() { return {kInfinity, -kInfinity}; }
  bool IsNothing() const { return least > most; }
  bool IsOne() const { return least == most; }
};

Reach ReachOf(Aggregate::Kind kind) {
  switch (kind) {
    case Aggregate::Kind::kCount:
      return {.least = 1};  // a window without events is not judged
    case Aggregate::Kind::kCountBad:
    case Aggregate::Kind::kCountGood:
    case Aggregate::Kind::kCountValues:
    case Aggregate::Kind::kDistinct:
    case Aggregate::Kind::kStddev:
      return {.least = 0};
    default:
      return {};
  }
}

// 0 times anything is 0 here: an end that is infinite is never reached.
double Times(double a, double b) { return a == 0 || b == 0 ? 0 : a * b; }

Reach Multiply(const Reach& a, const Reach& b) {
  const auto [least, most] = std::minmax({Times(a.least, b.least), Times(a.least, b.most),
                                          Times(a.most, b.least), Times(a.most, b.most)});
  return {.least = least, .most = most};
}

Reach Divide(const Reach& a, const Reach& b) {
  if (b.IsOne() && b.least == 0) return Reach::Nothing();
  if (b.least <= 0 && b.most >= 0) return {};
  return Multiply(a, {.least = 1 / b.most, .most = 1 / b.least});
}

Reach Power(const Reach& a, const Reach& b) {
  if (!a.IsOne() || !b.IsOne()) return {};
  const double power = std::pow(a.least, b.least);
  return std::isfinite(power) ? Reach{.least = power, .most = power} : Reach::Nothing();
}

Reach Compute(Op op, const Reach& a, const Reach& b) {
  if (a.IsNothing() || b.IsNothing()) return Reach::Nothing();
  switch (op) {
    case Op::kAdd:
      return {.least = a.least + b.least, .most = a.most + b.most};
    case Op::kSubtract:
      return {.least = a.least - b.most, .most = a.most - b.least};
    case Op::kMultiply:
      return Multiply(a, b);
    case Op::kDivide:
      return Divide(a, b);
    default:
      return Power(a, b);
  }
}

Reach Truth(bool may_be_true, bool may_be_false) {
  return {.may_be_true = may_be_true, .may_be_false = may_be_false};
}

Reach Compare(Op op, const Reach& a, const Reach& b) {
  if (a.IsNothing() || b.IsNothing()) return Truth(false, false);
  const bool meet = a.least <= b.most && b.least <= a.most;
  const bool always_same = a.IsOne() && b.IsOne() && a.least == b.least;
  switch (op) {
    case Op::kEqual:
      return Truth(meet, !always_same);
    case Op::kNotEqual:
      return Truth(!always_same, meet);
    case Op::kLess:
      return Truth(a.least < b.most, a.most >= b.least);
    case Op::kLessEqual:
      return Truth(a.least <= b.most, a.most > b.least);
    case Op::kGreater:
      return Truth(a.most > b.least, a.least <= b.most);
    default:
      return Truth(a.most >= b.least, a.least < b.most);
  }
}

Reach Join(Op op, const Reach& a, const Reach& b) {
  if (op == Op::kAnd) {
    return Truth(a.may_be_true && b.may_be_true, a.may_be_false || b.may_be_false);
  }
  return Truth(a.may_be_true || b.may_be_true, a.may_be_false && b.may_be_false);
}

Reach Apply(Op op, const Reach& a, const Reach& b) {
  if (op == Op::kAnd || op == Op::kOr) return Join(op, a, b);
  return op < Op::kEqual ? Compute(op, a, b) : Compare(op, a, b);
}

}  // namespace

bool CanHold(const Condition& condition) {
  std::vector<Reach> stack;
  for (const Condition::Instruction& instruction : condition.code) {
    if (instruction.op == Op::kNumber) {
      stack.push_back({.least = instruction.number, .most = instruction.number});
    } else if (instruction.op == Op::kAggregate) {
      stack.push_back(ReachOf(condition.aggregates[instruction.aggregate].kind));
    } else if (instruction.op == Op::kNot) {
      std::swap(stack.back().may_be_true, stack.back().may_be_false);
    } else {
      const Reach b = stack.back();
      stack.pop_back();
      stack.back() = Apply(instruction.op, stack.back(), b);
    }
  }
  return stack.back().may_be_true;
}

}  // namespace telltale
