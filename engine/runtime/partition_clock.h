// PartitionClock: the arrival time of one partition. Pure policy; all time is passed in.
//
// Arrival is when records reached Kafka: the greatest timestamp so far, never decreasing and never
// ahead of the wall clock. Three things guard it, because deadlines are judged by it:
//
//   proven end   Without records it goes on at the speed of the wall clock, but only as far as
//                there is proof that nothing was left unread when we asked.
//   outage       After more than kOutageAfter without any answer it is held still for kSettle, so
//                that producers can speak before their silence is judged. Records that come
//                meanwhile are applied at the held arrival; their timestamps count afterwards.
//   leap         A timestamp more than kLeapLimit ahead moves it only with a second witness: the
//                next record, or a proven end past it.
//
// A file has no producers to wait for: there every record moves it at once, and nothing else does.
//
// Thread safety: none; belongs to its partition.
#ifndef TELLTALE_ENGINE_RUNTIME_PARTITION_CLOCK_H_
#define TELLTALE_ENGINE_RUNTIME_PARTITION_CLOCK_H_

#include <optional>
#include <vector>

#include "engine/base/time.h"
#include "engine/state/changes.h"

namespace telltale {

class PartitionClock {
 public:
  enum class Kind { kKafka, kFile };

  // The keys of a leap that has just been confirmed, and when their event really arrived.
  struct Confirmed {
    ArrivalTime arrival;
    std::vector<LeapKey> keys;
  };

  explicit PartitionClock(Kind kind) : kind_(kind) {}

  // Takes over what was durable. `committed` is when: from there on nothing was answered to us.
  void Restore(const Progress& progress);

  // Something was answered at `wall` (records, or that there are none).
  void OnAnswered(WallTime wall);

  // A record with its own timestamp is about to be applied. Returns a leap that it confirmed.
  std::optional<Confirmed> OnRecord(ArrivalTime timestamp, WallTime wall);

  // Nothing was left unread at `sent`. Returns a leap that this confirmed.
  std::optional<Confirmed> OnProvenEnd(WallTime sent);

  // The key's newest event is the record of the leap that waits for its second witness.
  void AddLeapKey(const LeapKey& key);

  // True between a record that leapt and its second witness.
  bool HasLeap() const { return leap_.has_value(); }

  ArrivalTime arrival() const { return arrival_; }
  // True if the last record was applied at a held arrival. Its key's newest event then really
  // arrived later than arrival() says.
  bool held() const { return held_ != kNoArrivalTime; }

  void Save(Progress& progress) const;

 private:
  void MoveTo(ArrivalTime arrival, WallTime wall);
  void EndHold(WallTime wall);
  std::optional<Confirmed> TakeLeap();

  Kind kind_;
  ArrivalTime arrival_ = kNoArrivalTime;
  WallTime set_{};
  std::optional<Leap> leap_;
  std::optional<WallTime> answered_;
  WallTime held_until_{};
  ArrivalTime held_ = kNoArrivalTime;  // the greatest timestamp that came while it was held
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_RUNTIME_PARTITION_CLOCK_H_
