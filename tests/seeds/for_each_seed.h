// ForEachSeed: runs many seeds, some at a time.
#ifndef TELLTALE_TESTS_SEEDS_FOR_EACH_SEED_H_
#define TELLTALE_TESTS_SEEDS_FOR_EACH_SEED_H_

#include <cstdint>
#include <functional>

namespace telltale {

// Calls `work` once for each of the `count` seeds from `first` on, on `jobs` threads, at least one.
// Returns when all are done. Says on stderr once a minute how far it is.
void ForEachSeed(uint64_t first, uint64_t count, unsigned jobs,
                 const std::function<void(uint64_t seed)>& work);

}  // namespace telltale

#endif  // TELLTALE_TESTS_SEEDS_FOR_EACH_SEED_H_
