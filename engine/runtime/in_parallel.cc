#include "engine/runtime/in_parallel.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace telltale {

absl::Status InParallel(size_t count, size_t threads,
                        absl::FunctionRef<absl::Status(size_t)> work) {
  std::vector<absl::Status> results(count);
  std::atomic<size_t> next{0};
  std::atomic<bool> failed{false};
  const auto work_on = [&] {
    while (!failed) {
      const size_t number = next++;
      if (number >= count) return;
      results[number] = work(number);
      if (!results[number].ok()) failed = true;
    }
  };
  std::vector<std::thread> others;
  while (others.size() + 1 < std::min(threads, count)) others.emplace_back(work_on);
  work_on();
  for (std::thread& other : others) other.join();
  const auto bad = std::find_if(results.begin(), results.end(),
                                [](const absl::Status& status) { return !status.ok(); });
  return bad == results.end() ? absl::OkStatus() : *bad;
}

}  // namespace telltale
