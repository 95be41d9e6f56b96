#include "engine/feel/checker.h"

#include <string>
#include <string_view>

namespace telltale::feel {
namespace {

// What an operator takes. All but kAnything want both operands of one type.
enum class Family { kAnything, kEquality, kOrder, kLogic, kArithmetic };

struct OpInfo {
  Op op;
  std::string_view word;
  Family family;
};
constexpr OpInfo kOps[] = {
    {Op::kEqual, "=", Family::kEquality},      {Op::kNotEqual, "!=", Family::kEquality},
    {Op::kLess, "<", Family::kOrder},          {Op::kLessEqual, "<=", Family::kOrder},
    {Op::kGreater, ">", Family::kOrder},       {Op::kGreaterEqual, ">=", Family::kOrder},
    {Op::kAnd, "and", Family::kLogic},         {Op::kOr, "or", Family::kLogic},
    {Op::kNot, "not", Family::kLogic},         {Op::kSame, "in", Family::kAnything},
    {Op::kAdd, "+", Family::kArithmetic},      {Op::kSubtract, "-", Family::kArithmetic},
    {Op::kMultiply, "*", Family::kArithmetic}, {Op::kDivide, "/", Family::kArithmetic},
    {Op::kPower, "**", Family::kArithmetic},
};

const OpInfo& Info(Op op) {
  for (const OpInfo& info : kOps) {
    if (info.op == op) return info;
  }
  return kOps[0];
}

bool Takes(Family family, Type type) {
  switch (family) {
    case Family::kAnything:
    case Family::kEquality:
      return true;
    case Family::kOrder:
      return type != Type::kBool;
    case Family::kLogic:
      return type == Type::kAny || type == Type::kBool;
    case Family::kArithmetic:
      return type == Type::kAny || type == Type::kNumber;
  }
  return true;
}

const char* Wanted(Family family) {
  if (family == Family::kLogic) return "true or false";
  return family == Family::kArithmetic ? "a number" : "a number or a string";
}

class Checker {
 public:
  explicit Checker(CompileError& error) : error_(error) {}

  bool Run(const Node& node, Type& type) {
    switch (node.kind) {
      case Node::Kind::kNumber:
        type = Type::kNumber;
        return true;
      case Node::Kind::kString:
        type = Type::kString;
        return true;
      case Node::Kind::kBool:
        type = Type::kBool;
        return true;
      case Node::Kind::kNull:
      case Node::Kind::kPath:
        type = Type::kAny;
        return true;
      case Node::Kind::kSubject:
        type = subject_;
        return true;
      case Node::Kind::kMatch:
        return Match(node, type);
      case Node::Kind::kOperation:
        return Operation(node, type);
    }
    return true;
  }

 private:
  bool Match(const Node& node, Type& type) {
    const Type outer = subject_;
    Type subject = Type::kAny;
    if (!Run(*node.operands[0], subject)) return false;
    subject_ = subject;
    const bool good = Run(*node.operands[1], type);
    subject_ = outer;
    return good;
  }

  bool Operation(const Node& node, Type& type) {
    const OpInfo& info = Info(node.op);
    Type first = Type::kAny;
    for (const NodePtr& operand : node.operands) {
      Type found = Type::kAny;
      if (!Run(*operand, found)) return false;
      if (!Takes(info.family, found)) return Fail(*operand, info, Wanted(info.family), found);
      if (info.family == Family::kAnything) continue;
      if (first != Type::kAny && found != Type::kAny && found != first) {
        return Fail(*operand, info, TypeName(first), found);
      }
      if (first == Type::kAny) first = found;
    }
    type = info.family == Family::kArithmetic ? Type::kNumber : Type::kBool;
    return true;
  }

  bool Fail(const Node& operand, const OpInfo& info, std::string_view wanted, Type found) {
    error_.column = operand.column;
    error_.message = "expected " + std::string(wanted) + " for '" + std::string(info.word) +
                     "', but this is " + TypeName(found);
    return false;
  }

  CompileError& error_;
  Type subject_ = Type::kAny;  // of the match around the test that is looked at
};

}  // namespace

bool Check(const Node& root, Type& type, CompileError& error) {
  return Checker(error).Run(root, type);
}

const char* TypeName(Type type) {
  switch (type) {
    case Type::kBool:
      return "true or false";
    case Type::kNumber:
      return "a number";
    case Type::kString:
      return "a string";
    case Type::kAny:
      break;
  }
  return "any value";
}

}  // namespace telltale::feel
