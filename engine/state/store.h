// Store: everything one node remembers, and the only way to change it.
//
// States, outbox and applied offsets change together or not at all: Commit() takes one Changes per
// partition. There is deliberately no Put().
//
// Thread safety: several threads may Load() at once, each another partition. Else none; a store
// belongs to one thread at a time (start-up, then the committer).
// Errors: any error of Commit() is final. Memory may be ahead of disk then, so the caller ends
// the process.
#ifndef TELLTALE_ENGINE_STATE_STORE_H_
#define TELLTALE_ENGINE_STATE_STORE_H_

#include <cstdint>
#include <functional>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/state/changes.h"
#include "proto/format/format.pb.h"

namespace telltale {

// Receives one partition's state. Calls come in this order: progress once (not at all for a
// partition never committed), pages in any order, blocks by rising sequence, outbox rows by rising
// position with their newest mark. An error ends the load and is returned by it.
class Restore {
 public:
  virtual ~Restore() = default;
  virtual absl::Status OnProgress(const Progress& progress) = 0;
  virtual absl::Status OnPage(RuleId rule, uint32_t page, std::string_view bytes) = 0;
  virtual absl::Status OnBlock(CommitSeq seq, std::string_view bytes) = 0;
  virtual absl::Status OnOutbox(OutboxRow row, OutboxMark mark) = 0;
};

class Store {
 public:
  virtual ~Store() = default;

  // What the store knows of itself: its uuid, its lease counter, the numbers of topics and rules.
  // A new store returns one with a fresh uuid and nothing else.
  virtual absl::StatusOr<format::Catalog> LoadCatalog() = 0;

  // Makes `catalog` durable.
  [[nodiscard]] virtual absl::Status SaveCatalog(const format::Catalog& catalog) = 0;

  // Feeds everything known of `partition` into `into`.
  virtual absl::Status Load(PartitionId partition, Restore& into) = 0;

  // Makes all of `changes` durable, atomically, in their order; there may be several of one
  // partition. After OK, what Load() returns for each of its partitions includes them, even if the
  // process dies before this returns. What a mark says of a row that does not exist is dropped.
  //
  // REQUIRES: a partition's sequence numbers rise.
  [[nodiscard]] virtual absl::Status Commit(absl::Span<const Changes> changes) = 0;

  // Bytes that may still be written where the store lies.
  virtual absl::StatusOr<int64_t> FreeBytes() = 0;

  // Calls `visit` for the rows of `partition` from `from` on, in the order in which they were
  // committed, until it returns false.
  virtual absl::Status ScanQuarantine(PartitionId partition, QuarantineSeq from,
                                      const std::function<bool(const QuarantineRow&)>& visit) = 0;
  // Calls `visit` for those of the commands `seqs` that there are.
  virtual absl::Status ReadOutbox(
      PartitionId partition, absl::Span<const OutboxSeq> seqs,
      const std::function<void(const OutboxRow&, const OutboxMark&)>& visit) = 0;
  // Calls `visit` for every row of `partition`, in the order in which they were committed.
  virtual absl::Status ScanTicks(PartitionId partition,
                                 const std::function<void(const Tick&)>& visit) = 0;
  // Calls `visit` for the entries of `partition` from `from` on, in the order in which they were
  // committed, until it returns false.
  virtual absl::Status ScanAudit(PartitionId partition, AuditSeq from,
                                 const std::function<bool(const AuditRow&)>& visit) = 0;
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_STATE_STORE_H_
