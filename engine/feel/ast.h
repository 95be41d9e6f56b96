// Ast: an expression as the parser understood it. Thread safety: values, owned by their parents.
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
    kText,
    kBool,
    kNull,
    kPath,
    kOperation,  // op over one or two operands
  };

  Kind kind = Kind::kNull;
  double number = 0;
  std::string text;
  bool boolean = false;
  Path path;
  Op op = Op::kEqual;
  std::vector<std::shared_ptr<const Node>> operands;
  int column = 1;
};
using NodePtr = std::shared_ptr<const Node>;  // shared: `x in (1, 2)` uses x in each test

}  // namespace telltale::feel

#endif  // TELLTALE_ENGINE_FEEL_AST_H_
