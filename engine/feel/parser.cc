#include "engine/feel/parser.h"

#include <array>
#include <optional>
#include <utility>

namespace telltale::feel {
namespace {

struct Binary {
  std::string_view word;
  int level;
  Op op;
};
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

NodePtr Operation(Op op, std::vector<NodePtr> operands, int column) {
  return std::make_shared<Node>(Node{
      .kind = Node::Kind::kOperation, .op = op, .operands = std::move(operands), .column = column});
}

class Parser {
 public:
  Parser(const std::vector<Token>& tokens, CompileError& error) : tokens_(tokens), error_(error) {}

  NodePtr Run() {
    NodePtr node = Expression(1);
    if (node == nullptr) return nullptr;
    if (Now().kind != Token::Kind::kEnd) return Fail("expected the end of the expression");
    return node;
  }

 private:
  const Token& Now() const { return tokens_[at_]; }
  bool Take(std::string_view word) {
    if (!Now().Is(word)) return false;
    ++at_;
    return true;
  }
  NodePtr Fail(std::string expected) {
    const Token& found = Now();
    error_.column = found.column;
    error_.message = std::move(expected);
    error_.message += found.kind == Token::Kind::kEnd ? std::string(", but it ends here")
                                                      : ", but found '" + found.text + "'";
    return nullptr;
  }

  // An expression of operators that bind at least as strongly as `level`.
  NodePtr Expression(int level) {
    if (++depth_ > kMaxDepth) return Fail("expected an expression nested less deeply");
    NodePtr left = level < kUnary ? Operators(level) : Unary();
    --depth_;
    return left;
  }

