// CompileCondition: what stands before `over`, as a program of the core.
//
//   max(value * 2) > 80 and count() >= 3
//
// The aggregates are Telltale's own: they are cut out of the text first, and what is inside of them
// is compiled as an expression over one event. What is left is parsed as FEEL, and may only
// compare, compute and join.
//
// Thread safety: pure function.
#ifndef TELLTALE_ENGINE_RULES_COMPILE_CONDITION_H_
#define TELLTALE_ENGINE_RULES_COMPILE_CONDITION_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/condition.h"
#include "engine/feel/program.h"

namespace telltale {

// What aggregates are computed of, for all windows of a rule: each text once.
struct Operand {
  std::string text;
  feel::Program program;
};

// Returns false and fills `error` if `source` is no condition.
//
// Operands are added to `operands`, and what they read to `slots`.
bool CompileWindowCondition(std::string_view source, SlotTable& slots,
                            std::vector<Operand>& operands, Condition& condition,
                            feel::CompileError& error);

// What a condition asks of its aggregates.
struct ConditionNeeds {
  bool bounded = true;      // counts that must be kept exactly are only compared with numbers
  bool only_bad = false;    // it asks for nothing but count(bad)
  uint32_t bad = 1;         // only_bad: so many tell all that it asks
  bool less_than = false;   // an aggregate is to be less than something, which a partial window is
  bool asks_count = false;  // unless it asks for count() too
};

// Finds out what `condition` needs, and sets how many distinct values are to be kept.
ConditionNeeds FindNeeds(Condition& condition);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_RULES_COMPILE_CONDITION_H_
