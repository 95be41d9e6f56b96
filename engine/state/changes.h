// Changes: all that one partition's batch changes, made durable together or not at all.
//
// Made by a Partition (Take()), written by a Store (Commit()). Thread safety: values; handed over,
// never shared.
#ifndef TELLTALE_ENGINE_STATE_CHANGES_H_
#define TELLTALE_ENGINE_STATE_CHANGES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/error_catalogue.h"
#include "engine/base/ids.h"
#include "engine/base/message.h"
#include "engine/base/time.h"

namespace telltale {

// The number of a partition's commit: 1 for its first, then one more each time. Blocks and pages
// carry it; at recovery the higher one wins.
using CommitSeq = StrongInt<struct CommitSeqTag, uint64_t>;

// The number of a record in its partition's quarantine; never reused.
using QuarantineSeq = StrongInt<struct QuarantineSeqTag, uint64_t>;

// The number of an entry in its partition's audit; never reused.
using AuditSeq = StrongInt<struct AuditSeqTag, uint64_t>;

// The last applied record, to be compared with the topic at start: another record at this place
// means another topic, another cluster or another file.
struct Anchor {
  Offset offset;
  ArrivalTime timestamp;  // the record's own
  uint64_t digest = 0;    // Hash64 of its value
  friend bool operator==(const Anchor&, const Anchor&) = default;
};

// A key whose newest event is the record of an unconfirmed leap.
struct LeapKey {
  RuleId rule;
  KeyHash key;
  EventTime newest;
  friend bool operator==(const LeapKey&, const LeapKey&) = default;
};

// A record's timestamp that lies too far ahead to be believed without a second witness.
struct Leap {
  ArrivalTime timestamp;
  std::vector<LeapKey> keys;
  friend bool operator==(const Leap&, const Leap&) = default;
};

// How far a partition is: where to read on, and what time it is there.
struct Progress {
  CommitSeq seq;
  Offset next;  // the first record not applied
  ArrivalTime arrival = kNoArrivalTime;
  WallTime arrival_set{};  // what the wall clock showed when `arrival` was last set
  WallTime committed{};    // what the wall clock showed when this batch was closed
  std::optional<Leap> unconfirmed;
  std::optional<Anchor> anchor;  // none before the first record
  OutboxSeq next_outbox;         // the next command's position
  QuarantineSeq next_quarantine{1};
  AuditSeq next_audit{1};
  AuditSeq audited{1};  // the first entry that may not be on the topic of audit yet
  friend bool operator==(const Progress&, const Progress&) = default;
};

// One page of one rule's key table, encoded when the batch was closed.
struct PageRun {
  RuleId rule;
  uint32_t page = 0;
  std::string bytes;
  friend bool operator==(const PageRun&, const PageRun&) = default;
};

// A command, rendered: an edit of its rule cannot change it.
struct OutboxRow {
  OutboxSeq seq;
  RuleId rule;
  KeyHash key;  // rule and key: the queue that the command stands in
  Message message;
  bool gated = false;  // a start whose workflow begins with a gate job
  // A start: from this arrival on it is withdrawn if its back is decided, unless it was attempted.
  std::optional<ArrivalTime> expires;
  friend bool operator==(const OutboxRow&, const OutboxRow&) = default;
};

// Where a command stands. Persisted numbers: never reused, never renumbered.
enum class Fate : uint8_t {
  kPending = 0,     // never attempted
  kAttempted = 1,   // an attempt may have arrived
  kParked = 2,      // waits for an operator
  kSettled = 3,     // accepted
  kWithdrawn = 4,   // never to be sent: its episode was over before its start could be
  kSuperseded = 5,  // a parked start whose back was accepted
};
std::string_view FateName(Fate fate);

// What is known about the first attempt that may have arrived. Elapsed time is the larger of both
// clocks' differences; another boot leaves only the wall clock.
struct Attempt {
  WallTime wall{};
  std::string boot_id;     // of the machine's boot
  Millis boot_clock{0};    // since that boot, suspension included
  std::string cluster_id;  // the workflow engine's; empty: unknown
  int32_t partitions = 0;  // the workflow engine's
  friend bool operator==(const Attempt&, const Attempt&) = default;
};

// Which instance of a process is the one of its episode: the first that reported.
struct GateRecord {
  std::string process;   // the BPMN process id
  int64_t instance = 0;  // the workflow engine's number
  bool ended = false;    // it reported its end
  friend bool operator==(const GateRecord&, const GateRecord&) = default;
};

// The newest standing of a command; replaces the one before.
struct OutboxMark {
  OutboxSeq seq;
  Fate fate = Fate::kPending;
  std::optional<Attempt> attempt;  // the first that may have arrived, while that matters
  WallTime last_attempt{};         // for how long the row must live
  std::string reason;              // kParked: why, with the other side's words
  std::vector<GateRecord> gates;   // of a start, one per process that reported
  friend bool operator==(const OutboxMark&, const OutboxMark&) = default;
};

// A record, or one rule's view of it, that could not be used.
struct QuarantineRow {
  QuarantineSeq seq;
  Offset offset;
  std::optional<RuleId> rule;  // absent: the record itself is bad
  ErrorId error;
  std::string text;       // "expected ..., but ..."
  ArrivalTime timestamp;  // the record's own
  WallTime at{};          // when it was set aside
  uint64_t id = 0;        // of the event, if its topic has ids in headers; hashed, 0 is none
  std::string payload;    // at most kMaxQuarantinePayloadBytes of it
  // What routes read besides, if the topic has any.
  std::optional<std::string> key;
  std::vector<std::pair<std::string, std::string>> headers;
  bool cut = false;  // they have more than kMaxQuarantinePayloadBytes, and are not kept
  friend bool operator==(const QuarantineRow&, const QuarantineRow&) = default;
};

// Something about a key's episode that no record says. Persisted numbers: never renumbered.
struct Told {
  enum class Kind : uint8_t {
    kStarted = 0,  // by the workflow: it runs
    kEnded = 1,    // by the workflow: it is done
    kClose = 2,    // its rule is retired: end it
  };
  RuleId rule;
  KeyHash key;
  Kind kind = Kind::kStarted;
  EventTime raised_at;  // names the episode
  friend bool operator==(const Told&, const Told&) = default;
};
// As in what `run --ticks` writes: `started`, `ended`, `close`.
std::string_view ToldName(Told::Kind kind);

// An advance of the arrival time without a record, or something that was told, that a replay must
// see at the same place.
struct Tick {
  Offset next;  // applied before the record at this offset
  ArrivalTime arrival;
  WallTime at{};
  std::optional<Told> told;  // at this arrival
  friend bool operator==(const Tick&, const Tick&) = default;
};

// What happened to an episode, or to the partition's clock: what an operator, or an auditor, is
// told of it afterwards.
struct AuditRow {
  // Persisted numbers: never reused, never renumbered.
  enum class Kind : uint8_t {
    kRaised = 1,       // the episode opened
    kCleared = 2,      // it ended; `ending` says why
    kAccepted = 3,     // the workflow engine has `command`
    kConfirmed = 4,    // `instance` is the one of the episode
    kFenced = 5,       // `instance` was one too many, and is cancelled
    kFinished = 6,     // `instance` reported that it is done
    kParked = 7,       // `command` waits for an operator; `text` says why
    kRetried = 8,      // an operator has `command` sent again
    kWithdrawn = 9,    // `command` is never to be sent
    kSuperseded = 10,  // the parked `command` is over, for its back was accepted
    kTick = 11,        // the arrival moved without a record; of no episode
  };
  AuditSeq seq;
  Kind kind = Kind::kTick;
  WallTime at{};
  ArrivalTime arrival;
  Offset next;  // what is told came before the record at this offset
  // Of the episode; a tick has none of these.
  RuleId rule;
  KeyHash key;
  std::string key_text;  // escaped; empty: the key was forgotten meanwhile
  std::string episode;   // its id
  std::optional<Message::Kind> command;
  std::optional<EventTime> event_time;  // of kRaised and kCleared: when, by the events
  std::string ending;                   // of kCleared
  std::string text;                     // of kParked, with the other side's words
  std::string process;                  // of what an instance said: the BPMN process id
  int64_t instance = 0;                 // likewise: the workflow engine's number
  friend bool operator==(const AuditRow&, const AuditRow&) = default;
};
// As in listings and on the topic: `raised`, `cleared`, `accepted`.
std::string_view AuditName(AuditRow::Kind kind);

struct Changes {
  PartitionId partition;
  Progress progress;
  std::string block;           // changed records; empty: none changed
  std::vector<PageRun> pages;  // the next few of the rotation
  CommitSeq blocks_kept_from;  // blocks before it are no longer needed: every page is younger
  std::vector<OutboxRow> added;
  std::vector<OutboxMark> marks;   // in order; the last per seq wins
  std::vector<OutboxSeq> removed;  // rows whose life is over, with their marks
  std::vector<QuarantineRow> quarantined;
  std::vector<QuarantineSeq> released;  // quarantined records that could be used after all
  uint32_t quarantine_limit = 0;        // a row goes when so many were set aside after it
  std::vector<Tick> ticks;
  WallTime ticks_kept_from{};  // ticks of earlier commits go, from the oldest on, if before it
  std::vector<AuditRow> audit;
  uint32_t audit_limit = 0;  // an entry goes when so many came after it
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_STATE_CHANGES_H_
