// Loop: one thread that owns partitions and everything under them. A node has one, or several that
// share its partitions, its store and its limits, and nothing else (peers.h, run_loops.h).
//
//   poll -> apply -> close the batch -> commit -> acknowledge, mark, send -> answers -> settle
//
// Each turn does what can be done without waiting for anybody but the source. A batch is closed
// when it is old or large enough, or as soon as a command waits in it; while it is being written
// the next one is applied in memory. Nothing leaves before it is durable: an offset is acknowledged
// and a message is sent only when the commit that holds it is done.
//
// Thread safety: all calls from one thread. Committer and gateway call back on theirs; what they
// say is taken in at the next turn.
//
// Errors: Turn() returns what ends the process; kUnavailable never does.
#ifndef TELLTALE_ENGINE_RUNTIME_LOOP_H_
#define TELLTALE_ENGINE_RUNTIME_LOOP_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "engine/base/shard.h"
#include "engine/base/time.h"
#include "engine/delivery/dispatcher.h"
#include "engine/ports/ports.h"
#include "engine/runtime/audit_sink.h"
#include "engine/runtime/committer.h"
#include "engine/runtime/guest.h"
#include "engine/runtime/inbox.h"
#include "engine/runtime/job_desk.h"
#include "engine/runtime/peers.h"
#include "engine/runtime/snapshot.h"
#include "engine/runtime/stage_times.h"
#include "engine/runtime/startup.h"

namespace telltale {

struct LoopOptions {
  // A batch is closed when one of these is reached.
  Millis batch_age{50};
  uint64_t batch_records = 32768;
  size_t batch_bytes = 4 << 20;

  int64_t disk_reserve_bytes = 256 << 20;
  uint64_t outbox_rows = 1'000'000;  // unsettled, per partition
  uint64_t outbox_bytes = 1 << 30;   // of the messages of the node's partitions, parked ones too
  uint64_t keys = 20'000'000;        // of the node

  Millis group_pace{5000};        // how often the group's offsets are committed
  Millis snapshot_pace{250};      // how often the board is renewed
  Millis housekeeping{1000};      // how often settled commands are looked through
  Millis drain_limit{30000};      // how long the end waits for answers
  Millis drain_turn{20};          // how long each of its turns waits
  Millis audit_patience{5000};    // how long the end waits for the audit's sink
  Millis answer_patience{10000};  // a source that is silent for longer is not ready
  std::string version;            // shown, as the shard is
  Shard shard;
  LoopPlace place;
};

class Loop {
 public:
  // Everything but `opened` must outlive the loop.
  Loop(Opened opened, Source& source, Committer& committer, Dispatcher& dispatcher,
       const Clock& clock, SnapshotBoard& board, const LoopOptions& options);
  ~Loop();

  // From here on instances report to `desk`, which must outlive the loop. Call before the first
  // turn.
  void ListenAt(JobDesk& desk);
  // Lets `guest` in once per turn from here on, until the end begins. REQUIRES: called once at
  // most; `guest` outlives the loop.
  void Host(Guest& guest);

  // What is durable of the audit goes to `sink`, which must outlive the loop. Call before the first
  // turn. Without one, entries are done with once they are durable.
  void Feed(AuditSink& sink);

  // The other loops of its node, each of which joins the same `peers`, which must outlive them all.
  // Call before the first turn of any.
  void Join(Peers& peers);

  // Turns until `stop` is set (then drains), until the input of all peers is finished and all is
  // settled, or until `patience`, which is asked at every turn, has an end: then its status is
  // returned.
  absl::Status Run(const std::atomic<bool>& stop, absl::FunctionRef<absl::Status()> patience);

  // One turn; waits at most `limit`.
  absl::Status Turn(Millis limit);

  // True if the input is finished, everything is durable and no command waits to be sent.
  bool Finished() const;

  // True if a command is parked, so that an operator must act.
  bool HasParked() const;

