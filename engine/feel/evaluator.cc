#include "engine/feel/evaluator.h"

#include <cmath>
#include <optional>
#include <string_view>

#include "engine/feel/lists.h"
#include "engine/feel/program.h"
#include "engine/feel/text.h"

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
  return std::isfinite(result) ? Value::Number(result + 0.0) : Value::Null();  // no -0
}

template <class Compute>
Value Numeric(const Value& a, Compute compute) {
  return Numeric(a, a, [&](double x, double) { return compute(x); });
}

bool AreStrings(const Value& a, const Value& b) {
  return a.kind == Kind::kString && b.kind == Kind::kString;
}

template <class Compare>
Value Textual(const Value& a, const Value& b, Compare compare) {
  return AreStrings(a, b) ? Value::Bool(compare(a.text, b.text)) : Value::Null();
}

Value Made(Scratch& scratch, Kind kind = Kind::kString) {
  const std::optional<std::string_view> text = scratch.End();
  if (!text) return Value::Null();
  return {.kind = kind, .text = *text};
}

Value Add(const Value& a, const Value& b, Scratch& scratch) {
  if (!AreStrings(a, b)) return Numeric(a, b, [](double x, double y) { return x + y; });
  scratch.Begin(a.text);
  scratch += b.text;
  return Made(scratch);
}

Value InCase(LetterCase wanted, const Value& v, Scratch& scratch) {
  if (v.kind != Kind::kString) return Value::Null();
  scratch.Begin();
  AppendInCase(wanted, v.text, scratch);
  return Made(scratch);
}

Value ToText(const Value& v, Scratch& scratch) {
  if (v.kind == Kind::kString) return v;
  if (v.kind != Kind::kBool && v.kind != Kind::kNumber) return Value::Null();
  scratch.Begin();
  AppendJson(v, scratch);
  return Made(scratch);
}

// The separator that an argument of number() names; null is the preset.
std::optional<std::string_view> Separator(const Value& v, std::string_view preset) {
  if (v.IsNull()) return preset;
  if (v.kind != Kind::kString || v.text.empty()) return std::nullopt;
  return v.text;
}

Value ToNumber(const Value& numeral, const Value& grouping, const Value& decimal) {
  const std::optional<std::string_view> left_out = Separator(grouping, "");
  const std::optional<std::string_view> dot = Separator(decimal, ".");
  if (numeral.kind != Kind::kString || !left_out || !dot) return Value::Null();
  const std::optional<double> number = ReadNumber(numeral.text, *left_out, *dot);
  return number ? Value::Number(*number + 0.0) : Value::Null();
}

// `list` is open: what is missing of it is a closing bracket.
Value WithItem(const Value& list, const Value& item, Scratch& scratch) {
  if (list.IsNull()) return list;
  scratch.Begin(list.text);
  if (list.text.size() > 1) scratch += ',';
  AppendJson(item, scratch);
  return Made(scratch, Kind::kOther);
}

Value Closed(const Value& list, Scratch& scratch) {
  if (list.IsNull()) return list;
  scratch.Begin(list.text);
  scratch += ']';
  return Made(scratch, Kind::kOther);
}

Value Same(const Value& a, const Value& b) { return Value::Bool(IsBool(Equal(a, b), true)); }

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

// One evaluation: a program over the fields of a record.
class Run {
 public:
  Run(const Code& code, absl::Span<const Value> fields, Scratch& scratch)
      : code_(code), fields_(fields), scratch_(scratch) {}

  Value Result() {
    const std::vector<Instruction>& instructions = code_.instructions;
    for (size_t at = 0; at < instructions.size();) {
      const Instruction& i = instructions[at];
      at = Do(i) ? i.to : at + 1;
    }
    return Get(code_.result);
  }

 private:
  // Returns true if it is to go on elsewhere.
  bool Do(const Instruction& i) {
    const Value& a = Get(i.operands[0]);
    switch (i.op) {
      case Op::kJump:
        return true;
      case Op::kJumpIfNot:
        return !IsBool(a, true);
      case Op::kEndIfFalse:
        return IsBool(a, false) && Put(i, a);
      case Op::kEndIfTrue:
        return IsBool(a, true) && Put(i, a);
      case Op::kMatches:
        Put(i, Apply(i.op, a, a, a, &code_.patterns[i.to], scratch_));
        return false;
      default:
        Put(i, Apply(i.op, a, Get(i.operands[1]), Get(i.operands[2]), nullptr, scratch_));
        return false;
    }
  }

