// Correlation hash: on which partition of the workflow engine a message lives.
//
// Everything with one correlation key (message, lock, subscription) lives on one partition, so a
// window per partition needs to know which. Source: Zeebe's SubscriptionUtil and PartitionUtil; for
// each byte h = 31 * h + byte, as signed 32-bit numbers, then abs(h % n) + 1.
//
// Thread safety: pure functions.
#ifndef TELLTALE_ENGINE_BASE_CORRELATION_HASH_H_
#define TELLTALE_ENGINE_BASE_CORRELATION_HASH_H_

#include <cstdint>
#include <string_view>

namespace telltale {

int32_t CorrelationHash(std::string_view correlation_key);

// Returns a number in [1, partitions]. REQUIRES: partitions >= 1
int32_t PartitionOfHash(int32_t correlation_hash, int32_t partitions);

// The workflow engine's keys, of jobs and of instances, begin with their partition.
inline constexpr int kPartitionShift = 51;

// Returns the partition of a key; less than 1 if it is no such key.
constexpr int32_t PartitionOfKey(int64_t key) {
  return static_cast<int32_t>(key >> kPartitionShift);
}

// Returns what all keys of a partition are greater than. REQUIRES: partition >= 1
constexpr int64_t FirstKeyOf(int32_t partition) { return int64_t{partition} << kPartitionShift; }

}  // namespace telltale

#endif  // TELLTALE_ENGINE_BASE_CORRELATION_HASH_H_
