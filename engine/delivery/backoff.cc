#include "engine/delivery/backoff.h"

#include <algorithm>

#include "engine/base/status.h"

namespace telltale {

Millis Backoff::Next(uint32_t failures) {
  CHECK(failures >= 1);
  constexpr uint32_t kMostDoublings = 16;  // far beyond kBackoffMax, far from overflow
  const Millis bound =
      std::min(kBackoffMax, kBackoffFirst * (int64_t{1} << std::min(failures - 1, kMostDoublings)));
  return Millis{1 + static_cast<int64_t>(Random() % static_cast<uint64_t>(bound.count()))};
}

Millis Backoff::Slow() {
  const auto half = static_cast<uint64_t>(kBackoffMax.count() / 2);
  return Millis{static_cast<int64_t>(half + Random() % (half + 1))};
}

// SplitMix64. Source: S. Vigna, https://prng.di.unimi.it/splitmix64.c. Not <random>: its
// distributions differ between libraries, and a seed must mean the same run everywhere.
uint64_t Backoff::Random() {
  uint64_t z = (state_ += 0x9e3779b97f4a7c15);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

}  // namespace telltale
