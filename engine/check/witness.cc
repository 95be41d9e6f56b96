#include "engine/check/witness.h"

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/feel/code.h"
#include "engine/rules/reader.h"

namespace telltale {
namespace {

// What a field is compared with.
struct Compared {
  std::set<double> numbers;
  std::set<std::string_view> texts;
};

bool IsComparison(feel::Op op) {
  return op == feel::Op::kSame || (op >= feel::Op::kEqual && op <= feel::Op::kGreaterEqual);
}

// Only asks for what its operands came to, or whether there is a field.
bool IsLogic(feel::Op op) {
  switch (op) {
    case feel::Op::kAnd:
    case feel::Op::kOr:
    case feel::Op::kNot:
    case feel::Op::kIsDefined:
    case feel::Op::kMove:
    case feel::Op::kJump:
    case feel::Op::kJumpIfNot:
    case feel::Op::kEndIfFalse:
    case feel::Op::kEndIfTrue:
      return true;
    default:
      return false;
  }
}

void Compare(const Value& constant, Compared& compared) {
  if (constant.kind == Value::Kind::kNumber) compared.numbers.insert(constant.number);
  if (constant.kind == Value::Kind::kString) compared.texts.insert(constant.text);
}

// The fields that a rule's expressions read, each with the values that are worth trying.
class Fields {
 public:
  explicit Fields(const CompiledRule& rule) : rule_(rule) {
    for (const auto* program : {&rule.where, &rule.fault, &rule.enable, &rule.bad, &rule.good}) {
      if (*program) Read(**program);
    }
    for (const Slot slot : rule.key_slots) read_[slot];
  }

  // False if an expression does more than to compare fields with constants.
  bool exact() const { return exact_; }

  // Tries all combinations, with null for the fields `without`. Nullopt: there are too many.
  std::optional<SignalSet> Try(size_t slots, const std::vector<Slot>& without) {
    std::vector<std::pair<Slot, std::vector<Value>>> choices;
    size_t combinations = 1;
    for (const auto& [slot, compared] : read_) {
      const bool none = std::find(without.begin(), without.end(), slot) != without.end();
      choices.emplace_back(slot, none ? std::vector{Value::Null()} : Values(slot, compared));
      combinations *= choices.back().second.size();
      if (combinations > kMostWitnesses) return std::nullopt;
    }
    SignalSet signals;
    std::vector<Value> fields(slots);
    KeyReading key;
    for (size_t i = 0; i < combinations; ++i) {
      size_t rest = i;
      for (const auto& [slot, values] : choices) {
        fields[slot] = values[rest % values.size()];
        rest /= values.size();
      }
      key.done = false;
      const Reading reading = ReadRecord(rule_, fields, key);
      if (reading.result == ReadResult::kEvent) signals.Add(reading.signal);
    }
    return signals;
  }

 private:
  void Read(const feel::Program& program) {
    for (const Slot slot : FieldsOf(program)) read_[slot];
    const feel::Code& code = *program.code();
    for (const feel::Instruction& each : code.instructions) {
      const auto& [a, b, unused] = each.operands;
      const bool compares = IsComparison(each.op) && (PairUp(code, a, b) || PairUp(code, b, a));
      // A field may be a list, so it must be what is asked for, not what is searched.
      const bool searches = each.op == feel::Op::kIn && PairUp(code, a, b);
      exact_ &= compares || searches || IsLogic(each.op);
    }
  }

  bool PairUp(const feel::Code& code, const feel::Operand& field, const feel::Operand& constant) {
    if (field.kind != feel::Operand::Kind::kSlot ||
        constant.kind != feel::Operand::Kind::kConstant) {
      return false;
    }
    const Value& value = code.constants[constant.index];
    Compare(value, read_[field.index]);
    return value.kind != Value::Kind::kOther;
  }

  bool IsKey(Slot slot) const {
    const auto& slots = rule_.key_slots;
    return std::find(slots.begin(), slots.end(), slot) != slots.end();
  }

  // One value for each kind, and each region between what the field is compared with.
  std::vector<Value> Values(Slot slot, const Compared& compared) {
    std::vector<Value> values = {Value::Bool(true), Value::Bool(false), Value::String("")};
    if (!IsKey(slot)) {  // without a key there is no event
      values.push_back(Value::Null());
      values.push_back(Value::Missing());
    }
    for (const std::string_view text : compared.texts) {
      values.push_back(Value::String(text));
      values.push_back(Value::String(texts_.emplace_back(text) += '\x01'));  // right behind it
    }
    double last = compared.numbers.empty() ? 0 : *compared.numbers.begin() - 1;
    values.push_back(Value::Number(last));
    for (const double number : compared.numbers) {
      values.push_back(Value::Number(last + (number - last) / 2));
      values.push_back(Value::Number(number));
      last = number;
    }
    values.push_back(Value::Number(last + 1));
    return values;
  }

  const CompiledRule& rule_;
  std::map<Slot, Compared> read_;
  std::deque<std::string> texts_;  // made up; a deque never moves them
  bool exact_ = true;
};

}  // namespace

std::optional<SignalSet> PossibleSignals(const CompiledTopic& topic, const CompiledRule& rule) {
  Fields fields(rule);
  if (!fields.exact()) return std::nullopt;
  return fields.Try(topic.slots.paths().size(), {});
}

std::vector<Slot> FieldsOf(const feel::Program& program) {
  std::set<Slot> slots;
  const feel::Code& code = *program.code();
  if (code.result.kind == feel::Operand::Kind::kSlot) slots.insert(code.result.index);
  for (const feel::Instruction& each : code.instructions) {
    for (const feel::Operand& operand : each.operands) {
      if (operand.kind == feel::Operand::Kind::kSlot) slots.insert(operand.index);
    }
  }
  return {slots.begin(), slots.end()};
}

std::vector<Slot> FieldsOfBad(const CompiledRule& rule) {
  std::vector<Slot> slots;
  if (rule.bad) slots = FieldsOf(*rule.bad);
  for (const Slot key : rule.key_slots) std::erase(slots, key);
  return slots;
}

SignalSet SignalsWithoutFieldsOfBad(const CompiledTopic& topic, const CompiledRule& rule) {
  const std::vector<Slot> without = FieldsOfBad(rule);
  if (without.empty()) return {};
  return Fields(rule).Try(topic.slots.paths().size(), without).value_or(SignalSet{});
}

}  // namespace telltale
