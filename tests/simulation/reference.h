// Reference: what the same partitions decide if they are told the same without an interruption: no
// crash, no store, nobody to tell. Only its clock lives through the restarts, because an outage is
// part of what they were told.
#ifndef TELLTALE_TESTS_SIMULATION_REFERENCE_H_
#define TELLTALE_TESTS_SIMULATION_REFERENCE_H_

#include <map>
#include <vector>

#include "engine/rules/rule_set.h"
#include "engine/state/changes.h"
#include "tests/simulation/world/world.h"

namespace telltale {

// Whether the arrival time was ever held after an outage; the oracle does not know about that.
enum class Held : uint8_t { kNever, kOnce };

struct Reference {
  std::map<PartitionId, std::vector<OutboxRow>> decided;  // in order
  std::map<PartitionId, std::vector<Tick>> ticks;         // that a replay needs, in order
  Held held = Held::kNever;
};

// Complains in the journal where what was durable at a restart differs from its own.
Reference RunReference(SimWorld& world, RuleSet rules);

}  // namespace telltale

#endif  // TELLTALE_TESTS_SIMULATION_REFERENCE_H_
