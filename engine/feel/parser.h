// Parser: tokens to a tree, by precedence:
//
//   or < and < = != < <= > >= between in < + - < * / < ** < unary - < names, literals, not(), ()
//
// Thread safety: pure function.
#ifndef TELLTALE_ENGINE_FEEL_PARSER_H_
#define TELLTALE_ENGINE_FEEL_PARSER_H_

#include <vector>

#include "engine/feel/ast.h"
#include "engine/feel/lexer.h"

namespace telltale::feel {

// Returns nullptr and fills `error` if the tokens are no expression, or one that is too deep.
NodePtr Parse(const std::vector<Token>& tokens, CompileError& error);

}  // namespace telltale::feel

#endif  // TELLTALE_ENGINE_FEEL_PARSER_H_
