// Evaluator: what one operation makes of its operands.
//
// FEEL's three-valued logic (OMG DMN 1.3, 10.3.2.8 to 10.3.2.13): what cannot be said is null, and
// an operand of a kind that the operator does not take is as good as null.
//
// Thread safety: pure function.
#ifndef TELLTALE_ENGINE_FEEL_EVALUATOR_H_
#define TELLTALE_ENGINE_FEEL_EVALUATOR_H_

#include "engine/base/value.h"
#include "engine/feel/code.h"

namespace telltale::feel {

// kNot does not look at `b`.
Value Apply(Op op, const Value& a, const Value& b);

}  // namespace telltale::feel

#endif  // TELLTALE_ENGINE_FEEL_EVALUATOR_H_
