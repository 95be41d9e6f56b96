#include "engine/rules/compile_condition.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/base/nearest.h"
#include "engine/base/strings.h"
#include "engine/feel/checker.h"
#include "engine/feel/lexer.h"
#include "engine/feel/parser.h"
#include "engine/feel/types.h"

namespace telltale {
namespace {

using feel::CompileError;
using feel::Node;
using feel::Token;
using Op = Condition::Op;
using Tokens = std::vector<Token>;

constexpr std::pair<std::string_view, Aggregate::Kind> kAggregates[] = {
    {"count", Aggregate::Kind::kCountValues}, {"sum", Aggregate::Kind::kSum},
    {"mean", Aggregate::Kind::kMean},         {"min", Aggregate::Kind::kMin},
    {"max", Aggregate::Kind::kMax},           {"stddev", Aggregate::Kind::kStddev}};

// What other languages call them.
constexpr std::pair<std::string_view, std::string_view> kOtherNames[] = {
    {"avg", "mean"},  {"average", "mean"}, {"std", "stddev"},
    {"sd", "stddev"}, {"minimum", "min"},  {"maximum", "max"}};
// Words that may stand before a bracket.
constexpr std::string_view kBeforeBrackets[] = {"not", "and",  "or",   "in",
                                                "if",  "then", "else", "between"};

// The aggregate that is meant; empty: nobody knows.
std::string_view MeantBy(std::string_view word, const std::vector<std::string>& known) {
  for (const auto& [other, name] : kOtherNames) {
    if (word == other) return name;
  }
  const std::string nearest = Nearest(word, known);
  const auto found = std::find(known.begin(), known.end(), nearest);
  return found == known.end() ? std::string_view() : *found;
}

// The names that stand for aggregates in what is left: as they were written, `mean(value)`.
using Names = std::vector<std::pair<std::string, uint8_t>>;

// Cuts the aggregates out of the tokens, and leaves a name for each.
class Cutter {
 public:
  Cutter(std::string_view source, SlotTable& slots, std::vector<Operand>& operands,
         Condition& condition, CompileError& error)
      : source_(source), slots_(slots), operands_(operands), condition_(condition), error_(error) {}

  bool Run(Tokens& tokens, Names& names) {
    Tokens rest;
    for (size_t i = 0; i < tokens.size(); ++i) {
      const std::optional<Aggregate::Kind> kind = KindAt(tokens, i);
      if (!kind) {
        if (IsUnknown(tokens, i)) return FailUnknown(tokens[i]);
        rest.push_back(tokens[i]);
        continue;
      }
      const size_t close = Closing(tokens, i + 1);
      if (close == 0) return Fail(tokens[i + 1], "expected a ')' for this bracket");
      const std::optional<uint8_t> index =
          Cut(*kind, absl::MakeConstSpan(tokens).subspan(i + 2, close - i - 2), tokens[close]);
      if (!index) return false;
      const int column = tokens[i].column;
      names.emplace_back(absl::StrCat(A(Written(column, tokens[close].column)), ")"), *index);
      rest.push_back({.kind = Token::Kind::kName, .text = names.back().first, .column = column});
      i = close;
    }
    tokens = std::move(rest);
    return true;
  }

 private:
  using Inside = absl::Span<const Token>;

  bool Fail(const Token& at, std::string message) {
    error_ = {at.column, std::move(message)};
    return false;
  }
  static bool IsWord(const Token& token, std::string_view word) {
    return token.kind == Token::Kind::kName && token.text == word && !token.quoted;
  }

  // Another word that is used as an aggregate.
  static bool IsUnknown(const Tokens& tokens, size_t i) {
    if (i + 1 == tokens.size() || !tokens[i + 1].Is("(")) return false;
    return tokens[i].kind == Token::Kind::kName && !tokens[i].quoted &&
           std::none_of(std::begin(kBeforeBrackets), std::end(kBeforeBrackets),
                        [&](std::string_view word) { return tokens[i].text == word; });
  }
  bool FailUnknown(const Token& at) {
    std::vector<std::string> known;
    for (const auto& [name, kind] : kAggregates) known.emplace_back(name);
    Fail(at, absl::StrCat("expected an aggregate, which is one of ", absl::StrJoin(known, ", "),
                          " and count(distinct values(x)), but '", at.text, "' is none"));
    const std::string_view meant = MeantBy(at.text, known);
    if (!meant.empty()) error_.remedy = absl::StrCat("did you mean '", A(meant), "'?");
    return false;
  }

  // Where the character of a column begins. Columns count characters.
  size_t ByteOf(int column) const {
    size_t at = 0;
    for (int passed = 0; at < source_.size(); ++at) {
      passed += (source_[at] & 0xC0) != 0x80;
      if (passed == column) break;
    }
    return at;
  }
  std::string_view Written(int from, int to) const {
    return source_.substr(ByteOf(from), ByteOf(to) - ByteOf(from));
  }

  static std::optional<Aggregate::Kind> KindAt(const Tokens& tokens, size_t i) {
    if (i + 1 == tokens.size() || !tokens[i + 1].Is("(")) return std::nullopt;
    for (const auto& [name, kind] : kAggregates) {
      if (IsWord(tokens[i], name)) return kind;
    }
    return std::nullopt;
  }

