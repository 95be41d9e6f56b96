// TurnList: the heads of an outbox's key queues, by lane, each from the moment on when it may be
// tried.
//
// Thread safety: none; part of an outbox.
#ifndef TELLTALE_ENGINE_DELIVERY_TURN_LIST_H_
#define TELLTALE_ENGINE_DELIVERY_TURN_LIST_H_

#include <compare>
#include <cstdint>
#include <optional>
#include <vector>

#include "absl/container/btree_set.h"
#include "engine/base/ids.h"
#include "engine/base/time.h"

namespace telltale {

class TurnList {
 public:
  struct Head {
    OutboxSeq seq;
    int32_t correlation_hash = 0;
    friend auto operator<=>(const Head&, const Head&) = default;
  };
  using Heads = absl::btree_set<Head>;  // the oldest first

  // Puts `head` on the list; its time comes `not_before` (since boot).
  void Add(const Head& head, Millis not_before) { waiting_.insert({not_before, head}); }
  // Takes `head` off. REQUIRES: it was added with `not_before`.
  void Remove(const Head& head, Millis not_before);

  // Lets everybody in whose time has come. REQUIRES: lanes >= 1
  void Advance(Millis since_boot, size_t lanes);
  // Whose time had come at the last Advance(). REQUIRES: lane < its lanes
  const Heads& InLane(size_t lane) const { return lanes_[lane]; }
  // REQUIRES: Advance() was called
  size_t LaneOf(int32_t correlation_hash) const;

  // When the next one's time comes, of those whose time had not at the last Advance().
  std::optional<Millis> Next() const;

 private:
  struct Waiting {
    Millis not_before;
    Head head;
    friend auto operator<=>(const Waiting&, const Waiting&) = default;
  };
  void Rearrange(size_t lanes);

  absl::btree_set<Waiting> waiting_;
  std::vector<Heads> lanes_;
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_DELIVERY_TURN_LIST_H_
