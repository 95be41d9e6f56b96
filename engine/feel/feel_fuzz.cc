// Fuzz: whatever an expression and a record are, compiling says where a mistake is, and evaluating
// stays within its bounds and gives the same value twice.
//
// The input is an expression in the first line; each further line is a field, in the order in which
// the expression names them: `sTEXT`, `n1.5`, `t`, `f`, `0` for null, `jJSON`; else it is missing.
#include <charconv>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/status.h"
#include "engine/feel/code.h"
#include "engine/feel/lists.h"
#include "engine/feel/program.h"

namespace telltale::feel {
namespace {

// Takes the next line off the front.
std::string_view Line(std::string_view& rest) {
  const std::string_view line = rest.substr(0, rest.find('\n'));
  rest.remove_prefix(std::min(rest.size(), line.size() + 1));
  return line;
}

Value Number(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool good = error == std::errc() && std::isfinite(number);
  return good ? Value::Number(number, text.substr(0, end - text.data())) : Value::Null();
}

Value Field(std::string_view line) {
  if (line.empty()) return Value::Missing();
  const std::string_view text = line.substr(1);
  switch (line[0]) {
    case 's':
      return Value::String(text);
    case 'n':
      return Number(text);
    case 't':
    case 'f':
      return Value::Bool(line[0] == 't');
    case 'j':
      return Value::Other(text);
    case '0':
      return Value::Null();
    default:
      return Value::Missing();
  }
}

void CheckMistake(const CompileError& error, std::string_view source) {
  CHECK(error.message.substr(0, 9) == "expected ");
  CHECK(error.column >= 1 && static_cast<size_t>(error.column) <= source.size() + 1);
}

void CheckValue(const Program& program, const std::vector<Value>& fields) {
  static std::vector<char> space(kScratchBytes);
  Scratch scratch(absl::MakeSpan(space));
  std::string first, second;
  AppendJson(Evaluate(program, fields, scratch), first);
  const Value value = Evaluate(program, fields, scratch);
  AppendJson(value, second);
  CHECK(first == second);
  CHECK(Truth(program, fields) ==
        (value.kind == Value::Kind::kBool ? std::optional(value.boolean) : std::nullopt));
}

void Try(std::string_view rest) {
  const std::string_view source = Line(rest);
  SlotTable slots;
  Program program;
  CompileError error;
  if (!Compile(source, slots, program, error)) return CheckMistake(error, source);
  CHECK(program.code()->instructions.size() <= kMaxInstructions);
  std::vector<Value> fields;
  while (fields.size() < slots.paths().size()) fields.push_back(Field(Line(rest)));
  CheckValue(program, fields);
}

}  // namespace
}  // namespace telltale::feel

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  telltale::feel::Try({reinterpret_cast<const char*>(data), size});
  return 0;
}
