#include "connectors/rocksdb/partition_rows.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/error_catalogue.h"
#include "engine/base/status.h"
#include "engine/base/strings.h"
#include "engine/state/row_codec.h"

namespace telltale {

absl::Status PartitionRows::Corrupt(std::string_view what) const {
  return MakeError(ErrorId::kCorrupt,
                   absl::StrCat(database_->dir(), ": topic ", partition_.topic.value,
                                ", partition ", partition_.partition, ": expected ", A(what),
                                " as it was written, but its bytes are none"));
}

absl::Status PartitionRows::Load(Restore& into) {
  blocks_.clear();
  oldest_tick_.reset();
  ASSIGN_OR_RETURN(const bool found, LoadProgress(into));
  if (!found) return absl::OkStatus();
  RETURN_IF_ERROR(
      database_->Scan(RowKind::kPage, partition_, [&](uint64_t number, std::string_view bytes) {
        return into.OnPage(RuleOfPage(number), PageOfNumber(number), bytes);
      }));
  RETURN_IF_ERROR(LoadBlocks(into));
  RETURN_IF_ERROR(LoadOutbox(into));
  RETURN_IF_ERROR(LoadLog(RowKind::kAudit, audit_));
  return LoadLog(RowKind::kTick, ticks_);
}

absl::StatusOr<bool> PartitionRows::LoadProgress(Restore& into) {
  ASSIGN_OR_RETURN(const auto bytes, database_->Get(Key(RowKind::kProgress, 0)));
  if (!bytes) return false;
  Progress progress;
  if (!Decode(*bytes, progress)) return Corrupt("its progress");
  seq_ = progress.seq;
  RETURN_IF_ERROR(LoadLog(RowKind::kQuarantine, quarantine_));
  // Before numbers were kept with the progress they were those of the rows.
  progress.next_quarantine.value = std::max(progress.next_quarantine.value, quarantine_.next);
  RETURN_IF_ERROR(into.OnProgress(progress));
  return true;
}

absl::Status PartitionRows::LoadBlocks(Restore& into) {
  return database_->Scan(RowKind::kBlock, partition_, [&](uint64_t number, std::string_view bytes) {
    blocks_.push_back(CommitSeq{number});
    return into.OnBlock(CommitSeq{number}, bytes);
  });
}

// A row comes before its mark; one without a mark was never tried.
absl::Status PartitionRows::LoadOutbox(Restore& into) {
  std::optional<OutboxRow> waiting;
  const auto deliver = [&](OutboxMark mark) {
    if (!waiting) return absl::OkStatus();
    mark.seq = waiting->seq;
    return into.OnOutbox(*std::exchange(waiting, std::nullopt), std::move(mark));
  };
  RETURN_IF_ERROR(database_->Scan(
      RowKind::kOutbox, partition_, [&](uint64_t number, std::string_view bytes) -> absl::Status {
        if (IsMark(number)) {
          OutboxMark mark;
          if (!Decode(bytes, mark)) return Corrupt("an outbox mark");
          const bool fits = waiting && waiting->seq == SeqOfNumber(number);
          return fits ? deliver(std::move(mark)) : absl::OkStatus();
        }
        RETURN_IF_ERROR(deliver({}));
        waiting.emplace().seq = SeqOfNumber(number);
        return Decode(bytes, *waiting) ? absl::OkStatus() : Corrupt("an outbox row");
      }));
  return deliver({});
}

absl::Status PartitionRows::LoadLog(RowKind kind, Log& log) {
  ASSIGN_OR_RETURN(const auto ends, database_->FindEnds(kind, partition_));
  if (ends) log = {ends->first, ends->last + 1};
  return absl::OkStatus();
}

absl::Status PartitionRows::Write(const Changes& changes, CommitBatch& batch) {
  CHECK(changes.progress.seq > seq_);
  seq_ = changes.progress.seq;
  WriteStates(changes, batch);
  WriteOutbox(changes, batch);
  WriteQuarantine(changes, batch);
  WriteAudit(changes, batch);
  return WriteTicks(changes, batch);
}

void PartitionRows::WriteStates(const Changes& changes, CommitBatch& batch) {
  batch.Put(Key(RowKind::kProgress, 0), Encode(changes.progress));
  for (const PageRun& page : changes.pages) {
    batch.Put(Key(RowKind::kPage, PageNumber(page.rule, page.page)), page.bytes);
  }
  if (!changes.block.empty()) {
    batch.Put(Key(RowKind::kBlock, seq_.value), changes.block);
    blocks_.push_back(seq_);
  }
  // One by one: RocksDB's range deletes are slow in number, and were wrong before 8.5.2
  // (facebook/rocksdb#11786).
  while (!blocks_.empty() && blocks_.front() < changes.blocks_kept_from) {
    batch.Delete(Key(RowKind::kBlock, blocks_.front().value));
    blocks_.pop_front();
  }
}

void PartitionRows::WriteOutbox(const Changes& changes, CommitBatch& batch) {
  for (const OutboxRow& row : changes.added) {
    batch.Put(Key(RowKind::kOutbox, RowNumber(row.seq)), Encode(row));
  }
  for (const OutboxMark& mark : changes.marks) {
    batch.Put(Key(RowKind::kOutbox, MarkNumber(mark.seq)), Encode(mark));
  }
  for (const OutboxSeq seq : changes.removed) {
    batch.Delete(Key(RowKind::kOutbox, RowNumber(seq)));
    batch.Delete(Key(RowKind::kOutbox, MarkNumber(seq)));
  }
}

void PartitionRows::WriteQuarantine(const Changes& changes, CommitBatch& batch) {
  for (const QuarantineRow& row : changes.quarantined) {
    batch.Put(Key(RowKind::kQuarantine, row.seq.value), Encode(row));
    quarantine_.next = row.seq.value + 1;
  }
  for (const QuarantineSeq seq : changes.released) {
    batch.Delete(Key(RowKind::kQuarantine, seq.value));
  }
  Trim(RowKind::kQuarantine, changes.quarantine_limit, changes.quarantined.size(), quarantine_,
       batch);
}

void PartitionRows::WriteAudit(const Changes& changes, CommitBatch& batch) {
  for (const AuditRow& row : changes.audit) {
    batch.Put(Key(RowKind::kAudit, row.seq.value), Encode(row));
    if (audit_.size() == 0) audit_.first = row.seq.value;
    audit_.next = row.seq.value + 1;
  }
  Trim(RowKind::kAudit, changes.audit_limit, changes.audit.size(), audit_, batch);
}

// A limit that was lowered is not reached in one commit.
void PartitionRows::Trim(RowKind kind, uint64_t limit, size_t added, Log& log,
                         CommitBatch& batch) const {
  constexpr size_t kMostBesides = 10000;
  for (size_t most = added + kMostBesides; log.size() > limit && most > 0; --most) {
    batch.Delete(Key(kind, log.first++));
  }
}

absl::StatusOr<std::optional<WallTime>> PartitionRows::OldestTick() {
  if (oldest_tick_ || ticks_.size() == 0) return oldest_tick_;
  ASSIGN_OR_RETURN(const auto bytes, database_->Get(Key(RowKind::kTick, ticks_.first)));
  if (!bytes) return std::nullopt;  // it is part of the batch that is being made
  Tick tick;
  if (!Decode(*bytes, tick)) return Corrupt("a tick");
  oldest_tick_ = tick.at;
  return oldest_tick_;
}

absl::Status PartitionRows::WriteTicks(const Changes& changes, CommitBatch& batch) {
  while (true) {
    ASSIGN_OR_RETURN(const std::optional<WallTime> oldest, OldestTick());
    if (!oldest || *oldest >= changes.ticks_kept_from) break;
    batch.Delete(Key(RowKind::kTick, ticks_.first++));
    oldest_tick_.reset();
  }
  for (const Tick& tick : changes.ticks) {
    batch.Put(Key(RowKind::kTick, ticks_.next++), Encode(tick));
  }
  return absl::OkStatus();
}

// Until `visit` has enough. `what`: a row of it, for a damaged one.
template <class Row>
absl::Status PartitionRows::ScanLog(RowKind kind, uint64_t from, std::string_view what,
                                    const std::function<bool(const Row&)>& visit) const {
  const auto deliver = [&](uint64_t number, std::string_view bytes) -> absl::Status {
    Row row;
    if (!Decode(bytes, row)) return Corrupt(what);
    row.seq = {number};
    return visit(row) ? absl::OkStatus() : absl::CancelledError();
  };
  const absl::Status status = database_->ScanFrom(Key(kind, from), deliver);
  return absl::IsCancelled(status) ? absl::OkStatus() : status;
}

absl::Status PartitionRows::ScanQuarantine(
    QuarantineSeq from, const std::function<bool(const QuarantineRow&)>& visit) const {
  return ScanLog(RowKind::kQuarantine, from.value, "a quarantined record", visit);
}

absl::Status PartitionRows::ScanAudit(AuditSeq from,
                                      const std::function<bool(const AuditRow&)>& visit) const {
  return ScanLog(RowKind::kAudit, from.value, "an entry of the audit", visit);
}

absl::Status PartitionRows::ReadOutbox(
    absl::Span<const OutboxSeq> seqs,
    const std::function<void(const OutboxRow&, const OutboxMark&)>& visit) const {
  for (const OutboxSeq seq : seqs) {
    OutboxRow row{.seq = seq};
    OutboxMark mark{.seq = seq};
    ASSIGN_OR_RETURN(const auto bytes, database_->Get(Key(RowKind::kOutbox, RowNumber(seq))));
    if (!bytes) continue;
    if (!Decode(*bytes, row)) return Corrupt("an outbox row");
    ASSIGN_OR_RETURN(const auto marked, database_->Get(Key(RowKind::kOutbox, MarkNumber(seq))));
    if (marked && !Decode(*marked, mark)) return Corrupt("an outbox mark");
    visit(row, mark);
  }
  return absl::OkStatus();
}

absl::Status PartitionRows::ScanTicks(const std::function<void(const Tick&)>& visit) const {
  return database_->Scan(RowKind::kTick, partition_,
                         [&](uint64_t, std::string_view bytes) -> absl::Status {
                           Tick tick;
                           if (!Decode(bytes, tick)) return Corrupt("a tick");
                           visit(tick);
                           return absl::OkStatus();
                         });
}

}  // namespace telltale
