// Partition: one partition's tables, clock, timers and outbox: everything that one record changes.
//
// The shell around the pure step. It decodes a record once, lets every route and every rule of its
// topic read it, steps the keys and collects all that changed until Take() hands it over for one
// commit. Nothing leaves from here: commands become outbox rows, and rows are sent only when
// durable.
//
//   partition.Apply(record, wall);          // for each record of a poll
//   partition.EndPoll();                    // while the records still live
//   partition.OnProvenEnd(end, wall);
//   Changes changes = partition.Take(wall); // when the batch is closed
//
// Thread safety: none; a partition belongs to its loop.
#ifndef TELLTALE_ENGINE_RUNTIME_PARTITION_H_
#define TELLTALE_ENGINE_RUNTIME_PARTITION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "engine/base/ids.h"
#include "engine/base/time.h"
#include "engine/core/event.h"
#include "engine/core/outcome.h"
#include "engine/delivery/outbox.h"
#include "engine/ports/ports.h"
#include "engine/rules/reader.h"
#include "engine/rules/rule_set.h"
#include "engine/runtime/counters.h"
#include "engine/runtime/partition_clock.h"
#include "engine/runtime/snapshot.h"
#include "engine/runtime/step_observer.h"
#include "engine/runtime/timers.h"
#include "engine/state/changes.h"
#include "engine/state/store.h"
#include "engine/table/key_table.h"
#include "engine/table/page_rotation.h"

namespace telltale {

struct PartitionOptions {
  PartitionClock::Kind clock = PartitionClock::Kind::kKafka;
  uint32_t quarantine_rows = 100000;  // kept; the oldest go
  bool replay_ticks = true;           // keep ticks for kTickLife
  uint32_t audit_rows = 100000;       // kept; the oldest go; 0: none
  bool audit_ticks = false;           // they are entries too
  Millis confirm_within{60000};       // Outbox::Options
  bool tells = true;  // false: commands are decided and counted, but none is kept to be told
};

class Partition {
 public:
  // `topic` and `decoder` must live longer than the partition.
  Partition(PartitionId id, const CompiledTopic& topic, Decoder& decoder,
            const PartitionOptions& options);

  // From here on `observer`, which must outlive the partition, hears of each step. REQUIRES: called
  // once at most.
  void Watch(StepObserver& observer) { observer_ = &observer; }

  // For a partition that the store does not know: where its topic is read from.
  void BeginAt(Offset next);

  // Recovery, filled by PartitionRestore and followed by one FinishRestore().
  void RestoreProgress(const Progress& progress);
  KeyTable* FindTable(RuleId rule);
  void FinishRestore();
  // Ends what is open of rules that are being removed, as an operator would. Afterwards.
  void CloseRetired(WallTime wall);

  // Applies one record. REQUIRES: its offset is not behind next().
  void Apply(const Record& record, WallTime wall);
  // Call after the last record of a poll, while its bytes live.
  void EndPoll();
  void OnProvenEnd(const ProvenEnd& end, WallTime wall);

  // A workflow or an operator says something about a key. REQUIRES: the rule is one of the topic's.
  void OnTold(const Told& told, WallTime wall);
  // What became of a quarantined record that was tried again.
  struct Replayed {
    absl::Status status;                // OK: it was used, and its row goes with the next commit
    std::vector<std::string> outcomes;  // `NAME: OUTCOME` for each rule or route that looked at it
  };
  // Applies the record of `row` as if its sender had sent it again now: without moving position or
  // arrival, and only by the rule or the route that could not use it then. What another cannot use
  // of it is set aside anew.
  Replayed Replay(const QuarantineRow& row, WallTime wall);

  // What an instance reports by a job, and what is to become of it once the changes are durable;
  // nullopt: the rule is none of ours.
  std::optional<GateVerdict> OnInstance(const std::string& rule, InstanceReport report,
                                        WallTime wall);

  // True if Take() would return anything worth a commit.
  bool HasChanges() const;
  // True if a command waits for it.
  bool HasNewCommands() const { return !changes_.added.empty(); }
  // Hands over everything that changed since the last call.
  Changes Take(WallTime wall);
  // Adds what the outbox decided to the next commit.
  void AddMarks(std::vector<OutboxMark> marks);
  // Looks at what waits in the outbox: parks what is overdue, drops what is over, with the next
  // commit.
  void TidyOutbox(const Surroundings& now);
  // Entries of the audit before `next` need not be passed on any more, which the next commit says.
  void NoteAudited(AuditSeq next) { progress_.audited = next; }
  // The same, and if it is news there is to be such a commit.
  void SaveAudited(AuditSeq next) {
    moved_ |= progress_.audited != next;
    NoteAudited(next);
  }
  // Withdraws starts that nobody needs any more. To be called before any is sent. True if there
  // were some: they ride the next commit.
  bool WithdrawExpired();

