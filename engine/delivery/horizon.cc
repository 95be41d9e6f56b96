#include "engine/delivery/horizon.h"

#include <algorithm>

#include "engine/base/status.h"

namespace telltale {
namespace {

Millis Elapsed(const Attempt& first, const Surroundings& now) {
  const Millis by_wall = now.wall - first.wall;
  if (first.boot_id != now.boot_id) return by_wall;
  return std::max(by_wall, now.since_boot - first.boot_clock);
}

// For how long after its first sending a message may be sent again: by then no id is forgotten,
// whatever the clocks of both sides do.
Millis Reach(Millis ttl) { return ttl / 2; }

// An empty id and a count of 0 are unknown; only what both sides know is compared.
bool IsOther(const Attempt& first, const Cluster& cluster) {
  const bool other_id =
      !first.cluster_id.empty() && !cluster.id.empty() && first.cluster_id != cluster.id;
  return other_id || (first.partitions > 0 && first.partitions != cluster.partitions);
}

}  // namespace

std::string_view HorizonReason(Horizon horizon) {
  switch (horizon) {
    case Horizon::kWithin:
      return "there is time left";
    case Horizon::kTimePassed:
      return "that time has passed";
    case Horizon::kClockBehind:
      return "the wall clock is behind the last commit, so nobody knows how long ago that was";
    case Horizon::kOtherCluster:
      return "the workflow engine is not the one that was asked then";
  }
  return "";
}

Attempt MakeAttempt(const Surroundings& now) {
  CHECK(now.cluster.has_value());
  return {.wall = now.wall,
          .boot_id = now.boot_id,
          .boot_clock = now.since_boot,
          .cluster_id = now.cluster->id,
          .partitions = now.cluster->partitions};
}

Horizon JudgeHorizon(const Attempt& first, Millis ttl, const Surroundings& now) {
  if (now.wall < now.last_commit) return Horizon::kClockBehind;
  if (now.cluster && IsOther(first, *now.cluster)) return Horizon::kOtherCluster;
  if (Elapsed(first, now) > Reach(ttl)) return Horizon::kTimePassed;
  return Horizon::kWithin;
}

Millis LastSending(const Attempt& first, Millis ttl, const Surroundings& now) {
  return now.since_boot + Reach(ttl) - Elapsed(first, now);
}

}  // namespace telltale
