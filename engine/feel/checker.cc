#include "engine/feel/checker.h"

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/nearest.h"
#include "engine/feel/functions.h"

namespace telltale::feel {
namespace {

// What an operator takes, and whether it wants all operands to be of one type.
struct OpInfo {
  Op op;
  std::string_view word;
  Types takes;
  bool alike;
};
constexpr Types kOrderedTypes = kNumberType | kStringType;
constexpr OpInfo kOps[] = {
    {Op::kEqual, "=", kScalarTypes, true},    {Op::kNotEqual, "!=", kScalarTypes, true},
    {Op::kLess, "<", kOrderedTypes, true},    {Op::kLessEqual, "<=", kOrderedTypes, true},
    {Op::kGreater, ">", kOrderedTypes, true}, {Op::kGreaterEqual, ">=", kOrderedTypes, true},
    {Op::kAnd, "and", kBoolType, true},       {Op::kOr, "or", kBoolType, true},
    {Op::kNot, "not", kBoolType, true},       {Op::kSame, "in", kAnyType, false},
    {Op::kIn, "in", kAnyType, false},         {Op::kAdd, "+", kOrderedTypes, true},
    {Op::kSubtract, "-", kNumberType, true},  {Op::kMultiply, "*", kNumberType, true},
    {Op::kDivide, "/", kNumberType, true},    {Op::kPower, "**", kNumberType, true},
};

const OpInfo& Info(Op op) {
  for (const OpInfo& info : kOps) {
    if (info.op == op) return info;
  }
  return kOps[0];
}

Types ResultOf(Op op, Types operands) {
  switch (op) {
    case Op::kAdd:
      return operands;
    case Op::kSubtract:
    case Op::kMultiply:
    case Op::kDivide:
    case Op::kPower:
      return kNumberType;
    default:
      return kBoolType;
  }
}

std::string Quoted(std::string_view word) { return "'" + std::string(word) + "'"; }

class Checker {
 public:
  explicit Checker(CompileError& error) : error_(error) {}

  bool Run(const Node& node, Types& types) {
    switch (node.kind) {
      case Node::Kind::kNumber:
        types = kNumberType;
        return true;
      case Node::Kind::kString:
        types = kStringType;
        return true;
      case Node::Kind::kBool:
        types = kBoolType;
        return true;
      case Node::Kind::kNull:
      case Node::Kind::kPath:
        types = kAnyType;
        return true;
      case Node::Kind::kSubject:
        types = subject_;
        return true;
      case Node::Kind::kMatch:
        return Match(node, types);
      case Node::Kind::kOperation:
        return Operation(node, types);
      case Node::Kind::kCall:
        return Call(node, types);
      case Node::Kind::kIf:
        return If(node, types);
      case Node::Kind::kList:
        return List(node, types);
      case Node::Kind::kRange:
        return Fail(node.column, "expected a value, but a range can only stand behind 'in'");
    }
    return true;
  }

 private:
  bool Match(const Node& node, Types& types) {
    const Types outer = subject_;
    Types subject = kAnyType;
    if (!Run(*node.operands[0], subject)) return false;
    subject_ = subject;
    const bool good = Run(*node.operands[1], types);
    subject_ = outer;
    return good;
  }

  bool Operation(const Node& node, Types& types) {
    const OpInfo& info = Info(node.op);
    Types all = info.takes;
    for (const NodePtr& operand : node.operands) {
      Types found = kAnyType;
      if (!Run(*operand, found)) return false;
      if ((found & all) == 0) return Mistaken(*operand, info.word, all, found);
      if (info.alike) all &= found;
    }
    types = ResultOf(node.op, all);
    return true;
  }

  bool If(const Node& node, Types& types) {
    Types condition = kAnyType;
    Types then = kAnyType;
    Types otherwise = kAnyType;
    if (!Run(*node.operands[0], condition)) return false;
    if ((condition & kBoolType) == 0) {
      return Mistaken(*node.operands[0], "if", kBoolType, condition);
    }
    if (!Run(*node.operands[1], then) || !Run(*node.operands[2], otherwise)) return false;
    types = then | otherwise;
    return true;
  }

  bool List(const Node& node, Types& types) {
    for (const NodePtr& item : node.operands) {
      if (!Run(*item, types)) return false;
    }
    types = kListType;
    return true;
  }

  bool Call(const Node& node, Types& types) {
    const Function* function = FindFunction(node.text);
    if (function == nullptr) return Unknown(node);
    const size_t given = node.operands.size();
    if (given < function->required || given > function->most()) {
      return Fail(node.column, "expected " + function->Signature() +
                                   ", but the number of arguments is " + std::to_string(given));
    }
    for (size_t i = 0; i < given; ++i) {
      if (!Argument(*node.operands[i], function->parameters[i], function->name)) return false;
    }
    types = function->result;
    return true;
  }

  bool Argument(const Node& node, const Parameter& parameter, std::string_view function) {
    if (parameter.takes == Parameter::Takes::kPath && node.kind != Node::Kind::kPath) {
      return Fail(node.column, "expected the path of a field for " + Quoted(function) +
                                   ", but this is something else");
    }
    Types found = kAnyType;
    if (!Run(node, found)) return false;
    return (found & parameter.types) != 0 || Mistaken(node, function, parameter.types, found);
  }

  bool Unknown(const Node& node) {
    std::vector<std::string> names;
    for (const Function& function : FunctionTable()) names.emplace_back(function.name);
    const std::string nearest = Nearest(node.text, names);
    if (!nearest.empty()) {
      error_.remedy = "did you mean " + Quoted(nearest) + "?";
    } else {
      error_.remedy = "functions are ";
      for (const std::string& name : names)
        error_.remedy += (&name == &names[0] ? "" : ", ") + name;
    }
    return Fail(node.column, "expected a function, but there is none named " + Quoted(node.text));
  }

  bool Mistaken(const Node& operand, std::string_view word, Types wanted, Types found) {
    if (wanted == kNumberType && found == kStringType) error_.remedy = "number(...) makes it one";
    if (wanted == kStringType && found == kNumberType) error_.remedy = "string(...) makes it one";
    return Fail(operand.column, "expected " + TypeName(wanted) + " for " + Quoted(word) +
                                    ", but this is " + TypeName(found));
  }

  bool Fail(int column, std::string message) {
    error_.column = column;
    error_.message = std::move(message);
    return false;
  }

  CompileError& error_;
  Types subject_ = kAnyType;  // of the match around the test that is looked at
};

}  // namespace

bool Check(const Node& root, Types& types, CompileError& error) {
  return Checker(error).Run(root, types);
}

}  // namespace telltale::feel
