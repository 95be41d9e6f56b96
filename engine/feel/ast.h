// Ast: an expression as the parser understood it.
//
// Ownership: a node owns its operands. Thread safety: values.
#ifndef TELLTALE_ENGINE_FEEL_AST_H_
#define TELLTALE_ENGINE_FEEL_AST_H_

#include <memory>
#include <string>
#include <vector>

#include "engine/base/path.h"
#include "engine/feel/code.h"

namespace telltale::feel {

struct Node {
  enum class Kind {
    kNumber,
    kString,
    kBool,
    kNull,
    kPath,
    kOperation,  // `op` over one or two operands
    kMatch,      // operands: a subject, and a test of it; `x in (< 5, 9)`, `x between 1 and 2`
    kSubject,    // inside a test: the subject, which is computed once for all tests
    kCall,       // the function `text`, as written but for blanks, of the operands
    kIf,         // operands: condition, then, else
    kList,       // operands: the items
    kRange,      // operands: a test of the subject; only the parser has it, unless it is a mistake
  };

  Kind kind = Kind::kNull;
  double number = 0;     // kNumber
  std::string text;      // kString, kCall
  bool boolean = false;  // kBool
  Path path;             // kPath
  Op op = Op::kEqual;    // kOperation
  std::vector<std::unique_ptr<Node>> operands;
  int column = 1;  // of its operator, its first token, or its only one
};
using NodePtr = std::unique_ptr<Node>;

}  // namespace telltale::feel

#endif  // TELLTALE_ENGINE_FEEL_AST_H_
