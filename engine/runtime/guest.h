// Guest: somebody outside whom a loop lets in once per turn, on its own thread: who asks how things
// stand, or brings an operator's orders. Each loop has a guest of its own.
//
// A guest does little and does not wait: while it is in, nothing is read and nothing is sent.
#ifndef TELLTALE_ENGINE_RUNTIME_GUEST_H_
#define TELLTALE_ENGINE_RUNTIME_GUEST_H_

#include <functional>
#include <map>
#include <vector>

#include "engine/base/ids.h"
#include "engine/delivery/horizon.h"
#include "engine/runtime/committer.h"
#include "engine/runtime/partition.h"
#include "engine/runtime/snapshot.h"

namespace telltale {

// What a guest finds. Lives while it is in.
struct Premises {
  const std::map<PartitionId, Partition*>& partitions;  // of this loop
  Committer& committer;  // outlives the guest's stay: what it reads is answered
  const Surroundings& now;
  Blocked blocked = Blocked::kNo;
  // Called by the loop once all that has changed by now is durable. Only for who changed something.
  std::vector<std::function<void()>>& once_durable;
  // Of the node's loops this is the last one: all partitions that it reads have been here by now.
  bool last = true;
};

// Thread safety: IsWaiting() and SetWake() from any thread; Enter() from the loop's.
class Guest {
 public:
  virtual ~Guest() = default;
  // True if it wants to come in.
  virtual bool IsWaiting() const = 0;
  virtual void Enter(const Premises& premises) = 0;
  // How it makes a loop that waits for records look; empty: there is no loop.
  virtual void SetWake(std::function<void()> wake) = 0;
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_RUNTIME_GUEST_H_
