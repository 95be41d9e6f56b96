// Listing: one question about all partitions, answered in two parts: a look at what is in memory,
// in bounded steps, then a bounded read of the store.
//
//   while (!listing.Look(views, budget)) ...  // on the loop's thread, a step per turn
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

namespace telltale {

// Keys or commands looked at in one turn: about half a millisecond.
inline constexpr size_t kLookedAtPerTurn = 16384;
// Rows of a page.
inline constexpr size_t kMaxPageRows = 1000;
inline constexpr size_t kDefaultPageRows = 100;
// What one read of quarantine goes through; what is looked for may be rare.
inline constexpr size_t kMaxScannedRows = 2000;
inline constexpr size_t kMaxScannedBytes = 4 << 20;

// Where a listing is: the partition, and the place in it.
struct Position {
  size_t partition = 0;
  size_t table = 0;
  uint64_t place = 0;
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_DESK_LISTING_H_
