#include "engine/runtime/partition_clock.h"

#include <algorithm>
#include <utility>

#include "engine/base/limits.h"

namespace telltale {
namespace {

// Wall time as arrival time: the one place where the two clocks meet, because arrival is what the
// wall clock of the broker showed.
ArrivalTime AsArrival(WallTime wall) { return ArrivalTime{wall.time_since_epoch()}; }

}  // namespace

void PartitionClock::Restore(const Progress& progress) {
  *this = PartitionClock(kind_);
  arrival_ = progress.arrival;
  set_ = progress.arrival_set;
  leap_ = progress.unconfirmed;
  // While we were away nobody answered us, so the time since the last commit counts as a gap.
  answered_ = progress.committed;
}

void PartitionClock::OnAnswered(WallTime wall) {
  if (answered_ && wall - *answered_ > kOutageAfter) held_until_ = wall + kSettle;
  answered_ = wall;
}

void PartitionClock::MoveTo(ArrivalTime arrival, WallTime wall) {
  if (arrival <= arrival_) return;
  arrival_ = arrival;
  set_ = wall;
}

void PartitionClock::EndHold(WallTime wall) {
  MoveTo(held_, wall);
  held_ = kNoArrivalTime;
}

std::optional<PartitionClock::Confirmed> PartitionClock::TakeLeap() {
  Confirmed confirmed{leap_->timestamp, std::move(leap_->keys)};
  leap_.reset();
  return confirmed;
}

std::optional<PartitionClock::Confirmed> PartitionClock::OnRecord(ArrivalTime timestamp,
                                                                  WallTime wall) {
  const ArrivalTime own = std::min(timestamp, AsArrival(wall));
  if (kind_ == Kind::kFile) {
    MoveTo(own, wall);
    return std::nullopt;
  }
  if (wall < held_until_ && arrival_ != kNoArrivalTime) {
    held_ = std::max(held_, own);
    return std::nullopt;
  }
  EndHold(wall);

  std::optional<Confirmed> confirmed;
  if (leap_ && own >= leap_->timestamp - kLeapLimit) {
    MoveTo(leap_->timestamp, wall);
    confirmed = TakeLeap();
  }
  leap_.reset();  // contradicted, if it is still there
  if (arrival_ != kNoArrivalTime && own > arrival_ + kLeapLimit) {
    leap_ = Leap{.timestamp = own};
  } else {
    MoveTo(own, wall);
  }
  return confirmed;
}

std::optional<PartitionClock::Confirmed> PartitionClock::OnProvenEnd(WallTime sent) {
  if (kind_ == Kind::kFile || arrival_ == kNoArrivalTime) return std::nullopt;
  if (sent <= set_ || sent < held_until_) return std::nullopt;
  MoveTo(arrival_ + (sent - set_), sent);
  EndHold(sent);
  if (leap_ && arrival_ >= leap_->timestamp) return TakeLeap();
  return std::nullopt;
}

void PartitionClock::AddLeapKey(const LeapKey& key) { leap_->keys.push_back(key); }

void PartitionClock::Save(Progress& progress) const {
  progress.arrival = arrival_;
  progress.arrival_set = set_;
  progress.unconfirmed = leap_;
}

}  // namespace telltale
