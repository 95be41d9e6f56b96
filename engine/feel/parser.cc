#include "engine/feel/parser.h"

#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace telltale::feel {
namespace {

struct Binary {
  std::string_view word;
  int level;
  Op op;
};
constexpr int kLowest = 1;
constexpr int kComparison = 3;
constexpr int kUnary = 7;
constexpr std::array<Binary, 13> kBinaries = {{{"or", 1, Op::kOr},
                                               {"and", 2, Op::kAnd},
                                               {"=", kComparison, Op::kEqual},
                                               {"!=", kComparison, Op::kNotEqual},
                                               {"<=", kComparison, Op::kLessEqual},
                                               {"<", kComparison, Op::kLess},
                                               {">=", kComparison, Op::kGreaterEqual},
                                               {">", kComparison, Op::kGreater},
                                               {"+", 4, Op::kAdd},
                                               {"-", 4, Op::kSubtract},
                                               {"*", 5, Op::kMultiply},
                                               {"/", 5, Op::kDivide},
                                               {"**", 6, Op::kPower}}};

NodePtr Leaf(Node node) { return std::make_unique<Node>(std::move(node)); }

NodePtr Branch(Node node, NodePtr a, NodePtr b) {
  node.operands.push_back(std::move(a));
  if (b != nullptr) node.operands.push_back(std::move(b));
  return Leaf(std::move(node));
}
NodePtr Operation(Op op, int column, NodePtr a, NodePtr b = nullptr) {
  return Branch({.kind = Node::Kind::kOperation, .op = op, .column = column}, std::move(a),
                std::move(b));
}
NodePtr Match(int column, NodePtr subject, NodePtr test) {
  return Branch({.kind = Node::Kind::kMatch, .column = column}, std::move(subject),
                std::move(test));
}
// Applies `op` to the subject of the test that it stands in.
NodePtr OfSubject(Op op, int column, NodePtr operand) {
  return Operation(op, column, Leaf({.kind = Node::Kind::kSubject, .column = column}),
                   std::move(operand));
}

std::string Spelled(const Token& token) {
  return token.kind == Token::Kind::kString ? "\"" + token.text + "\"" : "'" + token.text + "'";
}

class Parser {
 public:
  Parser(const std::vector<Token>& tokens, CompileError& error) : tokens_(tokens), error_(error) {}

  NodePtr Run() {
    if (Now().Is("=")) error_.remedy = "leave out the `=`: here stands an expression anyway";
    NodePtr node = Expression(kLowest);
    if (node == nullptr) return nullptr;
    if (Now().kind == Token::Kind::kEnd) return node;
    if (Now().kind == Token::Kind::kName) {
      error_.remedy = "a name with blanks is written in back quotes: `oil pressure`";
    } else if (Now().Is(",")) {
      error_.remedy = "decimals are written with a dot: 12.5";
    }
    return Fail("expected an operator or the end of the expression");
  }

 private:
  const Token& Now() const { return tokens_[at_]; }
  bool Take(std::string_view word) {
    if (!Now().Is(word)) return false;
    ++at_;
    return true;
  }
  // Steps over the token and returns its column.
  int Step() { return tokens_[at_++].column; }

  NodePtr Fail(std::string expected) {
    const Token& found = Now();
    error_.column = found.column;
    error_.message = std::move(expected);
    error_.message += found.kind == Token::Kind::kEnd ? std::string(", but it ends here")
                                                      : ", but found " + Spelled(found);
    return nullptr;
  }

  // An expression of operators that bind at least as strongly as `level`.
  NodePtr Expression(int level) {
    if (depth_ == kMaxDepth) {
      return Fail("expected at most " + std::to_string(kMaxDepth) + " levels of nesting");
    }
    ++depth_;
    NodePtr node = level < kUnary ? Operators(level) : Unary();
    --depth_;
    return node;
  }
  // An operand of a comparison: comparisons do not nest without brackets.
  NodePtr Sum() { return Expression(kComparison + 1); }

  NodePtr Operators(int level) {
    NodePtr left = Unary();
    while (left != nullptr) {
      if (level <= kComparison && Now().Is("between")) {
        left = Between(std::move(left));
      } else if (level <= kComparison && Now().Is("in")) {
        left = In(std::move(left));
      } else {
        const Binary* binary = FindBinary(level);
        if (binary == nullptr) return left;
        const int column = Step();
        if (Now().Is("=")) error_.remedy = "one `=` compares";
        NodePtr right = Expression(binary->level + 1);
        if (right == nullptr) return nullptr;
        left = Operation(binary->op, column, std::move(left), std::move(right));
      }
    }
    return nullptr;
  }