  PartitionId id() const { return id_; }
  Offset next() const { return progress_.next; }
  ArrivalTime arrival() const { return clock_.arrival(); }
  Outbox& outbox() { return outbox_; }
  const Outbox& outbox() const { return outbox_; }
  const CompiledTopic& topic() const { return topic_; }
  // In the order of the topic's rules.
  const std::vector<KeyTable>& tables() const { return tables_; }
  const Progress& progress() const { return progress_; }
  const PartitionCounters& counters() const { return counters_; }
  uint64_t live_keys() const;
  PartitionSnapshot Show() const;

 private:
  // What is known of a record once its header fields are read.
  struct Header {
    EventTime at;
    ArrivalTime own;  // its own timestamp, as the clock takes it
    uint64_t id = 0;
  };

  void ShareKeys();
  bool Decode(const Record& record, WallTime wall);
  std::optional<Header> ReadHeader(const Record& record, WallTime wall);
  std::optional<ArrivalTime> OwnTimestamp(const Record& record) const;
  bool IsFuture(const Header& header, WallTime wall) const;
  void AdvanceTo(ArrivalTime own, WallTime wall);
  void Confirm(const PartitionClock::Confirmed& confirmed);
  void RouteRecord(size_t route, const Record& record);
  EventTime TimeOfRouted(const Record& record) const;
  void ReadRules();
  void ReadRule(size_t rule);
  void StepRule(size_t rule, const Record& record, const Header& header);
  void StepKey(size_t rule, KeyTable::KeySlot slot, const Input& input, std::string_view event);
  void OnResult(size_t rule, KeyTable::KeySlot slot, const Input& cause, const StepResult& result,
                std::string_view event);
  void NoteTrueArrival(size_t rule, KeyTable::KeySlot slot, const Header& header);
  void Emit(size_t rule, KeyTable::KeySlot slot, const Command& command, std::string_view event);
  void Enqueue(OutboxRow row);
  void Rearm(size_t rule, KeyTable::KeySlot slot);
  void DropDeadline(size_t rule, KeyTable::KeySlot slot);
  void WakeDue();  // judges every key whose time has come
  void Quarantine(const Record& record, std::optional<RuleId> rule, ErrorId error,
                  std::string text);
  void KeepTick();
  bool Audits() const { return options_.audit_rows > 0; }
  void Audit(AuditRow row);
  AuditRow AuditOf(AuditRow::Kind kind, QueueKey key, EventTime raised_at);
  void AuditResult(size_t rule, KeyTable::KeySlot slot, const StepResult& result);
  void AuditVerdicts();
  void AuditInstance(const InstanceReport& report, const Outbox::Reported& reported);
  bool IsOpen(RuleId rule, KeyHash key, EventTime raised_at);
  uint64_t HeaderId(const Record& record) const;

  // The row that is being replayed, and what comes of it.
  struct Replaying : StepObserver {
    Replaying(const CompiledTopic& topic, const QuarantineRow& replayed)
        : topic(topic), row(replayed) {}
    void OnStep(const SeenStep& step) override;
    void Note(std::string_view name, std::string_view outcome);

    const CompiledTopic& topic;
    const QuarantineRow& row;
    std::optional<ErrorId> error;
    std::string text;
    std::vector<std::string> outcomes;
  };

  PartitionId id_;
  const CompiledTopic& topic_;
  Decoder& decoder_;
  PartitionOptions options_;

  Progress progress_;
  PartitionClock clock_;
  std::vector<KeyTable> tables_;  // in the order of the topic's rules
  PageRotation rotation_;
  Timers timers_;
  Outbox outbox_;
  PartitionCounters counters_;

  // Scratch of one record; kept so that a record costs no allocation.
  std::vector<Value> fields_;
  std::vector<Reading> said_;     // to each rule
  std::vector<KeyReading> keys_;  // of all rules with the same key, one
  std::vector<size_t> key_of_;    // of each rule: its place in keys_
  std::vector<double> operands_;
  std::vector<Value> route_values_;
  Offset offset_;  // its own
  WallTime wall_{};

  const Record* last_ = nullptr;  // of this poll, until EndPoll()
  std::optional<Tick> tick_;      // the newest advance without a record, not kept yet
  bool moved_ = false;            // the next offset, or a key that was told, moved since Take()
  bool changed_ = false;          // the key being stepped changed
  bool judged_ = false;           // a wake-up changed a key
  Replaying* replaying_ = nullptr;
  StepObserver* observer_ = nullptr;  // nobody, in a node that replays nothing
  Changes changes_;
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_RUNTIME_PARTITION_H_