  // Where the bracket that opens at `open` closes; 0: nowhere.
  static size_t Closing(const Tokens& tokens, size_t open) {
    int depth = 0;
    for (size_t i = open; i < tokens.size(); ++i) {
      depth += tokens[i].Is("(") - tokens[i].Is(")");
      if (depth == 0) return i;
    }
    return 0;
  }

  std::optional<uint8_t> Cut(Aggregate::Kind kind, Inside inside, const Token& close) {
    if (kind == Aggregate::Kind::kCountValues) {
      if (inside.empty()) return Add({.kind = Aggregate::Kind::kCount}, close);
      if (inside.size() == 1 && IsWord(inside[0], "bad")) {
        return Add({.kind = Aggregate::Kind::kCountBad}, close);
      }
      if (inside.size() == 1 && IsWord(inside[0], "good")) {
        return Add({.kind = Aggregate::Kind::kCountGood}, close);
      }
      const bool distinct = inside.size() > 3 && IsWord(inside[0], "distinct") &&
                            IsWord(inside[1], "values") && inside[2].Is("(") &&
                            inside.back().Is(")");
      if (distinct) {
        return OverOperand(Aggregate::Kind::kDistinct, inside.subspan(3, inside.size() - 4),
                           inside.back());
      }
    }
    return OverOperand(kind, inside, close);
  }

  std::optional<uint8_t> OverOperand(Aggregate::Kind kind, Inside inside, const Token& close) {
    for (size_t i = 0; i < inside.size(); ++i) {
      const bool reserved = IsWord(inside[i], "bad") || IsWord(inside[i], "good");
      if (!reserved || (i > 0 && inside[i - 1].Is("."))) continue;
      Fail(inside[i], absl::StrCat("expected a field, but '", inside[i].text,
                                   "' is reserved inside of aggregates: write `", inside[i].text,
                                   "` in back quotes"));
      return std::nullopt;
    }
    const int begin = inside.empty() ? close.column : inside.front().column;
    const std::optional<uint8_t> operand = AddOperand(Written(begin, close.column), begin);
    if (!operand || !CheckTakes(kind, operands_[*operand].text, begin)) return std::nullopt;
    return Add({.kind = kind, .operand = *operand}, close);
  }

  // What skips all but numbers would have nothing of an operand that never is one.
  bool CheckTakes(Aggregate::Kind kind, std::string_view text, int column) {
    if (kind == Aggregate::Kind::kCountValues || kind == Aggregate::Kind::kDistinct) return true;
    Tokens tokens;
    feel::Types types = feel::kAnyType;
    CompileError error;  // of an expression that compiles there is none
    if (!feel::Tokenize(text, tokens, error)) return true;
    const feel::NodePtr tree = feel::Parse(tokens, error);
    if (tree == nullptr || !feel::Check(*tree, types, error) || (types & feel::kNumberType) != 0) {
      return true;
    }
    error_ = {column, absl::StrCat("expected a number inside of this aggregate, but '", A(text),
                                   "' is ", feel::TypeName(types))};
    if (types == feel::kBoolType) {
      error_.remedy = absl::StrCat("To count when it is true: `if ", A(text), " then 1 else 0`.");
    }
    return false;
  }

  std::optional<uint8_t> AddOperand(std::string_view text, int column) {
    for (size_t i = 0; i < operands_.size(); ++i) {
      if (operands_[i].text == text) return static_cast<uint8_t>(i);
    }
    Operand operand{.text = std::string(text)};
    if (!feel::Compile(text, slots_, operand.program, error_)) {
      error_.column += column - 1;
      return std::nullopt;
    }
    operands_.push_back(std::move(operand));
    return static_cast<uint8_t>(operands_.size() - 1);
  }

  std::optional<uint8_t> Add(const Aggregate& aggregate, const Token& close) {
    auto& all = condition_.aggregates;
    const auto* found = std::find(all.begin(), all.end(), aggregate);
    if (found != all.end()) return static_cast<uint8_t>(found - all.begin());
    if (all.full()) {
      Fail(close, absl::StrCat("expected at most ", Condition::kMaxAggregates, " aggregates"));
      return std::nullopt;
    }
    all.Add(aggregate);
    return static_cast<uint8_t>(all.size() - 1);
  }

