// Loop: one thread that owns partitions and everything under them.
//
//   poll -> apply -> close the batch -> commit -> acknowledge, mark, send -> answers -> settle
//
// Each turn does what can be done without waiting for anybody but the source. A batch is closed
// when it is old or large enough, or as soon as a command waits in it; while it is being written
// the next one is applied in memory. Nothing leaves before it is durable: an offset is acknowledged
// and a message is sent only when the commit that holds it is done.
//
// Thread safety: all calls from one thread. Committer and gateway call back on theirs; what they say is
// taken in at the next turn.
// Errors: Turn() returns what ends the process; kUnavailable never does.
#ifndef TELLTALE_ENGINE_RUNTIME_LOOP_H_
#define TELLTALE_ENGINE_RUNTIME_LOOP_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "engine/base/time.h"
#include "engine/runtime/committer.h"
#include "engine/runtime/dispatcher.h"
#include "engine/runtime/inbox.h"
#include "engine/runtime/ports.h"
#include "engine/runtime/snapshot.h"
#include "engine/runtime/startup.h"

namespace telltale {

struct LoopOptions {
  // A batch is closed when one of these is reached.
  Millis batch_age{50};
  uint64_t batch_records = 32768;
  size_t batch_bytes = 4 << 20;

  int64_t disk_reserve_bytes = 256 << 20;
  uint64_t outbox_rows = 1'000'000;  // unsettled, per partition
  uint64_t keys = 20'000'000;

  Millis group_pace{5000};     // how often the group's offsets are committed
  Millis snapshot_pace{250};   // how often the board is renewed
  Millis housekeeping{1000};   // how often settled commands are looked through
  Millis drain_limit{30000};   // how long Drain() waits for answers
  std::string version;         // shown
};

class Loop {
 public:
  // Everything but `opened` must outlive the loop.
  Loop(Opened opened, Source& source, Committer& committer, Dispatcher& dispatcher,
       const Clock& clock, SnapshotBoard& board, const LoopOptions& options);
  ~Loop();

  // Turns until `stop` is set (then drains), or until the input is finished and all is settled.
  absl::Status Run(const std::atomic<bool>& stop);

  // One turn; waits at most `limit`.
  absl::Status Turn(Millis limit);

  // True if the input is finished, everything is durable and no command waits to be sent.
  bool Finished() const;

  // True if a command is parked, so that an operator must act.
  bool HasParked() const;

 private:
  // What the committer is writing.
  struct InFlight {
    std::vector<std::pair<Partition*, Changes>> unused;
  };
  // What follows from a batch once it is durable.
  struct Written {
    Partition* partition = nullptr;
    Offset next;
    std::vector<OutboxSeq> added;
    std::vector<OutboxSeq> sending;  // marked by this batch, to be sent when it is durable
  };

  absl::Status TakeCommitted();
  void TakeAnswers();
  absl::Status ReadInput(Millis limit);
  void ApplyBatch(const Batch& batch, WallTime wall);
  void MarkReady();
  bool ShouldClose() const;
  void CloseBatch();
  void HouseKeep();
  void UpdateBlocked();
  void Publish();
  absl::Status Drain();
  Partition* Find(PartitionId id) const;

  Opened opened_;
  Source& source_;
  Committer& committer_;
  Dispatcher& dispatcher_;
  const Clock& clock_;
  SnapshotBoard& board_;
  LoopOptions options_;
  Inbox inbox_;
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_RUNTIME_LOOP_H_