  const Binary* FindBinary(int level) const {
    for (const Binary& binary : kBinaries) {
      if (binary.level >= level && Now().Is(binary.word)) return &binary;
    }
    return nullptr;
  }

  NodePtr Between(NodePtr value) {
    const int column = Step();
    NodePtr low = Sum();
    if (low == nullptr) return nullptr;
    if (!Take("and")) return Fail("expected 'and' between the two bounds");
    NodePtr high = Sum();
    if (high == nullptr) return nullptr;
    return Match(
        column, std::move(value),
        Within(column, {Op::kGreaterEqual, std::move(low)}, {Op::kLessEqual, std::move(high)}));
  }

  using Bound = std::pair<Op, NodePtr>;
  static NodePtr Within(int column, Bound low, Bound high) {
    return Operation(Op::kAnd, column, OfSubject(low.first, column, std::move(low.second)),
                     OfSubject(high.first, column, std::move(high.second)));
  }

  NodePtr In(NodePtr value) {
    const int column = Step();
    NodePtr test = Now().Is("(") ? Tests() : Test();
    return test == nullptr ? nullptr : Match(column, std::move(value), std::move(test));
  }

  // Tests in brackets, or a range that leaves its lower end out.
  NodePtr Tests() {
    const int column = Step();
    NodePtr any;
    do {
      const bool compares = IsComparison();
      NodePtr test = compares ? Test() : Sum();
      if (test == nullptr) return nullptr;
      if (!compares && any == nullptr && Now().Is("..")) {
        NodePtr range = Range(column, Op::kGreater, std::move(test));
        return range == nullptr ? nullptr : AsTest(std::move(range));
      }
      any = Either(std::move(any), compares ? std::move(test) : AsTest(std::move(test)));
    } while (Take(","));
    if (!Take(")")) return Fail("expected ',' or ')'");
    return any;
  }

  static NodePtr Either(NodePtr any, NodePtr test) {
    if (any == nullptr) return test;
    const int column = test->column;
    return Operation(Op::kOr, column, std::move(any), std::move(test));
  }

  bool IsComparison() const {
    const Binary* binary = FindBinary(kComparison);
    return binary != nullptr && binary->level == kComparison;
  }

  // One test of a subject: `< 5`, `[1..5]`, `["A", "B"]` or `"A"`.
  NodePtr Test() {
    const Op op = IsComparison() ? FindBinary(kComparison)->op : Op::kIn;
    const int column = op == Op::kIn ? 0 : Step();
    NodePtr operand = Sum();
    if (operand == nullptr) return nullptr;
    return op == Op::kIn ? AsTest(std::move(operand)) : OfSubject(op, column, std::move(operand));
  }

  // A list is one of its items, a range what lies in it. To be one of some values is never unknown:
  // another kind of value is another value.
  static NodePtr AsTest(NodePtr value) {
    if (value->kind != Node::Kind::kList) return AsTest(Op::kIn, std::move(value));
    NodePtr any;
    for (NodePtr& item : value->operands)
      any = Either(std::move(any), AsTest(Op::kSame, std::move(item)));
    if (any != nullptr) return any;
    return Leaf({.kind = Node::Kind::kBool, .column = value->column});  // nothing is in it
  }
  static NodePtr AsTest(Op op, NodePtr value) {
    if (value->kind == Node::Kind::kRange) return std::move(value->operands[0]);
    const int column = value->column;
    return OfSubject(op, column, std::move(value));
  }

  // What is left of a range behind its lower end: `..5]`, `..5)`, and FEEL's other spelling of the
  // latter, `..5[`.
  NodePtr Range(int column, Op above, NodePtr low) {
    if (!Take("..")) return Fail("expected '..' between the two ends of the range");
    NodePtr high = Sum();
    if (high == nullptr) return nullptr;
    const Op below = Now().Is("]") ? Op::kLessEqual : Op::kLess;
    if (!Take("]") && !Take(")") && !Take("[")) return Fail("expected ']' or ')'");
    return Branch({.kind = Node::Kind::kRange, .column = column},
                  Within(column, {above, std::move(low)}, {below, std::move(high)}), nullptr);
  }

  NodePtr Unary() {
    if (!Now().Is("-")) return Primary();
    const int column = Step();
    NodePtr operand = Expression(kUnary);
    if (operand == nullptr) return nullptr;
    return Operation(Op::kSubtract, column, Leaf({.kind = Node::Kind::kNumber, .column = column}),
                     std::move(operand));
  }

