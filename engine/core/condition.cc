#include "engine/core/condition.h"

#include <array>
#include <cmath>

namespace telltale {
namespace {

using Op = Condition::Op;

constexpr double kTrue = 1, kFalse = 0;

double And(double a, double b) {
  if (a == kFalse || b == kFalse) return kFalse;
  return a == kTrue && b == kTrue ? kTrue : kNull;
}
double Or(double a, double b) {
  if (a == kTrue || b == kTrue) return kTrue;
  return a == kFalse && b == kFalse ? kFalse : kNull;
}

double Finite(double result) { return std::isfinite(result) ? result : kNull; }

double Compare(Op op, double a, double b) {
  switch (op) {
    case Op::kEqual:
      return a == b;
    case Op::kNotEqual:
      return a != b;
    case Op::kLess:
      return a < b;
    case Op::kLessEqual:
      return a <= b;
    case Op::kGreater:
      return a > b;
    default:
      return a >= b;
  }
}

double Apply(Op op, double a, double b) {
  switch (op) {
    case Op::kAnd:
      return And(a, b);
    case Op::kOr:
      return Or(a, b);
    case Op::kAdd:
      return Finite(a + b);
    case Op::kSubtract:
      return Finite(a - b);
    case Op::kMultiply:
      return Finite(a * b);
    case Op::kDivide:
      return Finite(a / b);
    case Op::kPower:
      return Finite(std::isnan(a) || std::isnan(b) ? kNull : std::pow(a, b));
    default:
      return std::isnan(a) || std::isnan(b) ? kNull : Compare(op, a, b);
  }
}

}  // namespace

bool Holds(const Condition& condition, absl::Span<const double> values) {
  std::array<double, Condition::kMaxInstructions> stack;
  size_t top = 0;
  for (const Condition::Instruction& i : condition.code) {
    if (i.op == Op::kNumber) {
      stack[top++] = i.number;
    } else if (i.op == Op::kAggregate) {
      stack[top++] = values[i.aggregate];
    } else if (i.op == Op::kNot) {
      stack[top - 1] = 1 - stack[top - 1];
    } else {
      --top;
      stack[top - 1] = Apply(i.op, stack[top - 1], stack[top]);
    }
  }
  return stack[0] == kTrue;
}

}  // namespace telltale
