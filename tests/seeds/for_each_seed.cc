#include "tests/seeds/for_each_seed.h"

#include <algorithm>
#include <atomic>
#include <iostream>
#include <thread>
#include <vector>

#include "absl/synchronization/notification.h"
#include "absl/time/time.h"

namespace telltale {
namespace {

// Says how far it is until it is notified.
void Watch(const std::atomic<uint64_t>& done, uint64_t count, const absl::Notification& end) {
  for (int minutes = 1; !end.WaitForNotificationWithTimeout(absl::Minutes(1)); ++minutes) {
    std::cerr << done << " of " << count << " seeds, " << minutes << " min\n";
  }
}

}  // namespace

void ForEachSeed(uint64_t first, uint64_t count, unsigned jobs,
                 const std::function<void(uint64_t seed)>& work) {
  std::atomic<uint64_t> next{0}, done{0};
  const auto run = [&] {
    for (uint64_t number = next++; number < count; number = next++) {
      work(first + number);
      ++done;
    }
  };
  absl::Notification end;
  std::thread watch([&] { Watch(done, count, end); });
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < std::max(1U, jobs); ++i) threads.emplace_back(run);
  for (std::thread& thread : threads) thread.join();
  end.Notify();
  watch.join();
}

}  // namespace telltale