  NodePtr Primary() {
    const Token& token = Now();
    Node node{.column = token.column};
    switch (token.kind) {
      case Token::Kind::kNumber:
        node.kind = Node::Kind::kNumber;
        node.number = token.number;
        break;
      case Token::Kind::kString:
        node.kind = Node::Kind::kString;
        node.text = token.text;
        break;
      case Token::Kind::kName:
        return IsCall() ? Call() : Field();
      case Token::Kind::kWord:
        return Word();
      case Token::Kind::kEnd:
        return Fail("expected a value");
    }
    ++at_;
    return Leaf(std::move(node));
  }

  NodePtr Word() {
    const int column = Now().column;
    if (Now().Is("true") || Now().Is("false")) {
      const bool value = tokens_[at_++].Is("true");
      return Leaf({.kind = Node::Kind::kBool, .boolean = value, .column = column});
    }
    if (Take("null")) return Leaf({.kind = Node::Kind::kNull, .column = column});
    if (Take("if")) return If(column);
    if (Take("[")) return List(column);
    if (Take("(")) return Brackets(column);
    if (Take("]")) {
      NodePtr low = Sum();
      return low == nullptr ? nullptr : Range(column, Op::kGreater, std::move(low));
    }
    if (!Take("not")) return Fail("expected a value");
    if (!Take("(")) return Fail("expected '(' behind 'not'");
    NodePtr inner = Expression(kLowest);
    if (inner == nullptr) return nullptr;
    if (!Take(")")) return Fail("expected ')'");
    return Operation(Op::kNot, column, std::move(inner));
  }

  // Behind `(`: an expression, or a range.
  NodePtr Brackets(int column) {
    NodePtr inner = Expression(kLowest);
    if (inner == nullptr) return nullptr;
    if (Now().Is("..")) return Range(column, Op::kGreater, std::move(inner));
    if (!Take(")")) return Fail("expected ')'");
    return inner;
  }

  // Behind `[`: a list, or a range.
  NodePtr List(int column) {
    Node list{.kind = Node::Kind::kList, .column = column};
    if (Take("]")) return Leaf(std::move(list));
    NodePtr first = Expression(kLowest);
    if (first == nullptr) return nullptr;
    if (Now().Is("..")) return Range(column, Op::kGreaterEqual, std::move(first));
    list.operands.push_back(std::move(first));
    if (Take(",")) return Values(std::move(list), "]");
    if (!Take("]")) return Fail("expected ',' or ']'");
    return Leaf(std::move(list));
  }

  NodePtr If(int column) {
    Node node{.kind = Node::Kind::kIf, .column = column};
    for (const std::string_view next : {"then", "else", ""}) {
      NodePtr part = Expression(kLowest);
      if (part == nullptr) return nullptr;
      node.operands.push_back(std::move(part));
      if (!next.empty() && !Take(next)) return Fail("expected '" + std::string(next) + "'");
    }
    return Leaf(std::move(node));
  }

  // Words up to a bracket are the name of a function: `starts with(`.
  bool IsCall() const {
    size_t at = at_;
    while (tokens_[at].kind == Token::Kind::kName && !tokens_[at].quoted) ++at;
    return at > at_ && tokens_[at].Is("(");
  }

  NodePtr Call() {
    Node node{.kind = Node::Kind::kCall, .text = Now().text, .column = Now().column};
    for (++at_; !Take("("); ++at_) node.text += " " + Now().text;
    return Take(")") ? Leaf(std::move(node)) : Values(std::move(node), ")");
  }

  // Adds operands to `node`: values separated by commas, up to `end`.
  NodePtr Values(Node node, std::string_view end) {
    do {
      NodePtr value = Expression(kLowest);
      if (value == nullptr) return nullptr;
      node.operands.push_back(std::move(value));
    } while (Take(","));
    if (!Take(end)) return Fail("expected ',' or '" + std::string(end) + "'");
    return Leaf(std::move(node));
  }

  NodePtr Field() {
    Node node{.kind = Node::Kind::kPath, .column = Now().column};
    do {
      if (Now().kind != Token::Kind::kName) return Fail("expected a name behind '.'");
      node.path.segments.push_back(Now().text);
      ++at_;
    } while (Take("."));
    return Leaf(std::move(node));
  }

  const std::vector<Token>& tokens_;
  CompileError& error_;
  size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace

NodePtr Parse(const std::vector<Token>& tokens, CompileError& error) {
  return Parser(tokens, error).Run();
}

}  // namespace telltale::feel
