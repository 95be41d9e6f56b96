// Ports: everything the engine needs from outside, in one header. Connectors implement them; cli
// wires them; tests and simulation put models in their place.
//
// Nothing here names a vendor. Times come in with what is received, or from Clock, never from a
// system call of the engine's own.
#ifndef TELLTALE_ENGINE_PORTS_PORTS_H_
#define TELLTALE_ENGINE_PORTS_PORTS_H_

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/base/error_catalogue.h"
#include "engine/base/ids.h"
#include "engine/base/message.h"
#include "engine/base/path.h"
#include "engine/base/record.h"
#include "engine/base/time.h"
#include "engine/base/value.h"

namespace telltale {

// ---------------------------------------------------------------- time

using Nanos = std::chrono::nanoseconds;

// Reads the machine's clocks. Thread safety: any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual WallTime Wall() const = 0;
  // Milliseconds since this boot, suspension included (CLOCK_BOOTTIME).
  virtual Millis SinceBoot() const = 0;
  // The same, as fine as the machine has it: for measuring, never for deciding.
  virtual Nanos Fine() const { return SinceBoot(); }
  // The identity of this boot.
  virtual const std::string& BootId() const = 0;
};

// ---------------------------------------------------------------- source

// Proof that at `sent` the partition had nothing at or after `end`.
struct ProvenEnd {
  PartitionId partition;
  Offset end;
  WallTime sent{};  // when we asked, not when the answer came
};

struct Batch {
  absl::Span<const Record> records;  // per partition by rising offset
  // Of partitions whose end equals what was delivered, at most one each.
  absl::Span<const ProvenEnd> ends;
  // The other side answered something since the last Poll (an idle fetch counts).
  bool answered = false;
  bool finished = false;  // nothing will ever follow (a file's end, not followed)
};

// What a partition holds: records from `begin` up to, not including, `end`.
struct Bounds {
  Offset begin;
  Offset end;
};

// A record's fingerprint, for the comparison with an Anchor.
struct Fingerprint {
  Offset offset;
  ArrivalTime timestamp;
  uint64_t digest = 0;  // Hash64 of its value
};

// What another process, or we before, left with the consumer group's offset.
struct GroupOffset {
  Offset next;
  std::string metadata;
};

// Where records come from. A position read is never acknowledged before Ack().
//
// Thread safety: one thread, except Wake() (any thread).
// Errors: kUnavailable means "not now": the caller waits and asks again. Others are final.
class Source {
 public:
  virtual ~Source() = default;

  // The partitions of a topic. kNotFound: there is no such topic (yet).
  virtual absl::StatusOr<std::vector<int32_t>> Partitions(const std::string& topic) = 0;
  virtual absl::StatusOr<Bounds> GetBounds(const std::string& topic, int32_t partition) = 0;
  // The first offset whose record's timestamp is at or after `time`; the end if there is none.
  virtual absl::StatusOr<Offset> OffsetAt(const std::string& topic, int32_t partition,
                                          ArrivalTime time) = 0;
  // The record at `offset`; nullopt if it is no longer (or not) there.
  virtual absl::StatusOr<std::optional<Fingerprint>> ReadOne(const std::string& topic,
                                                             int32_t partition, Offset offset) = 0;
  // What the group's offset of the partition says; nullopt: nothing was ever committed.
  virtual absl::StatusOr<std::optional<GroupOffset>> ReadGroup(const std::string& topic,
                                                               int32_t partition) = 0;

  // Begins delivery of the partition at `from`, under the number `id`. Call once per partition,
  // before the first Poll().
  virtual absl::Status Assign(PartitionId id, const std::string& topic, Offset from) = 0;

  // Waits up to `limit` for records, less if Wake() is called. Returns early with few records
  // rather than late with many.
  virtual absl::StatusOr<Batch> Poll(Millis limit) = 0;

  // Writes `metadata` with the start positions of all assigned partitions to the group, now: from
  // here on it is ours. REQUIRES: what the group held before was compared with our own.
  virtual absl::Status ClaimGroup(const std::string& metadata) = 0;

  // Everything before `next` is durable with us.
  virtual void Ack(PartitionId partition, Offset next) = 0;

  // Commits the acknowledged offsets to the group, in the background; a failure is retried with
  // the next call. If the group no longer holds the claimed metadata nothing is committed, and
  // the next Poll() returns kAborted with what was found: somebody else claimed it.
  virtual void CommitGroup() = 0;

  // Makes a waiting Poll() return soon.
  virtual void Wake() = 0;
};

// ---------------------------------------------------------------- decoder

struct DecodeError {
  ErrorId error;
  std::string text;  // "expected ..., but ... at byte N"
};

// Turns a record's bytes into the fields that a topic's rules read: compiled paths -> slots, once
// per record, for all rules of its topic.
//
// Ownership: values in `fields` live until the next Decode() and no longer than the record.
// Thread safety: none; one decoder per topic and loop.
class Decoder {
 public:
  virtual ~Decoder() = default;
  // Fills fields[slot] for every slot of the table it was made for. On an error returns false and
  // fills `error`; `fields` is then unspecified.
  virtual bool Decode(std::string_view value, absl::Span<Value> fields, DecodeError& error) = 0;
};

// ---------------------------------------------------------------- gateway

// What the answer to a command means, decided once at the connector's edge.
enum class Answer : uint8_t {
  kAccepted,         // it was taken
  kKnown,            // an earlier attempt of the same id was taken
  kNotApplied,       // certainly not taken: try again (back-pressure)
  kRetryLater,       // certainly not taken: try again slowly (routing in change)
  kAmbiguous,        // may have been taken: no connection, deadline, internal error
  kRefused,          // will never be taken: bad argument, not found, not permitted, too large
  kUnauthenticated,  // the token was not accepted, even after a refresh
};
std::string_view AnswerName(Answer answer);

struct Answered {
  Answer answer = Answer::kAmbiguous;
  std::string text;                          // the other side's words, for kRefused and the log
  ErrorId error = ErrorId::kMessageRefused;  // kRefused: what an operator reads
};

// The workflow engine as far as delivery needs to know it.
struct Cluster {
  std::string id;  // empty: unknown
  int32_t partitions = 1;
  std::vector<int32_t> leaderless;  // partitions (from 1) that nobody leads now
};

// Where messages go. Thread safety: any thread. `done` is called exactly once, on any thread, maybe
// before the call returns.
class Gateway {
 public:
  virtual ~Gateway() = default;
  virtual void Publish(const Message& message, std::function<void(Answered)> done) = 0;
  virtual void Topology(std::function<void(absl::StatusOr<Cluster>)> done) = 0;
  // False once the connection that the newest Topology was answered over is gone, until another is:
  // what a call meets now may be another engine at the same address. Cheap.
  virtual bool Connected() const { return true; }
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_PORTS_PORTS_H_
