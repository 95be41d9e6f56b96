#include <optional>
#include <utility>

#include "engine/feel/ast.h"
#include "engine/feel/code.h"
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
  // `depth` is the first register that is free.
  std::optional<Operand> Emit(const Node& node, int depth) {
    switch (node.kind) {
      case Node::Kind::kNumber:
        return Constant(Value::Number(node.number));
      case Node::Kind::kText:
        return Constant(Value::String(code_->texts.emplace_back(node.text)));
      case Node::Kind::kBool:
        return Constant(Value::Bool(node.boolean));
      case Node::Kind::kNull:
        return Constant(Value::Null());
      case Node::Kind::kPath:
        return Operand{Operand::Kind::kSlot, slots_.Add(node.path)};
      case Node::Kind::kOperation:
        return EmitOperation(node, depth);
    }
    return std::nullopt;
  }

  std::optional<Operand> EmitOperation(const Node& node, int depth) {
    if (depth >= kMaxDepth || code_->instructions.size() >= kMaxInstructions) {
      error_ = {node.column, "expected a smaller expression, but it needs too many steps"};
      return std::nullopt;
    }
    const std::optional<Operand> a = Emit(*node.operands[0], depth);
    if (!a) return std::nullopt;
    const int used = a->kind == Operand::Kind::kRegister ? depth + 1 : depth;
    std::optional<Operand> b = a;
    if (node.operands.size() > 1) b = Emit(*node.operands[1], used);
    if (!b) return std::nullopt;
    if (a->kind == Operand::Kind::kConstant && b->kind == Operand::Kind::kConstant) {
      return Constant(Apply(node.op, code_->constants[a->index], code_->constants[b->index]));
    }
    code_->instructions.push_back({node.op, static_cast<uint8_t>(depth), *a, *b});
    return Operand{Operand::Kind::kRegister, static_cast<uint16_t>(depth)};
  }

  Operand Constant(const Value& value) {
    code_->constants.push_back(value);
    return {Operand::Kind::kConstant, static_cast<uint16_t>(code_->constants.size() - 1)};
  }

  SlotTable& slots_;
  CompileError& error_;
  std::shared_ptr<Code> code_ = std::make_shared<Code>();
};

}  // namespace

bool Compile(std::string_view source, SlotTable& slots, Program& program, CompileError& error) {
  if (source.size() > kMaxSourceBytes) {
    error = {1, "expected an expression of at most 4096 bytes, but it is longer"};
    return false;
  }
  std::vector<Token> tokens;
  if (!Tokenize(source, tokens, error)) return false;
  const NodePtr tree = Parse(tokens, error);
  if (tree == nullptr) return false;
  std::shared_ptr<const Code> code = Compiler(slots, error).Run(*tree);
  if (code == nullptr) return false;
  program = Program(std::move(code));
  return true;
}

}  // namespace telltale::feel
