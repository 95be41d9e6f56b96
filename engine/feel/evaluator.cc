#include "engine/feel/evaluator.h"

#include <cmath>

#include "engine/feel/program.h"

namespace telltale::feel {
namespace {

using Kind = Value::Kind;

bool IsBool(const Value& v, bool b) { return v.kind == Kind::kBool && v.boolean == b; }

// Null equals only null. Values of different kinds, and lists and objects, cannot be compared.
Value Equal(const Value& a, const Value& b) {
  if (a.IsNull() || b.IsNull()) return Value::Bool(a.IsNull() && b.IsNull());
  if (a.kind != b.kind) return Value::Null();
  switch (a.kind) {
    case Kind::kBool:
      return Value::Bool(a.boolean == b.boolean);
    case Kind::kNumber:
      return Value::Bool(a.number == b.number);
    case Kind::kString:
      return Value::Bool(a.text == b.text);
    default:
      return Value::Null();
  }
}

Value Negate(const Value& v) {
  return v.kind == Kind::kBool ? Value::Bool(!v.boolean) : Value::Null();
}

// Numbers and texts have an order; nothing else has.
template <class Compare>
Value Ordered(const Value& a, const Value& b, Compare compare) {
  if (a.kind == Kind::kNumber && b.kind == Kind::kNumber) {
    return Value::Bool(compare(a.number, b.number));
  }
  if (a.kind == Kind::kString && b.kind == Kind::kString) {
    return Value::Bool(compare(a.text, b.text));
  }
  return Value::Null();
}

template <class Compute>
Value Numeric(const Value& a, const Value& b, Compute compute) {
  if (a.kind != Kind::kNumber || b.kind != Kind::kNumber) return Value::Null();
  const double result = compute(a.number, b.number);
  return std::isfinite(result) ? Value::Number(result) : Value::Null();
}

Value And(const Value& a, const Value& b) {
  if (IsBool(a, false) || IsBool(b, false)) return Value::Bool(false);
  return IsBool(a, true) && IsBool(b, true) ? Value::Bool(true) : Value::Null();
}

Value Or(const Value& a, const Value& b) {
  if (IsBool(a, true) || IsBool(b, true)) return Value::Bool(true);
  return IsBool(a, false) && IsBool(b, false) ? Value::Bool(false) : Value::Null();
}

// Not initialised: every register is written before it is read, and 2 KiB of nulls for each record
// would cost as much as the expression.
union Register {
  Register() {}
  Value value;
};

}  // namespace

Value Apply(Op op, const Value& a, const Value& b) {
  switch (op) {
    case Op::kEqual:
      return Equal(a, b);
    case Op::kNotEqual:
      return Negate(Equal(a, b));
    case Op::kLess:
      return Ordered(a, b, [](const auto& x, const auto& y) { return x < y; });
    case Op::kLessEqual:
      return Ordered(a, b, [](const auto& x, const auto& y) { return x <= y; });
    case Op::kGreater:
      return Ordered(a, b, [](const auto& x, const auto& y) { return x > y; });
    case Op::kGreaterEqual:
      return Ordered(a, b, [](const auto& x, const auto& y) { return x >= y; });
    case Op::kAnd:
      return And(a, b);
    case Op::kOr:
      return Or(a, b);
    case Op::kNot:
      return Negate(a);
    case Op::kAdd:
      return Numeric(a, b, [](double x, double y) { return x + y; });
    case Op::kSubtract:
      return Numeric(a, b, [](double x, double y) { return x - y; });
    case Op::kMultiply:
      return Numeric(a, b, [](double x, double y) { return x * y; });
    case Op::kDivide:
      return Numeric(a, b, [](double x, double y) { return x / y; });
    case Op::kPower:
      return Numeric(a, b, [](double x, double y) { return std::pow(x, y); });
    case Op::kSame:
      return Value::Bool(IsBool(Equal(a, b), true));
  }
  return Value::Null();
}

Value Evaluate(const Program& program, absl::Span<const Value> fields) {
  const Code* code = program.code();
  if (code == nullptr) return Value::Null();
  Register registers[kMaxRegisters];
  const auto get = [&](const Operand& operand) -> const Value& {
    switch (operand.kind) {
      case Operand::Kind::kRegister:
        return registers[operand.index].value;
      case Operand::Kind::kSlot:
        return fields[operand.index];
      case Operand::Kind::kConstant:
        break;
    }
    return code->constants[operand.index];
  };
  for (const Instruction& i : code->instructions) {
    registers[i.target].value = Apply(i.op, get(i.a), get(i.b));
  }
  return get(code->result);
}

bool IsTrue(const Program& program, absl::Span<const Value> fields) {
  return IsBool(Evaluate(program, fields), true);
}

}  // namespace telltale::feel
