// Rule numbers: which number the store knows each topic and rule by, and what an edit of a rule means
// for its stored states.
//
// Numbers are given once, by name, and never reused. A rule's key paths and shape are stored with it:
// changed `raise` or `clear` drop evidence, a changed key is refused, and so is the removal of a
// rule that has open episodes.
//
// Thread safety: none; part of the start-up.
#ifndef TELLTALE_ENGINE_RUNTIME_RULE_NUMBERS_H_
#define TELLTALE_ENGINE_RUNTIME_RULE_NUMBERS_H_

#include <set>

#include "absl/status/statusor.h"
#include "engine/base/ids.h"
#include "engine/rules/rule_set.h"
#include "engine/state/store.h"

namespace telltale {

// What the comparison of the configuration with the catalogue found.
struct Edits {
  std::set<RuleId> reshaped;  // their evidence is to be dropped
};

// Gives every topic and rule of `rules` its number, and brings `catalog` up to date. Reads states
// only of rules that are gone.
absl::StatusOr<Edits> AssignNumbers(RuleSet& rules, format::Catalog& catalog, Store& store);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_RUNTIME_RULE_NUMBERS_H_
