// Horizon: until when a start that may have arrived is sent again.
//
// The workflow engine knows a message id only as long as it keeps the message, which is its TTL. A
// start sent again after that would be taken as a new one, so it is sent again only within half of
// the TTL from its first attempt. How much time has passed must not be underestimated:
//
//   elapsed = the larger of the wall clock's and, within one boot, the boot clock's difference
//   the wall clock is behind the last commit      -> past the horizon, it was set back
//   cluster id or number of partitions changed    -> past the horizon, the id is known elsewhere
//
// Thread safety: pure functions.
#ifndef TELLTALE_ENGINE_DELIVERY_HORIZON_H_
#define TELLTALE_ENGINE_DELIVERY_HORIZON_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/time.h"
#include "engine/ports/ports.h"
#include "engine/state/changes.h"

namespace telltale {

// The world at one moment, told by the loop.
struct Surroundings {
  WallTime wall{};
  Millis since_boot{0};  // suspension included
  std::string boot_id;
  std::optional<Cluster> cluster;  // nullopt: it never answered since we began
  WallTime last_commit{};          // what the wall clock showed at the last commit
};

enum class Horizon : uint8_t {
  kWithin,
  kTimePassed,
  kClockBehind,
  kOtherCluster,
};

// For the text that an operator reads.
std::string_view HorizonReason(Horizon horizon);

// An attempt that is about to be made. REQUIRES: now.cluster
Attempt MakeAttempt(const Surroundings& now);

// Whether a message whose first attempt was `first` may be sent again.
Horizon JudgeHorizon(const Attempt& first, Millis ttl, const Surroundings& now);
// Until when, since boot, it stays within if nothing but time passes. REQUIRES: it is within.
Millis LastSending(const Attempt& first, Millis ttl, const Surroundings& now);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_DELIVERY_HORIZON_H_