 private:
  // What follows from a partition's batch once it is durable.
  struct Written {
    Partition* partition = nullptr;
    Offset next;
    AuditSeq next_audit;                  // entries before it may be passed on from then on
    std::optional<OutboxSeq> last_added;  // rows up to it may be tried from then on
    std::vector<OutboxSeq> marked;        // are sent then
  };

  // A job that was judged, and is answered once that is durable.
  struct JudgedJob {
    JobReport job;
    JobResult result = JobResult::kUnknown;
  };

  void WakeUp();
  Surroundings Around() const;
  absl::Status TakeCommitted();
  void TakeAnswers(const Surroundings& now);
  void TakeJobs(const Surroundings& now);
  JobResult JudgeJob(const JobReport& job, WallTime wall);
  void AnswerJobs();
  bool HasJobs() const;
  void HouseKeep(const Surroundings& now);
  bool HasGuest() const;
  void LetIn(const Surroundings& now);
  void ParkOverdue(const Surroundings& now);
  void LookAtPeers();
  void TellPeers();
  void UpdateBlocked();
  void AskForSpace();
  void HandOver(std::vector<Changes> changes);
  bool KnowsSpace() const;
  bool CanRead() const;
  bool BatchIsFull() const;
  Millis UntilDue(Millis since_boot) const;
  absl::Status ReadInput(Millis limit);
  void Apply(const Batch& batch, WallTime wall);
  void NoteChange();
  bool HasChanges() const;
  AuditSeq Audited(const Partition& partition) const;
  bool AuditIsDone();
  bool HasNewCommands() const;
  void SendReady(const Surroundings& now);
  void Send(Partition& partition, OutboxSeq seq, const Surroundings& now);
  bool ShouldClose() const;
  void CloseBatch();
  absl::Status Drain();
  std::vector<std::string> NotReady() const;
  void Publish();

  Opened opened_;
  Source& source_;
  Committer& committer_;
  Dispatcher& dispatcher_;
  const Clock& clock_;
  SnapshotBoard& board_;
  const LoopOptions options_;
  Peers alone_;
  Peers* peers_ = &alone_;
  Peers::Holding holding_;      // as peers know it
  bool told_finished_ = false;  // likewise
  JobDesk* desk_ = nullptr;     // none: nobody reports
  AuditSink* audit_ = nullptr;  // none: the audit has no topic
  bool audit_over_ = false;     // the end waits for it no longer

  std::vector<Partition*> partitions_;
  std::map<PartitionId, Partition*> by_id_;
  std::set<Partition*> touched_;  // by the poll that is being applied
  Inbox inbox_;
  Guest* guest_ = nullptr;

  // The open batch.
  std::optional<Millis> batch_since_;  // when its first change was made, since boot
  Nanos batch_began_{0};               // the same, for its stages
  uint64_t batch_records_ = 0;
  size_t batch_bytes_ = 0;
  std::map<Partition*, std::vector<OutboxSeq>> marked_;
  std::vector<JudgedJob> judged_;
  std::vector<std::function<void()>> once_durable_;

  // The batch that is being written.
  bool committing_ = false;
  std::vector<Written> written_;
  std::vector<JudgedJob> written_jobs_;
  std::vector<std::function<void()>> once_written_;
  WallTime last_commit_{};  // of any partition of the node, also by the process before this one

  bool finished_ = false;  // the input has ended
  bool draining_ = false;
  Blocked blocked_ = Blocked::kNo;
  std::optional<int64_t> free_bytes_;
  std::string source_trouble_;  // why the source cannot be read; empty: it can
  Millis answered_at_;          // when the source answered last, since boot
  Millis next_group_commit_{0};
  Millis next_housekeeping_{0};
  Millis next_snapshot_{0};
  uint64_t commits_ = 0;
  StageTimes stages_;
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_RUNTIME_LOOP_H_
