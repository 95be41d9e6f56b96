#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/feel/ast.h"
#include "engine/feel/checker.h"
#include "engine/feel/code.h"
#include "engine/feel/evaluator.h"
#include "engine/feel/functions.h"
#include "engine/feel/lexer.h"
#include "engine/feel/parser.h"
#include "engine/feel/program.h"
#include "engine/feel/types.h"

namespace telltale::feel {
namespace {

// Turns a tree into instructions, bottom up. Operations on constants are done here, once.
class Compiler {
 public:
  Compiler(SlotTable& slots, CompileError& error) : slots_(slots), error_(error) {
    code_->constants.push_back(Value::Null());
  }

  std::shared_ptr<const Code> Run(const Node& root) {
    const std::optional<Operand> result = Emit(root, 0);
    if (!result) return nullptr;
    code_->result = *result;
    return code_;
  }

 private:
  using Operands = std::array<Operand, 3>;

  // Returns where the value of `node` will be. Registers below `free` are taken.
  std::optional<Operand> Emit(const Node& node, int free) {
    switch (node.kind) {
      case Node::Kind::kNumber:
        return Constant(Value::Number(node.number));
      case Node::Kind::kString:
        return Constant(Value::String(node.text));
      case Node::Kind::kBool:
        return Constant(Value::Bool(node.boolean));
      case Node::Kind::kNull:
        return Constant(Value::Null());
      case Node::Kind::kPath:
        return Operand{Operand::Kind::kSlot, slots_.Add(node.path)};
      case Node::Kind::kSubject:
        return subject_;
      case Node::Kind::kMatch:
        return EmitMatch(node, free);
      case Node::Kind::kOperation:
        return node.op == Op::kAnd || node.op == Op::kOr ? EmitLogic(node, free)
                                                         : EmitOperation(node, node.op, free);
      case Node::Kind::kCall:
        return EmitCall(node, free);
      case Node::Kind::kIf:
        return EmitIf(node, free);
      case Node::Kind::kList:
        return EmitList(node, free);
      case Node::Kind::kRange:
        break;  // the checker refused it
    }
    return std::nullopt;
  }

  std::optional<Operand> EmitMatch(const Node& node, int free) {
    const std::optional<Operand> subject = Emit(*node.operands[0], free);
    if (!subject) return std::nullopt;
    const Operand outer = std::exchange(subject_, *subject);
    const std::optional<Operand> test = Emit(*node.operands[1], FreeBehind(*subject, free));
    subject_ = outer;
    return test;
  }

  std::optional<Operand> EmitOperation(const Node& node, Op op, int free) {
    std::optional<Operands> operands = EmitOperands(node, free);
    if (!operands) return std::nullopt;
    return Do(op, *operands, node, free);
  }

  // All operands of an operation or a function, each behind those before.
  std::optional<Operands> EmitOperands(const Node& node, int free) {
    Operands operands;
    for (size_t i = 0; i < node.operands.size(); ++i) {
      const std::optional<Operand> operand = Emit(*node.operands[i], free);
      if (!operand) return std::nullopt;
      operands[i] = *operand;
      free = FreeBehind(*operand, free);
    }
    return operands;
  }

  // The right side is only computed if the left one leaves it open.
  std::optional<Operand> EmitLogic(const Node& node, int free) {
    const bool deciding = node.op == Op::kOr;
    const std::optional<Operand> left = Emit(*node.operands[0], free);
    if (!left) return std::nullopt;
    if (IsConstant(*left)) {
      const Value& value = ValueOf(*left);
      if (value.kind == Value::Kind::kBool && value.boolean == deciding) return left;
    }
    const size_t jump = code_->instructions.size();
    if (!Push(deciding ? Op::kEndIfTrue : Op::kEndIfFalse, {*left}, node, free)) return {};
    const std::optional<Operand> right = Emit(*node.operands[1], FreeBehind(*left, free));
    if (!right) return std::nullopt;
    const bool nothing_to_skip = code_->instructions.size() == jump + 1;
    if (nothing_to_skip) code_->instructions.pop_back();
    const std::optional<Operand> both = Do(node.op, {*left, *right}, node, free);
    if (!nothing_to_skip) Land(jump);
    return both;
  }

