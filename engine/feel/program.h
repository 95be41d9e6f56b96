// Program: a FEEL expression, compiled once, evaluated for every record without allocation.
//
//   SlotTable slots;
//   ASSIGN_OR_RETURN(Program bad, Compile("severity = \"CRITICAL\" and value > 80", slots));
//   if (IsTrue(bad, fields)) ...   // fields: one Value per slot, filled by a decoder
//
// The language is a subset of FEEL (OMG DMN 1.3, chapter 10), the expression language of Camunda 8,
// with its three-valued logic: only true is true.
//
// Thread safety: a Program is immutable; any number of threads may evaluate it.
// Errors: a broken program is a Status with its column; an evaluation error is the value null.
#ifndef TELLTALE_ENGINE_FEEL_PROGRAM_H_
#define TELLTALE_ENGINE_FEEL_PROGRAM_H_

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/base/path.h"
#include "engine/base/value.h"

namespace telltale::feel {

// What is wrong with an expression, for a person who reads its source line.
struct CompileError {
  int column = 1;       // 1-based, in characters of the expression
  std::string message;  // "expected ..., but ..."
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
// `error`.
bool Compile(std::string_view source, SlotTable& slots, Program& program, CompileError& error);

// Evaluates over one record. Text of the result points into `fields` or into the program.
//
// REQUIRES: `fields` has a Value for every slot that existed when the program was compiled.
Value Evaluate(const Program& program, absl::Span<const Value> fields);

// True if the value is the boolean true; null and anything that is no boolean is not.
bool IsTrue(const Program& program, absl::Span<const Value> fields);

}  // namespace telltale::feel

#endif  // TELLTALE_ENGINE_FEEL_PROGRAM_H_
