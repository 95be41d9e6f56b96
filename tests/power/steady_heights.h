// SteadyHeights: RocksDB draws from a generator that each thread has, and that is seeded by where
// the thread lies in memory. Among others it gives the heights of a memtable's towers, so how full
// a memtable is, and when it is flushed, is not the same twice. In what links this it is what the
// story says.
//
// Thread safety: each thread has its own generator.
#ifndef TELLTALE_TESTS_POWER_STEADY_HEIGHTS_H_
#define TELLTALE_TESTS_POWER_STEADY_HEIGHTS_H_

#include <cstdint>

namespace telltale {

// What RocksDB draws in this thread from now on follows from `seed`.
void SeedHeights(uint64_t seed);

}  // namespace telltale

#endif  // TELLTALE_TESTS_POWER_STEADY_HEIGHTS_H_
