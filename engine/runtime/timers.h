// Timers: when to look again at a key for which nothing comes. Lazy, by arrival time.
//
// A key that is armed has an entry at or before the moment that matters. A deadline that moves
// later leaves its entry alone: the entry wakes the key too early, the key is asked again, and is
// armed anew. So a key that hears an event each second costs one look per deadline, not per event.
// What a million keys have armed is never moved, so that no key waits for it.
//
// Thread safety: none; belongs to its partition.
#ifndef TELLTALE_ENGINE_RUNTIME_TIMERS_H_
#define TELLTALE_ENGINE_RUNTIME_TIMERS_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/base/segments.h"
#include "engine/base/time.h"

namespace telltale {

class Timers {
 public:
  // One key: which of the partition's tables, and the slot in it.
  struct Key {
    uint16_t table = 0;
    uint32_t slot = 0;
  };

  explicit Timers(size_t tables) : armed_(tables) {}

  // Wakes `key` at `due` or earlier.
  void Arm(Key key, ArrivalTime due) {
    Segments<ArrivalTime>& armed = armed_[key.table];
    if (key.slot >= armed.size()) armed.Grow(key.slot + 1, kNever);
    if (armed[key.slot] <= due) return;
    armed[key.slot] = due;
    Push({due, key});
  }

  // Forgets `key`: its slot may be another key's from now on.
  void Disarm(Key key) {
    if (key.slot < armed_[key.table].size()) armed_[key.table][key.slot] = kNever;
  }

  // True if PopDue(now) would return a key, or clean up.
  bool HasDue(ArrivalTime now) const { return !heap_.empty() && heap_.front().due <= now; }

  // Takes one key whose entry is at or before `now`; nullopt when there is none left. The key is
  // not armed any more.
  std::optional<Key> PopDue(ArrivalTime now);

 private:
  static constexpr ArrivalTime kNever{Millis::max()};
  struct Entry {
    ArrivalTime due;
    Key key;
  };
  void Push(Entry entry);
  Entry Pop();

  // A binary heap: the children of i are at 2i+1 and 2i+2, and due no earlier.
  Segments<Entry> heap_;
  std::vector<Segments<ArrivalTime>> armed_;  // by table and slot; entries that differ are stale
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_RUNTIME_TIMERS_H_
