// Checker: finds what can only ever be null, and so must be a mistake.
//
// A path may hold anything, so it never is one; a literal, or the result of an operator, may be.
// `"a" > 5` is refused, `severity > 5` is not.
//
// Thread safety: pure function.
#ifndef TELLTALE_ENGINE_FEEL_CHECKER_H_
#define TELLTALE_ENGINE_FEEL_CHECKER_H_

#include "engine/feel/ast.h"
#include "engine/feel/program.h"

namespace telltale::feel {

enum class Type {
  kAny,  // of a path; also of null, which is a value of every type
  kBool,
  kNumber,
  kString,
};

// Finds out the type that `root` has whenever it is not null. Returns false and fills `error` if an
// operand has a type that its operator does not take.
bool Check(const Node& root, Type& type, CompileError& error);

// `a number`.
const char* TypeName(Type type);

}  // namespace telltale::feel

#endif  // TELLTALE_ENGINE_FEEL_CHECKER_H_
