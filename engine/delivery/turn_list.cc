#include "engine/delivery/turn_list.h"

#include <utility>

#include "engine/base/correlation_hash.h"
#include "engine/base/status.h"

namespace telltale {

void TurnList::Remove(const Head& head, Millis not_before) {
  if (waiting_.erase({not_before, head}) == 1) return;
  CHECK(!lanes_.empty() && lanes_[LaneOf(head.correlation_hash)].erase(head) == 1);
}

void TurnList::Advance(Millis since_boot, size_t lanes) {
  CHECK(lanes >= 1);
  if (lanes != lanes_.size()) Rearrange(lanes);
  while (!waiting_.empty() && waiting_.begin()->not_before <= since_boot) {
    const Head head = waiting_.begin()->head;
    lanes_[LaneOf(head.correlation_hash)].insert(head);
    waiting_.erase(waiting_.begin());
  }
}

size_t TurnList::LaneOf(int32_t correlation_hash) const {
  return PartitionOfHash(correlation_hash, static_cast<int32_t>(lanes_.size())) - 1;
}

std::optional<Millis> TurnList::Next() const {
  if (waiting_.empty()) return std::nullopt;
  return waiting_.begin()->not_before;
}

void TurnList::Rearrange(size_t lanes) {
  const std::vector<Heads> before = std::exchange(lanes_, std::vector<Heads>(lanes));
  for (const Heads& heads : before) {
    for (const Head& head : heads) lanes_[LaneOf(head.correlation_hash)].insert(head);
  }
}

}  // namespace telltale
