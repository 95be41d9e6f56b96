// Parser: tokens to a tree, by precedence (Pratt):
//
//   or < and < = != < <= > >= between in < + - < * / < ** < unary - < names, literals, calls, ()
//
// What follows `else` reaches as far as it can. A function's name may have several words; which
// functions there are is not known here, so that others than FEEL's can be given a meaning.
//
// Operators of one level group to the left, `**` too, and unary minus binds tighter than `**`: so
// says FEEL, and -2 ** 2 is 4.
//
// Thread safety: pure function.
#ifndef TELLTALE_ENGINE_FEEL_PARSER_H_
#define TELLTALE_ENGINE_FEEL_PARSER_H_

#include <vector>

#include "engine/feel/ast.h"
#include "engine/feel/lexer.h"

namespace telltale::feel {

// Returns nullptr and fills `error` if the tokens are no expression, or one deeper than kMaxDepth.
//
// REQUIRES: the last token is kEnd.
NodePtr Parse(const std::vector<Token>& tokens, CompileError& error);

}  // namespace telltale::feel

#endif  // TELLTALE_ENGINE_FEEL_PARSER_H_
