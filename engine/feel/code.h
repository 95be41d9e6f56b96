// Code: what a compiled expression is: instructions over registers, constants and slots.
//
// Each instruction writes one register; an operand is a register, a constant or a field of the
// record, so that nothing is loaded or copied before it is used.
//
// Thread safety: immutable after compilation.
#ifndef TELLTALE_ENGINE_FEEL_CODE_H_
#define TELLTALE_ENGINE_FEEL_CODE_H_

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "engine/base/value.h"

namespace telltale::feel {

// Bounds of an expression, so that evaluating one costs no more than a known time.
inline constexpr int kMaxDepth = 32;             // of nesting; also the number of registers
inline constexpr size_t kMaxSourceBytes = 4096;
inline constexpr size_t kMaxInstructions = 1024;

enum class Op : uint8_t {
  kEqual, kNotEqual, kLess, kLessEqual, kGreater, kGreaterEqual,
  kAnd, kOr, kNot,
  kAdd, kSubtract, kMultiply, kDivide, kPower,
  kIsTrue,  // true if the operand is true, else false: what `in` makes of a test
};

struct Operand {
  enum class Kind : uint8_t { kRegister, kConstant, kSlot };
  Kind kind = Kind::kConstant;
  uint16_t index = 0;
};

struct Instruction {
  Op op;
  uint8_t target = 0;  // a register
  Operand a, b;        // b is unused by kNot and kIsTrue
};

class Code {
 public:
  std::vector<Instruction> instructions;
  std::vector<Value> constants;
  std::deque<std::string> texts;  // of constants; never moves
  Operand result;
};

// What one operation makes of its operands. FEEL's three-valued logic: what cannot be said is null.
Value Apply(Op op, const Value& a, const Value& b);

}  // namespace telltale::feel

#endif  // TELLTALE_ENGINE_FEEL_CODE_H_