  NodePtr Operators(int level) {
    NodePtr left = Unary();
    while (left != nullptr) {
      if (level <= kComparison && Now().Is("between")) {
        left = Between(left);
      } else if (level <= kComparison && Now().Is("in")) {
        left = In(left);
      } else {
        const Binary* binary = FindBinary(level);
        if (binary == nullptr) return left;
        const int column = Now().column;
        ++at_;
        NodePtr right = Expression(binary->level + 1);
        if (right == nullptr) return nullptr;
        left = Operation(binary->op, {left, right}, column);
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
    const int column = Now().column;
    ++at_;
    NodePtr low = Expression(kComparison + 1);
    if (low == nullptr) return nullptr;
    if (!Take("and")) return Fail("expected 'and' between the two bounds");
    NodePtr high = Expression(kComparison + 1);
    if (high == nullptr) return nullptr;
    return Within(value, {Op::kGreaterEqual, low}, {Op::kLessEqual, high}, column);
  }

  using Bound = std::pair<Op, NodePtr>;
  static NodePtr Within(const NodePtr& value, const Bound& low, const Bound& high, int column) {
    return Operation(Op::kAnd,
                     {Operation(low.first, {value, low.second}, column),
                      Operation(high.first, {value, high.second}, column)},
                     column);
  }

  // `value in (test, test)`, `value in [1..5]`, `value in ["A", "B"]`: true if any test is true.
  NodePtr In(const NodePtr& value) {
    const int column = Now().column;
    ++at_;
    if (Now().Is("(") && !IsRange()) {
      ++at_;
      return AnyOf(value, ")", column);
    }
    return Test(value);
  }

  NodePtr AnyOf(const NodePtr& value, std::string_view end, int column) {
    NodePtr any;
    do {
      NodePtr test = Test(value);
      if (test == nullptr) return nullptr;
      any = any == nullptr ? test : Operation(Op::kOr, {any, test}, column);
    } while (Take(","));
    if (!Take(end)) return Fail("expected ',' or '" + std::string(end) + "'");
    return any;
  }

  // One test of a value; never null.
  NodePtr Test(const NodePtr& value) {
    const int column = Now().column;
    NodePtr test;
    const Binary* binary = FindBinary(kComparison);
    if (binary != nullptr && binary->level == kComparison) {
      ++at_;
      NodePtr operand = Expression(kComparison + 1);
      if (operand != nullptr) test = Operation(binary->op, {value, operand}, column);
    } else if (IsRange()) {
      test = Range(value, column);
    } else if (Take("[")) {
      return AnyOf(value, "]", column);
    } else {
      NodePtr operand = Expression(kComparison + 1);
      if (operand != nullptr) test = Operation(Op::kEqual, {value, operand}, column);
    }
    return test == nullptr ? nullptr : Operation(Op::kIsTrue, {test}, column);
  }

  // A bracket opens here, and `..` comes before it closes.
  bool IsRange() const {
    if (!Now().Is("[") && !Now().Is("(") && !Now().Is("]")) return false;
    int depth = 0;
    for (size_t i = at_ + 1; i < tokens_.size(); ++i) {
      const Token& token = tokens_[i];
      const bool closes = token.Is(")") || token.Is("]");
      if (depth == 0 && (token.Is("..") || token.Is(",") || closes)) return token.Is("..");
      if (token.Is("(") || token.Is("[")) ++depth;
      if (closes) --depth;
    }
    return false;
  }

  NodePtr Range(const NodePtr& value, int column) {
    const bool from_included = Now().Is("[");
    ++at_;
    NodePtr low = Expression(kComparison + 1);
    if (low == nullptr) return nullptr;
    if (!Take("..")) return Fail("expected '..' between the two ends of the range");
    NodePtr high = Expression(kComparison + 1);
    if (high == nullptr) return nullptr;
    const bool to_included = Now().Is("]");
    if (!Take("]") && !Take(")") && !Take("[")) return Fail("expected ']' or ')'");
    return Within(value, {from_included ? Op::kGreaterEqual : Op::kGreater, low},
                  {to_included ? Op::kLessEqual : Op::kLess, high}, column);
  }

  NodePtr Unary() {
    const int column = Now().column;
    if (!Take("-")) return Primary();
    NodePtr operand = Expression(kUnary);
    if (operand == nullptr) return nullptr;
    return Operation(Op::kSubtract, {Constant(Node{.kind = Node::Kind::kNumber}), operand}, column);
  }

  static NodePtr Constant(Node node) { return std::make_shared<Node>(std::move(node)); }

  NodePtr Primary() {
    const Token& token = Now();
    switch (token.kind) {
      case Token::Kind::kNumber:
        ++at_;
        return Constant({.kind = Node::Kind::kNumber, .number = token.number,
                         .column = token.column});
      case Token::Kind::kString:
        ++at_;
        return Constant({.kind = Node::Kind::kText, .text = token.text, .column = token.column});
      case Token::Kind::kName:
        return Field();
      case Token::Kind::kWord:
        return Word();
      case Token::Kind::kEnd:
        break;
    }
    return Fail("expected a value");
  }

  NodePtr Word() {
    const int column = Now().column;
    if (Take("true")) return Constant({.kind = Node::Kind::kBool, .boolean = true});
    if (Take("false")) return Constant({.kind = Node::Kind::kBool});
    if (Take("null")) return Constant({.kind = Node::Kind::kNull});
    const bool negated = Take("not");
    if (!Take("(")) return Fail(negated ? "expected '(' behind 'not'" : "expected a value");
    NodePtr inner = Expression(1);
    if (inner == nullptr) return nullptr;
    if (!Take(")")) return Fail("expected ')'");
    return negated ? Operation(Op::kNot, {inner}, column) : inner;
  }

  NodePtr Field() {
    Node node{.kind = Node::Kind::kPath, .column = Now().column};
    do {
      if (Now().kind != Token::Kind::kName) return Fail("expected a name behind '.'");
      node.path.segments.push_back(Now().text);
      ++at_;
    } while (Take("."));
    if (Now().Is("(")) return Fail("expected an operator, for there are no functions yet");
    return Constant(std::move(node));
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
