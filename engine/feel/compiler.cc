#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "engine/feel/ast.h"
#include "engine/feel/checker.h"
#include "engine/feel/code.h"
#include "engine/feel/evaluator.h"
#include "engine/feel/lexer.h"
#include "engine/feel/parser.h"
#include "engine/feel/program.h"

namespace telltale::feel {
namespace {

// Turns a tree into instructions, bottom up. Operations on constants are done here, once.
class Compiler {
 public:
  Compiler(SlotTable& slots, CompileError& error) : slots_(slots), error_(error) {}

  std::shared_ptr<const Code> Run(const Node& root) {
    const std::optional<Operand> result = Emit(root, 0);
    if (!result) return nullptr;
    code_->result = *result;
    return code_;
  }

 private:
  // Returns where the value of `node` will be. Registers below `free` are taken.
  std::optional<Operand> Emit(const Node& node, int free) {
    switch (node.kind) {
      case Node::Kind::kNumber:
        return Constant(Value::Number(node.number));
      case Node::Kind::kString:
        return Constant(Value::String(code_->texts.emplace_back(node.text)));
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
        return EmitOperation(node, free);
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

  std::optional<Operand> EmitOperation(const Node& node, int free) {
    const std::optional<Operand> a = Emit(*node.operands[0], free);
    if (!a) return std::nullopt;
    std::optional<Operand> b = a;
    if (node.operands.size() > 1) b = Emit(*node.operands[1], FreeBehind(*a, free));
    if (!b) return std::nullopt;
    if (a->kind == Operand::Kind::kConstant && b->kind == Operand::Kind::kConstant) {
      return Constant(Apply(node.op, code_->constants[a->index], code_->constants[b->index]));
    }
    if (free >= kMaxRegisters || code_->instructions.size() >= kMaxInstructions) {
      error_ = {node.column, "expected a smaller expression, but it needs too many steps"};
      return std::nullopt;
    }
    code_->instructions.push_back({node.op, static_cast<uint8_t>(free), *a, *b});
    return Operand{Operand::Kind::kRegister, static_cast<uint16_t>(free)};
  }

  // The first register that is free while `used` is needed.
  static int FreeBehind(const Operand& used, int free) {
    return used.kind == Operand::Kind::kRegister ? std::max(free, used.index + 1) : free;
  }

  Operand Constant(const Value& value) {
    code_->constants.push_back(value);
    return {Operand::Kind::kConstant, static_cast<uint16_t>(code_->constants.size() - 1)};
  }

  SlotTable& slots_;
  CompileError& error_;
  std::shared_ptr<Code> code_ = std::make_shared<Code>();
  Operand subject_;  // of the match around the test that is being compiled
};

// The tree of `source` and its type, or nullptr.
NodePtr Understand(std::string_view source, Type& type, CompileError& error) {
  if (source.size() > kMaxSourceBytes) {
    error = {1, "expected an expression of at most " + std::to_string(kMaxSourceBytes) +
                    " bytes, but it has " + std::to_string(source.size())};
    return nullptr;
  }
  std::vector<Token> tokens;
  if (!Tokenize(source, tokens, error)) return nullptr;
  NodePtr tree = Parse(tokens, error);
  return tree != nullptr && Check(*tree, type, error) ? std::move(tree) : nullptr;
}

bool Finish(const Node& tree, SlotTable& slots, Program& program, CompileError& error) {
  std::shared_ptr<const Code> code = Compiler(slots, error).Run(tree);
  if (code == nullptr) return false;
  program = Program(std::move(code));
  return true;
}

}  // namespace

bool Compile(std::string_view source, SlotTable& slots, Program& program, CompileError& error) {
  Type type = Type::kAny;
  const NodePtr tree = Understand(source, type, error);
  return tree != nullptr && Finish(*tree, slots, program, error);
}

bool CompileCondition(std::string_view source, SlotTable& slots, Program& program,
                      CompileError& error) {
  Type type = Type::kAny;
  const NodePtr tree = Understand(source, type, error);
  if (tree == nullptr) return false;
  if (type == Type::kNumber || type == Type::kString) {
    error = {tree->column,
             std::string("expected a condition, true or false, but this is ") + TypeName(type)};
    return false;
  }
  return Finish(*tree, slots, program, error);
}

}  // namespace telltale::feel
