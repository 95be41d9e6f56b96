// Evaluator: what one operation makes of its operands.
//
// FEEL's three-valued logic (OMG DMN 1.3, 10.3.2.8 to 10.3.2.13): what cannot be said is null, and
// an operand of a kind that the operation does not take is as good as null.
//
// Thread safety: pure function.
#ifndef TELLTALE_ENGINE_FEEL_EVALUATOR_H_
#define TELLTALE_ENGINE_FEEL_EVALUATOR_H_

#include "engine/base/value.h"
#include "engine/feel/code.h"
#include "engine/feel/scratch.h"

namespace telltale::feel {

// Operands are looked at as far as the operation has them; `pattern` only by kMatches.
//
// REQUIRES: `op` is no jump.
Value Apply(Op op, const Value& a, const Value& b, const Value& c, const Regex* pattern,
            Scratch& scratch);

// True if Apply(op, ...) may need room for a text.
bool MakesText(Op op);

}  // namespace telltale::feel

#endif  // TELLTALE_ENGINE_FEEL_EVALUATOR_H_
