// Backoff: how long to wait before the next try.
//
// Full jitter: a random time up to a bound that doubles with each failed try, so that many who
// failed together do not come back together. Source: M. Brooker, "Exponential Backoff And Jitter",
// AWS Architecture Blog, 2015. The random numbers come from a seed, so a run can be repeated.
//
// Thread safety: none.
#ifndef TELLTALE_ENGINE_DELIVERY_BACKOFF_H_
#define TELLTALE_ENGINE_DELIVERY_BACKOFF_H_

#include <cstdint>

#include "engine/base/time.h"

namespace telltale {

// The bound after the first failure, and the greatest. 5 s: a partition of a real Zeebe needs 8 to
// 17 s to come back, so one or two tries fall into that time and none comes late by much.
inline constexpr Millis kBackoffFirst{50};
inline constexpr Millis kBackoffMax{5000};

class Backoff {
 public:
  explicit Backoff(uint64_t seed) : state_(seed) {}

  // After `failures` failed tries in a row: uniform in [1 ms, min(kBackoffMax, kBackoffFirst *
  // 2^(failures - 1))]. REQUIRES: failures >= 1
  Millis Next(uint32_t failures);

  // For what will not change soon: uniform in [kBackoffMax / 2, kBackoffMax].
  Millis Slow();

 private:
  uint64_t Random();

  uint64_t state_;
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_DELIVERY_BACKOFF_H_
