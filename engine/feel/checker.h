// Checker: finds what can only ever be null, and so must be a mistake.
//
// A path may hold anything, so it never is one; a literal, or the result of an operator or a
// function, may be. `"a" > 5` is refused, `severity > 5` is not.
//
// Thread safety: pure function.
#ifndef TELLTALE_ENGINE_FEEL_CHECKER_H_
#define TELLTALE_ENGINE_FEEL_CHECKER_H_

#include "engine/feel/ast.h"
#include "engine/feel/program.h"
#include "engine/feel/types.h"

namespace telltale::feel {

// Finds out the types that `root` can have when it is not null. Returns false and fills `error` if
// an operand can only have a type that its operator does not take, or a function is called that
// there is not, or with too few or too many arguments.
bool Check(const Node& root, Types& types, CompileError& error);

}  // namespace telltale::feel

#endif  // TELLTALE_ENGINE_FEEL_CHECKER_H_
