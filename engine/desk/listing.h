// Listing: one question about all partitions, answered in two parts: a look at what is in memory,
// in bounded steps, then a bounded read of the store.
//
//   while (!listing.Look(views, budget)) ...  // on each loop's thread, a step per turn
//   page = listing.Read(store);               // on the committer's, between two commits
//
// Between two steps the partitions may change: what is found is how each thing stood when it was
// looked at.
//
// Thread safety: none; one thread at a time.
#ifndef TELLTALE_ENGINE_DESK_LISTING_H_
#define TELLTALE_ENGINE_DESK_LISTING_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>

#include "engine/base/ids.h"

namespace telltale {

// Keys or commands looked at in one turn: about half a millisecond.
inline constexpr size_t kLookedAtPerTurn = 16384;
// Rows of a page.
inline constexpr size_t kMaxPageRows = 1000;
inline constexpr size_t kDefaultPageRows = 100;
// What one read of quarantine goes through; what is looked for may be rare.
inline constexpr size_t kMaxScannedRows = 2000;
inline constexpr size_t kMaxScannedBytes = 4 << 20;
// What one read of the audit goes through: a few milliseconds.
inline constexpr size_t kMaxScannedEntries = 10000;

// Where a listing is. It comes to the partitions of one loop after the other, and may come to some
// again, if the loops were made anew on its way.
struct Position {
  std::set<PartitionId> done;            // were looked at to their end
  std::optional<PartitionId> partition;  // is being looked at
  size_t table = 0;
  uint64_t place = 0;

  // False: it was looked at. Else it is now, from `table` and `place` on.
  bool Enter(PartitionId id) {
    if (done.contains(id)) return false;
    if (partition != id) {
      table = 0;
      place = 0;
    }
    partition = id;
    return true;
  }
  void Leave() {
    done.insert(*partition);
    partition.reset();
  }
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_DESK_LISTING_H_
