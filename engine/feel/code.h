// Code: what a compiled expression is: instructions over registers, constants and slots.
//
// Each instruction writes one register; an operand is a register, a constant or a field of the
// record, so that nothing is loaded or copied before it is used.
//
//   severity = "CRITICAL" and value > 80
//     r0 = slot 0 `=` constant 0
//     r1 = slot 1 `>` constant 1
//     r0 = r0 `and` r1
//
// Thread safety: immutable after compilation.
#ifndef TELLTALE_ENGINE_FEEL_CODE_H_
#define TELLTALE_ENGINE_FEEL_CODE_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "engine/base/value.h"

namespace telltale::feel {

// Results that wait for their use at the same time. Only what is nested to the right needs more
// than one, so kMaxDepth bounds it, and a match needs one more than its test.
inline constexpr int kMaxRegisters = 64;
// At 3 to 5 ns each an expression costs at most about 5 us.
inline constexpr size_t kMaxInstructions = 1024;

enum class Op : uint8_t {
  kEqual,
  kNotEqual,
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual,
  kAnd,
  kOr,
  kNot,
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kPower,
  kSame,  // true if equal, else false and never null: how `in` asks for a value
};

struct Operand {
  enum class Kind : uint8_t { kRegister, kConstant, kSlot };
  Kind kind = Kind::kConstant;
  uint16_t index = 0;
};

struct Instruction {
  Op op = Op::kEqual;
  uint8_t target = 0;  // a register
  Operand a;
  Operand b;  // kNot does not look at it
};

class Code {
 public:
  std::vector<Instruction> instructions;
  std::vector<Value> constants;
  std::deque<std::string> texts;  // of the constants, which point into it; a deque never moves them
  Operand result;
};

}  // namespace telltale::feel

#endif  // TELLTALE_ENGINE_FEEL_CODE_H_
