// Peers: what the loops of one node know of each other: what they hold together of what is limited
// for all, when one of them committed last, and whether all have come to their end.
//
// Plain numbers, looked at once per turn: no loop ever waits for another.
//
// Thread safety: any thread.
#ifndef TELLTALE_ENGINE_RUNTIME_PEERS_H_
#define TELLTALE_ENGINE_RUNTIME_PEERS_H_

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "engine/base/time.h"

namespace telltale {

class Peers {
 public:
  explicit Peers(size_t loops = 1) : unfinished_(loops) {}

  // What is limited for all loops together.
  struct Holding {
    uint64_t keys = 0;
    uint64_t message_bytes = 0;
  };
  // A loop that held `before` holds `now`. Returns what all of them hold.
  Holding Hold(const Holding& before, const Holding& now) {
    return {Replace(keys_, before.keys, now.keys),
            Replace(message_bytes_, before.message_bytes, now.message_bytes)};
  }

  // A loop closes a batch at `wall`; one that did so before it sees that the clock was set back.
  void NoteCommit(WallTime wall) { last_commit_.store(ToMs(wall), std::memory_order_relaxed); }
  WallTime last_commit() const { return WallMs(last_commit_.load(std::memory_order_relaxed)); }

  // A loop has nothing more to do; with false, it has after all. REQUIRES: it said the other before
  void NoteFinished(bool finished) { finished ? --unfinished_ : ++unfinished_; }
  bool AllFinished() const { return unfinished_ == 0; }

 private:
  static uint64_t Replace(std::atomic<uint64_t>& sum, uint64_t before, uint64_t now) {
    if (before == now) return sum.load(std::memory_order_relaxed);
    const uint64_t more = now - before;  // unsigned, so it may as well be less
    return sum.fetch_add(more, std::memory_order_relaxed) + more;
  }

  std::atomic<uint64_t> keys_{0};
  std::atomic<uint64_t> message_bytes_{0};
  std::atomic<int64_t> last_commit_{0};
  std::atomic<size_t> unfinished_;
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_RUNTIME_PEERS_H_
