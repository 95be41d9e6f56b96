// StoredTicks: what a store still has of the times at which its node saw no record: advances of a
// partition's arrival, and what was told of a rule's keys. A replay that applies them at their
// places judges silence as the node did.
//
// Thread safety: none.
#ifndef TELLTALE_CLI_REPLAY_STORED_TICKS_H_
#define TELLTALE_CLI_REPLAY_STORED_TICKS_H_

#include <cstdint>
#include <map>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/rules/rule_set.h"
#include "engine/state/changes.h"
#include "engine/state/store.h"

namespace telltale {

// Of each partition, in the order in which they were applied.
using StoredTicks = std::map<int32_t, std::vector<Tick>>;

// Those of `topic` in `store`, without what was told of other rules than its only one, whose number
// they carry. None if the store does not know the topic.
// Errors: those of the store.
absl::StatusOr<StoredTicks> ReadTicks(Store& store, const CompiledTopic& topic);

}  // namespace telltale

#endif  // TELLTALE_CLI_REPLAY_STORED_TICKS_H_
