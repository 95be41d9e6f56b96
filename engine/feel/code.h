// Code: what a compiled expression is: instructions over registers, constants and slots.
//
// Each instruction writes one register; an operand is a register, a constant or a field of the
// record, so that nothing is loaded or copied before it is used. Jumps only lead forward, so a
// program ends after at most as many steps as it has instructions.
//
//   severity = "CRITICAL" and value > 80
//     r0 = slot 0 `=` constant 0
//     r0 = false, to the end, unless r0 may be true
//     r1 = slot 1 `>` constant 1
//     r0 = r0 `and` r1
//
// Thread safety: immutable after compilation.
#ifndef TELLTALE_ENGINE_FEEL_CODE_H_
#define TELLTALE_ENGINE_FEEL_CODE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "engine/base/value.h"
#include "engine/feel/regex.h"

namespace telltale::feel {

// Results that wait for their use at the same time. Only what is nested to the right needs more
// than one, so kMaxDepth bounds it, and a match needs one more than its test.
inline constexpr int kMaxRegisters = 64;
// At 3 to 5 ns each, functions of long texts apart, an expression costs at most about 5 us.
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
  kSame,  // true if equal, else false and never null: how `in` asks for an item of a list
  kIn,    // the same, or being among the items if the other is a list: how `in` asks for a value

  // Functions, by their names in FEEL (engine/feel/functions.h).
  kContains,
  kStartsWith,
  kEndsWith,
  kMatches,  // of patterns[to]
  kUpperCase,
  kLowerCase,
  kStringLength,
  kNumber,
  kString,
  kAbs,
  kFloor,
  kCeiling,
  kIsDefined,

  // What the compiler needs besides.
  kItem,        // the list `a`, still open, with the item `b`
  kEndList,     // the list `a`, closed
  kMove,        // `a`
  kJump,        // goes on at `to`
  kJumpIfNot,   // goes on at `to` unless `a` is true
  kEndIfFalse,  // if `a` is false, so is the target, and it goes on at `to`
  kEndIfTrue,   // likewise
};

struct Operand {
  enum class Kind : uint8_t { kRegister, kConstant, kSlot };
  Kind kind = Kind::kConstant;
  uint16_t index = 0;
};

struct Instruction {
  Op op = Op::kEqual;
  uint8_t target = 0;               // a register
  uint16_t to = 0;                  // an instruction or a pattern
  std::array<Operand, 3> operands;  // as many as the operation looks at
};

class Code {
 public:
  std::vector<Instruction> instructions;
  std::vector<Value> constants;   // never empty; an operand that nobody looks at is the first
  std::deque<std::string> texts;  // of the constants, which point into it; a deque never moves them
  std::vector<Regex> patterns;
  Operand result;
  bool makes_text = false;  // an instruction needs room for what it makes
};

}  // namespace telltale::feel

#endif  // TELLTALE_ENGINE_FEEL_CODE_H_
