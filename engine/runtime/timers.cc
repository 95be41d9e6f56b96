#include "engine/runtime/timers.h"

#include <algorithm>

namespace telltale {
namespace {

// For the standard heap functions, which keep the greatest in front.
constexpr auto kLater = [](const auto& a, const auto& b) { return a.due > b.due; };

}  // namespace

void Timers::Push(Entry entry) {
  heap_.push_back(entry);
  std::push_heap(heap_.begin(), heap_.end(), kLater);
}

std::optional<Timers::Key> Timers::PopDue(ArrivalTime now) {
  while (HasDue(now)) {
    std::pop_heap(heap_.begin(), heap_.end(), kLater);
    const Entry entry = heap_.back();
    heap_.pop_back();
    ArrivalTime& armed = armed_[entry.key.table][entry.key.slot];
    if (armed != entry.due) continue;
    armed = kNever;
    return entry.key;
  }
  return std::nullopt;
}

}  // namespace telltale