  std::optional<Operand> EmitIf(const Node& node, int free) {
    const std::optional<Operand> condition = Emit(*node.operands[0], free);
    if (!condition) return std::nullopt;
    if (IsConstant(*condition)) {
      const Value& value = ValueOf(*condition);
      const bool holds = value.kind == Value::Kind::kBool && value.boolean;
      return Emit(*node.operands[holds ? 1 : 2], free);
    }
    const size_t to_else = code_->instructions.size();
    if (!Push(Op::kJumpIfNot, {*condition}, node, free)) return std::nullopt;
    if (!EmitInto(*node.operands[1], free)) return std::nullopt;
    const size_t to_end = code_->instructions.size();
    if (!Push(Op::kJump, {}, node, free)) return std::nullopt;
    Land(to_else);
    if (!EmitInto(*node.operands[2], free)) return std::nullopt;
    Land(to_end);
    return Register(free);
  }

  // The value of `node` in register `target`, wherever it comes from.
  bool EmitInto(const Node& node, int target) {
    const std::optional<Operand> value = Emit(node, target);
    if (!value) return false;
    const bool there = value->kind == Operand::Kind::kRegister && value->index == target;
    return there || Push(Op::kMove, {*value}, node, target);
  }

  std::optional<Operand> EmitList(const Node& node, int free) {
    Operand list = Constant(Value::Other("["));
    for (const NodePtr& item : node.operands) {
      const std::optional<Operand> value = Emit(*item, FreeBehind(list, free));
      if (!value) return std::nullopt;
      const std::optional<Operand> longer = Do(Op::kItem, {list, *value}, *item, free);
      if (!longer) return std::nullopt;
      list = *longer;
    }
    return Do(Op::kEndList, {list}, node, free);
  }

  std::optional<Operand> EmitCall(const Node& node, int free) {
    const Function& function = *FindFunction(node.text);
    std::optional<Operands> operands = EmitOperands(node, free);
    if (!operands) return std::nullopt;
    for (size_t i = 0; i < node.operands.size(); ++i) {
      if (function.parameters[i].takes != Parameter::Takes::kConstant) continue;
      if (!IsConstantText((*operands)[i])) return NotConstant(*node.operands[i], function, i);
    }
    if (function.op == Op::kMatches && !AddPattern(node, *operands)) return std::nullopt;
    return Do(function.op, *operands, node, free);
  }

  bool AddPattern(const Node& node, const Operands& operands) {
    const bool has_flags = node.operands.size() > 2;
    const std::string_view flags = has_flags ? ValueOf(operands[2]).text : "";
    std::string problem;
    std::optional<Regex> regex = Regex::Compile(ValueOf(operands[1]).text, flags, problem);
    if (regex) {
      code_->patterns.push_back(*std::move(regex));
      return true;
    }
    error_ = {node.operands[1]->column, std::move(problem),
              "docs/reference/feel.md names the flags and the syntax"};
    return false;
  }

  std::optional<Operand> NotConstant(const Node& argument, const Function& function, size_t i) {
    error_ = {argument.column,
              "expected a string as the " + std::string(function.parameters[i].name) + " of '" +
                  std::string(function.name) + "', but this depends on the record or is none",
              "write it in quotes, so that it is compiled once"};
    return std::nullopt;
  }

  // The result of an operation: a constant if its operands are, else a register.
  std::optional<Operand> Do(Op op, const Operands& operands, const Node& node, int free) {
    bool constant = true;
    for (const Operand& operand : operands) constant = constant && IsConstant(operand);
    if (constant) return Folded(op, operands);
    if (!Push(op, operands, node, free)) return std::nullopt;
    return Register(free);
  }

