// Program: a FEEL expression, compiled once, evaluated for every record without allocation.
//
//   SlotTable slots;
//   Program bad;
//   if (!CompileCondition("severity = \"CRITICAL\" and value > 80", slots, bad, error)) ...
//   if (IsTrue(bad, fields)) ...   // fields: one Value per slot, filled by a decoder
//
//   char space[kScratchBytes];
//   Scratch scratch{absl::Span<char>(space)};
//   AppendJson(Evaluate(value, fields, scratch), json);   // engine/feel/lists.h
//
// The language is a subset of FEEL (OMG DMN 1.3, chapter 10), the expression language of Camunda 8:
// literals, paths, comparison, `and or not()`, `in`, `between`, arithmetic, `if then else`, and the
// functions of engine/feel/functions.h. Its logic has three values, and only true is true:
//
//   - `=` and `!=` with null are true or false; of different kinds they are null;
//   - `<` and its like of different kinds, or with null, are null;
//   - `and`, `or` and not() take what is no boolean as null;
//   - `in` is true if a test is; else null if a range or a comparison was null; else false;
//   - arithmetic on what is no number, and what is not finite, is null; but `+` joins strings;
//   - `if` takes what is not true as false.
//
// A list or an object of the record compares with nothing but null; `x in tags` looks into a list.
// docs/reference/feel.md says it to users.
//
// Thread safety: a Program is immutable; any number of threads may evaluate it.
// Errors: a broken expression is a CompileError with its column; evaluation has none, only null.
#ifndef TELLTALE_ENGINE_FEEL_PROGRAM_H_
#define TELLTALE_ENGINE_FEEL_PROGRAM_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/types/span.h"
#include "engine/base/path.h"
#include "engine/base/value.h"
#include "engine/feel/scratch.h"

namespace telltale::feel {

inline constexpr size_t kMaxSourceBytes = 4096;
// Brackets, signs and right operands inside each other.
inline constexpr int kMaxDepth = 32;

// What is wrong with an expression, for a person who reads its source line.
struct CompileError {
  int column = 1;       // 1-based, in characters of the expression
  std::string message;  // "expected ..., but ..."
  std::string remedy;   // what to do; may be empty
};

class Code;  // the register program; engine/feel/code.h

class Program {
 public:
  Program() = default;  // the literal null; assigned over by Compile
  explicit Program(std::shared_ptr<const Code> code) : code_(std::move(code)) {}
  const Code* code() const { return code_.get(); }

 private:
  std::shared_ptr<const Code> code_;
};

// Compiles `source`; the paths it reads are added to `slots`. On an error returns false and fills
// `error`, also if an operand can be seen to have the wrong type: `"a" > 5`.
bool Compile(std::string_view source, SlotTable& slots, Program& program, CompileError& error);

// The same, for an expression whose truth is asked: one that can only be a number or a string is an
// error too.
bool CompileCondition(std::string_view source, SlotTable& slots, Program& program,
                      CompileError& error);

// Evaluates over one record. Text of the result points into `fields`, the program or the scratch,
// which is cleared before; text for which it has no room is null.
//
// REQUIRES: `fields` has a Value for every slot that existed when the program was compiled.
Value Evaluate(const Program& program, absl::Span<const Value> fields, Scratch& scratch);

// The value if it is a boolean; nullopt for null and anything else.
std::optional<bool> Truth(const Program& program, absl::Span<const Value> fields);

// True if the value is the boolean true; null and anything that is no boolean is not.
bool IsTrue(const Program& program, absl::Span<const Value> fields);

}  // namespace telltale::feel

#endif  // TELLTALE_ENGINE_FEEL_PROGRAM_H_