  bool Put(const Instruction& i, const Value& value) {
    registers_[i.target].value = value;
    return true;
  }

  const Value& Get(const Operand& operand) const {
    switch (operand.kind) {
      case Operand::Kind::kRegister:
        return registers_[operand.index].value;
      case Operand::Kind::kSlot:
        return fields_[operand.index];
      case Operand::Kind::kConstant:
        break;
    }
    return code_.constants[operand.index];
  }

  const Code& code_;
  absl::Span<const Value> fields_;
  Scratch& scratch_;
  Register registers_[kMaxRegisters];
};

std::optional<bool> AsTruth(const Value& v) {
  return v.kind == Kind::kBool ? std::optional(v.boolean) : std::nullopt;
}

// Apart, so that only an expression that makes text touches that much of the stack.
[[gnu::noinline]] std::optional<bool> TruthWithText(const Code& code,
                                                    absl::Span<const Value> fields) {
  char space[kScratchBytes];
  Scratch scratch{absl::Span<char>(space)};
  return AsTruth(Run(code, fields, scratch).Result());
}

}  // namespace

bool MakesText(Op op) {
  return op == Op::kAdd || op == Op::kUpperCase || op == Op::kLowerCase || op == Op::kString ||
         op == Op::kItem || op == Op::kEndList;
}

Value Apply(Op op, const Value& a, const Value& b, const Value& c, const Regex* pattern,
            Scratch& scratch) {
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
      return Add(a, b, scratch);
    case Op::kSubtract:
      return Numeric(a, b, [](double x, double y) { return x - y; });
    case Op::kMultiply:
      return Numeric(a, b, [](double x, double y) { return x * y; });
    case Op::kDivide:
      return Numeric(a, b, [](double x, double y) { return x / y; });
    case Op::kPower:
      return Numeric(a, b, [](double x, double y) { return std::pow(x, y); });
    case Op::kSame:
      return Same(a, b);
    case Op::kIn:
      return b.kind == Kind::kOther ? Value::Bool(IsItem(a, b.text)) : Same(a, b);
    case Op::kContains:
      return Textual(a, b, Contains);
    case Op::kStartsWith:
      return Textual(a, b, [](auto text, auto part) { return text.starts_with(part); });
    case Op::kEndsWith:
      return Textual(a, b, [](auto text, auto part) { return text.ends_with(part); });
    case Op::kMatches:
      return a.kind == Kind::kString ? Value::Bool(pattern->Matches(a.text)) : Value::Null();
    case Op::kUpperCase:
      return InCase(LetterCase::kUpper, a, scratch);
    case Op::kLowerCase:
      return InCase(LetterCase::kLower, a, scratch);
    case Op::kStringLength:
      if (a.kind != Kind::kString) return Value::Null();
      return Value::Number(static_cast<double>(CodePoints(a.text)));
    case Op::kNumber:
      return ToNumber(a, b, c);
    case Op::kString:
      return ToText(a, scratch);
    case Op::kAbs:
      return Numeric(a, [](double x) { return std::abs(x); });
    case Op::kFloor:
      return Numeric(a, [](double x) { return std::floor(x); });
    case Op::kCeiling:
      return Numeric(a, [](double x) { return std::ceil(x); });
    case Op::kIsDefined:
      return Value::Bool(a.kind != Kind::kMissing);
    case Op::kItem:
      return WithItem(a, b, scratch);
    case Op::kEndList:
      return Closed(a, scratch);
    case Op::kMove:
      return a;
    case Op::kJump:
    case Op::kJumpIfNot:
    case Op::kEndIfFalse:
    case Op::kEndIfTrue:
      break;
  }
  return Value::Null();
}

Value Evaluate(const Program& program, absl::Span<const Value> fields, Scratch& scratch) {
  scratch.Clear();
  return program.code() == nullptr ? Value::Null() : Run(*program.code(), fields, scratch).Result();
}

std::optional<bool> Truth(const Program& program, absl::Span<const Value> fields) {
  if (program.code() == nullptr) return std::nullopt;
  if (program.code()->makes_text) return TruthWithText(*program.code(), fields);
  Scratch scratch;
  return AsTruth(Run(*program.code(), fields, scratch).Result());
}

bool IsTrue(const Program& program, absl::Span<const Value> fields) {
  return Truth(program, fields) == true;
}

}  // namespace telltale::feel
