// KillHistory: what the process that is killed commits: commit N is a function of N alone, so that
// whoever reopens the store can tell a whole commit from a part of one.
#ifndef TELLTALE_TESTS_CONTRACT_KILL_HISTORY_H_
#define TELLTALE_TESTS_CONTRACT_KILL_HISTORY_H_

#include <cstdint>
#include <vector>

#include "engine/state/changes.h"

namespace telltale {

inline constexpr int32_t kKillPartitions = 3;
inline PartitionId KillPartition(int32_t partition) { return {{1}, partition}; }

// The Changes of commit `seq`, one per partition: a block, a page, an outbox row that replaces the
// one before, and a quarantined record.
std::vector<Changes> KillCommit(uint64_t seq);

}  // namespace telltale

#endif  // TELLTALE_TESTS_CONTRACT_KILL_HISTORY_H_
