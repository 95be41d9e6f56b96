// feel_evaluate: evaluates expressions over records, for tests that compare the values with those
// of others.
//
//   printf '%s\n' 'n + 1' '{"n": 7}' | feel_evaluate   ->   {"value":8}
//
// Reads two lines for each: an expression, and a record. Prints a line of JSON: the value, what is
// refused and why, or that the record is unreadable.
#include <absl/synchronization/mutex.h>

#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "connectors/json/json_decoder.h"
#include "engine/base/json_text.h"
#include "engine/feel/lists.h"
#include "engine/feel/program.h"

namespace telltale {
namespace {

std::string ResultOf(const std::string& source, const std::string& record) {
  SlotTable slots;
  feel::Program program;
  feel::CompileError error;
  std::string line;
  if (!feel::Compile(source, slots, program, error)) {
    line = "{\"refused\":";
    AppendJsonString(line, std::to_string(error.column) + ": " + error.message);
    return line + "}";
  }
  const std::unique_ptr<Decoder> decoder = MakeJsonDecoder(slots);
  std::vector<Value> fields(slots.paths().size());
  DecodeError unreadable;
  if (!decoder->Decode(record, absl::MakeSpan(fields), unreadable)) return "{\"unreadable\":true}";
  std::vector<char> space(feel::kScratchBytes);
  feel::Scratch scratch(absl::MakeSpan(space));
  line = "{\"value\":";
  feel::AppendJson(feel::Evaluate(program, fields, scratch), line);
  return line + "}";
}

}  // namespace
}  // namespace telltale

int main() {
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  std::ios::sync_with_stdio(false);
  std::string source, record;
  while (std::getline(std::cin, source) && std::getline(std::cin, record)) {
    std::cout << telltale::ResultOf(source, record) << '\n';
  }
}