  Operand Folded(Op op, const Operands& operands) {
    scratch_.Clear();
    const Regex* pattern = op == Op::kMatches ? &code_->patterns.back() : nullptr;
    return Constant(Apply(op, ValueOf(operands[0]), ValueOf(operands[1]), ValueOf(operands[2]),
                          pattern, scratch_));
  }

  bool Push(Op op, const Operands& operands, const Node& node, int target) {
    if (target >= kMaxRegisters || code_->instructions.size() >= kMaxInstructions) {
      error_ = {node.column, "expected a smaller expression, but it needs too many steps"};
      return false;
    }
    const size_t to = op == Op::kMatches ? code_->patterns.size() - 1 : 0;
    code_->instructions.push_back(
        {op, static_cast<uint8_t>(target), static_cast<uint16_t>(to), operands});
    code_->makes_text = code_->makes_text || MakesText(op);
    return true;
  }

  // The jump at `from` leads to the instruction that comes next.
  void Land(size_t from) {
    code_->instructions[from].to = static_cast<uint16_t>(code_->instructions.size());
  }

  static Operand Register(int index) {
    return {Operand::Kind::kRegister, static_cast<uint16_t>(index)};
  }

  // The first register that is free while `used` is needed.
  static int FreeBehind(const Operand& used, int free) {
    return used.kind == Operand::Kind::kRegister ? std::max(free, used.index + 1) : free;
  }

  static bool IsConstant(const Operand& operand) {
    return operand.kind == Operand::Kind::kConstant;
  }
  bool IsConstantText(const Operand& operand) const {
    return IsConstant(operand) && ValueOf(operand).kind == Value::Kind::kString;
  }
  // REQUIRES: it is a constant.
  const Value& ValueOf(const Operand& operand) const { return code_->constants[operand.index]; }

  Operand Constant(Value value) {
    if (!value.text.empty()) value.text = code_->texts.emplace_back(value.text);
    code_->constants.push_back(value);
    return {Operand::Kind::kConstant, static_cast<uint16_t>(code_->constants.size() - 1)};
  }

  SlotTable& slots_;
  CompileError& error_;
  std::shared_ptr<Code> code_ = std::make_shared<Code>();
  Operand subject_;  // of the match around the test that is being compiled
  std::vector<char> space_ = std::vector<char>(kScratchBytes);
  Scratch scratch_{absl::MakeSpan(space_)};  // of operations on constants
};

// The tree of `source` and its type, or nullptr.
NodePtr Understand(std::string_view source, Types& types, CompileError& error) {
  if (source.size() > kMaxSourceBytes) {
    error = {1, "expected an expression of at most " + std::to_string(kMaxSourceBytes) +
                    " bytes, but it has " + std::to_string(source.size())};
    return nullptr;
  }
  std::vector<Token> tokens;
  if (!Tokenize(source, tokens, error)) return nullptr;
  NodePtr tree = Parse(tokens, error);
  return tree != nullptr && Check(*tree, types, error) ? std::move(tree) : nullptr;
}

bool Finish(const Node& tree, SlotTable& slots, Program& program, CompileError& error) {
  std::shared_ptr<const Code> code = Compiler(slots, error).Run(tree);
  if (code == nullptr) return false;
  program = Program(std::move(code));
  return true;
}

}  // namespace

bool Compile(std::string_view source, SlotTable& slots, Program& program, CompileError& error) {
  Types types = kAnyType;
  const NodePtr tree = Understand(source, types, error);
  return tree != nullptr && Finish(*tree, slots, program, error);
}

bool CompileCondition(std::string_view source, SlotTable& slots, Program& program,
                      CompileError& error) {
  Types types = kAnyType;
  const NodePtr tree = Understand(source, types, error);
  if (tree == nullptr) return false;
  if ((types & kBoolType) == 0) {
    error = {tree->column, "expected a condition, true or false, but this is " + TypeName(types)};
    return false;
  }
  return Finish(*tree, slots, program, error);
}

}  // namespace telltale::feel
