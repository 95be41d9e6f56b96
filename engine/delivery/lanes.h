// Lanes: how many commands may be under way to each partition of the workflow engine.
//
// A lane is one such partition. The dispatcher sets the limits, the outboxes take places, and an
// answer gives its place back; so a command is only marked when it can soon be sent.
//
// Thread safety: none; belongs to the loop's thread.
#ifndef TELLTALE_ENGINE_DELIVERY_LANES_H_
#define TELLTALE_ENGINE_DELIVERY_LANES_H_

#include <cstdint>
#include <vector>

namespace telltale {

struct Lane {
  uint32_t limit = 0;  // places, taken ones included
  uint32_t used = 0;   // from Outbox::Ready() to the answer
  // The last thing heard from it said nothing. What is uncertain is then tried again before a
  // command that was never attempted becomes uncertain as well.
  bool doubtful = false;

  bool HasRoom() const { return used < limit; }
  void Give() { used -= used > 0; }  // 0 only after the number of partitions changed
};

// By partition of the workflow engine - 1. Empty: nothing is known of it, nothing may be sent.
using Lanes = std::vector<Lane>;

}  // namespace telltale

#endif  // TELLTALE_ENGINE_DELIVERY_LANES_H_