  std::string_view source_;
  SlotTable& slots_;
  std::vector<Operand>& operands_;
  Condition& condition_;
  CompileError& error_;
};

enum class ResultType { kNumber, kTruth };

struct OpInfo {
  feel::Op feel;
  Op op;
  ResultType takes;
  ResultType gives;
};
constexpr OpInfo kOps[] = {
    {feel::Op::kEqual, Op::kEqual, ResultType::kNumber, ResultType::kTruth},
    {feel::Op::kSame, Op::kEqual, ResultType::kNumber, ResultType::kTruth},
    {feel::Op::kIn, Op::kEqual, ResultType::kNumber, ResultType::kTruth},
    {feel::Op::kNotEqual, Op::kNotEqual, ResultType::kNumber, ResultType::kTruth},
    {feel::Op::kLess, Op::kLess, ResultType::kNumber, ResultType::kTruth},
    {feel::Op::kLessEqual, Op::kLessEqual, ResultType::kNumber, ResultType::kTruth},
    {feel::Op::kGreater, Op::kGreater, ResultType::kNumber, ResultType::kTruth},
    {feel::Op::kGreaterEqual, Op::kGreaterEqual, ResultType::kNumber, ResultType::kTruth},
    {feel::Op::kAnd, Op::kAnd, ResultType::kTruth, ResultType::kTruth},
    {feel::Op::kOr, Op::kOr, ResultType::kTruth, ResultType::kTruth},
    {feel::Op::kNot, Op::kNot, ResultType::kTruth, ResultType::kTruth},
    {feel::Op::kAdd, Op::kAdd, ResultType::kNumber, ResultType::kNumber},
    {feel::Op::kSubtract, Op::kSubtract, ResultType::kNumber, ResultType::kNumber},
    {feel::Op::kMultiply, Op::kMultiply, ResultType::kNumber, ResultType::kNumber},
    {feel::Op::kDivide, Op::kDivide, ResultType::kNumber, ResultType::kNumber},
    {feel::Op::kPower, Op::kPower, ResultType::kNumber, ResultType::kNumber},
};

constexpr char kExpected[] =
    "expected comparisons of aggregates such as count(bad) >= 3 or mean(value) > 80";

// Turns the tree that is left into the core's postfix program.
class Emitter {
 public:
  Emitter(const Names& names, Condition& condition, CompileError& error)
      : names_(names), condition_(condition), error_(error) {}

  bool Run(const Node& root) { return Emit(root, ResultType::kTruth); }

 private:
  bool Fail(const Node& node, std::string message) {
    error_ = {node.column, std::move(message)};
    return false;
  }

  bool Emit(const Node& node, ResultType wanted) {
    switch (node.kind) {
      case Node::Kind::kNumber:
        return Give(node, {.op = Op::kNumber, .number = node.number}, ResultType::kNumber, wanted);
      case Node::Kind::kPath:
        return EmitAggregate(node, wanted);
      case Node::Kind::kOperation:
        return EmitOperation(node, wanted);
      case Node::Kind::kMatch:
        return EmitMatch(node, wanted);
      case Node::Kind::kSubject:
        return Emit(*subject_, wanted);
      default:
        return Fail(node, absl::StrCat(kExpected, ", but there is something else"));
    }
  }

  bool EmitAggregate(const Node& node, ResultType wanted) {
    for (const auto& [name, index] : names_) {
      if (node.path.segments.size() > 1 || node.path.segments[0] != name) continue;
      return Give(node, {.op = Op::kAggregate, .aggregate = index}, ResultType::kNumber, wanted);
    }
    return Fail(node, absl::StrCat(kExpected, ", but '", node.path.ToString(),
                                   "' is a field: a window has many events"));
  }

  bool EmitOperation(const Node& node, ResultType wanted) {
    for (const OpInfo& info : kOps) {
      if (info.feel != node.op) continue;
      for (const auto& operand : node.operands) {
        if (!Emit(*operand, info.takes)) return false;
      }
      return Give(node, {.op = info.op}, info.gives, wanted);
    }
    return Fail(node, absl::StrCat(kExpected, ", but there is another operation"));
  }

  // A subject is computed once for each test of it.
  bool EmitMatch(const Node& node, ResultType wanted) {
    const Node* outer = std::exchange(subject_, node.operands[0].get());
    const bool ok = Emit(*node.operands[1], wanted);
    subject_ = outer;
    return ok;
  }

  bool Give(const Node& node, const Condition::Instruction& instruction, ResultType gives,
            ResultType wanted) {
    if (gives != wanted) {
      return Fail(node, wanted == ResultType::kTruth
                            ? absl::StrCat(kExpected, ", but this is a number")
                            : "expected a number, but this is true or false");
    }
    if (condition_.code.full()) {
      return Fail(node, absl::StrCat("expected at most ", Condition::kMaxInstructions,
                                     " numbers, aggregates and operators"));
    }
    condition_.code.Add(instruction);
    return true;
  }

  const Names& names_;
  Condition& condition_;
  CompileError& error_;
  const Node* subject_ = nullptr;  // of the match around
};

}  // namespace

bool CompileWindowCondition(std::string_view source, SlotTable& slots,
                            std::vector<Operand>& operands, Condition& condition,
                            CompileError& error) {
  Tokens tokens;
  Names names;
  if (!feel::Tokenize(source, tokens, error)) return false;
  if (!Cutter(source, slots, operands, condition, error).Run(tokens, names)) return false;
  const feel::NodePtr tree = feel::Parse(tokens, error);
  if (tree == nullptr) return false;
  if (condition.aggregates.empty()) {
    error = {tree->column, absl::StrCat(kExpected, ", but there is none")};
    return false;
  }
  return Emitter(names, condition, error).Run(*tree);
}

}  // namespace telltale
