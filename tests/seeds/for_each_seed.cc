#include "tests/seeds/for_each_seed.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace telltale {

void ForEachSeed(uint64_t first, uint64_t count, unsigned jobs,
                 const std::function<void(uint64_t seed)>& work) {
  std::atomic<uint64_t> next{0};
  const auto run = [&] {
    for (uint64_t number = next++; number < count; number = next++) work(first + number);
  };
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < std::max(1U, jobs); ++i) threads.emplace_back(run);
  for (std::thread& thread : threads) thread.join();
}

}  // namespace telltale
