// Rule numbers: which number the store knows each topic, rule and route by, and what an edit of a
// rule means for its stored states.
//
// Numbers are given once, by name, and never reused: a rule that was removed and comes back is a
// new one, for pages of its old states may still be there. A rule's key paths are stored with it: a
// changed key is refused, and so is the removal of a rule that has open episodes, or of a topic's
// last rule or route while commands wait in its partitions: nobody would send them. What changed
// `raise` or `clear` mean for evidence is the tables' affair: they know its shape. A route has no
// states: one that reads another topic is a new one, and what it decided before is still sent.
//
// Thread safety: none; part of the start-up.
#ifndef TELLTALE_ENGINE_RUNTIME_RULE_NUMBERS_H_
#define TELLTALE_ENGINE_RUNTIME_RULE_NUMBERS_H_

#include "absl/status/status.h"
#include "engine/rules/rule_set.h"
#include "engine/state/store.h"

namespace telltale {

// Gives every topic, rule and route of `rules` its number, and brings `catalog` up to date. Reads
// states only of rules that are gone.
absl::Status AssignNumbers(RuleSet& rules, format::Catalog& catalog, Store& store);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_RUNTIME_RULE_NUMBERS_H_
