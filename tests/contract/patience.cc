#include "tests/contract/patience.h"

#include <chrono>
#include <thread>

namespace telltale {

bool WaitWithPatience(const std::function<bool()>& condition) {
  constexpr std::chrono::seconds kLimit{30};
  constexpr std::chrono::milliseconds kLookEvery{10};
  const auto end = std::chrono::steady_clock::now() + kLimit;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(kLookEvery);
  }
  return true;
}

}  // namespace telltale
