#include "engine/runtime/timers.h"

namespace telltale {

void Timers::Push(Entry entry) {
  heap_.push_back(entry);
  size_t at = heap_.size() - 1;
  for (size_t parent; at > 0 && heap_[parent = (at - 1) / 2].due > entry.due; at = parent) {
    heap_[at] = heap_[parent];
  }
  heap_[at] = entry;
}

Timers::Entry Timers::Pop() {
  const Entry first = heap_.front(), last = heap_.back();
  heap_.pop_back();
  if (heap_.empty()) return first;
  size_t at = 0;
  for (size_t child = 1; child < heap_.size(); at = child, child = 2 * at + 1) {
    if (child + 1 < heap_.size() && heap_[child + 1].due < heap_[child].due) ++child;
    if (heap_[child].due >= last.due) break;
    heap_[at] = heap_[child];
  }
  heap_[at] = last;
  return first;
}

std::optional<Timers::Key> Timers::PopDue(ArrivalTime now) {
  while (HasDue(now)) {
    const Entry entry = Pop();
    ArrivalTime& armed = armed_[entry.key.table][entry.key.slot];
    if (armed != entry.due) continue;
    armed = kNever;
    return entry.key;
  }
  return std::nullopt;
}

}  // namespace telltale
