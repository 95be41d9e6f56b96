// AuditSink: where a loop's entries of the audit go once they are durable. Each loop has one of its
// own, or none.
//
// A sink takes entries from the store, as far as it is told that they are there, and says how far
// it has passed them on; that rides a commit of the loop's, so the next process goes on behind it.
// It does little per turn and waits for nobody.
//
// Thread safety: SetWake() from any thread; everything else from the loop's.
#ifndef TELLTALE_ENGINE_RUNTIME_AUDIT_SINK_H_
#define TELLTALE_ENGINE_RUNTIME_AUDIT_SINK_H_

#include <functional>
#include <optional>

#include "engine/base/ids.h"
#include "engine/base/time.h"
#include "engine/runtime/partition.h"
#include "engine/runtime/snapshot.h"
#include "engine/state/changes.h"

namespace telltale {

class AuditSink {
 public:
  virtual ~AuditSink() = default;

  // From here on entries of `partition` are taken, those that its progress does not count as
  // audited first.
  virtual void Begin(const Partition& partition) = 0;
  // The partition's entries before `next` are durable.
  virtual void OnDurable(PartitionId partition, AuditSeq next) = 0;

  virtual void Turn(Millis since_boot) = 0;
  // When Turn() has something to do even if nobody calls; nullopt: never.
  virtual std::optional<Millis> NextWake() const = 0;
  // How it makes a loop that waits look again; empty: there is no loop.
  virtual void SetWake(std::function<void()> wake) = 0;

  // The partition's first entry that is not passed on for good.
  virtual AuditSeq Audited(PartitionId partition) const = 0;
  virtual AuditView Show() const = 0;
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_RUNTIME_AUDIT_SINK_H_
