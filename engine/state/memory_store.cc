#include "engine/state/memory_store.h"

#include <limits>

#include "engine/base/status.h"
#include "engine/state/row_codec.h"

namespace telltale {

MemoryStore::MemoryStore(std::string uuid) {
  catalog_.set_version(kFormatVersion);
  catalog_.set_store_uuid(std::move(uuid));
}

absl::Status MemoryStore::SaveCatalog(const format::Catalog& catalog) {
  catalog_ = catalog;
  return absl::OkStatus();
}

absl::Status MemoryStore::Load(PartitionId partition, Restore& into) {
  const auto found = parts_.find(partition);
  if (found == parts_.end() || !found->second.progress) return absl::OkStatus();
  const Part& part = found->second;
  RETURN_IF_ERROR(into.OnProgress(*part.progress));
  for (const auto& [key, bytes] : part.pages) {
    RETURN_IF_ERROR(into.OnPage(key.first, key.second, bytes));
  }
  for (const auto& [seq, bytes] : part.blocks) RETURN_IF_ERROR(into.OnBlock(seq, bytes));
  for (const auto& [seq, entry] : part.outbox) {
    RETURN_IF_ERROR(into.OnOutbox(entry.first, entry.second));
  }
  return absl::OkStatus();
}

void MemoryStore::ApplyToStates(const Changes& changes, Part& part) {
  part.progress = changes.progress;
  for (const PageRun& page : changes.pages) part.pages[{page.rule, page.page}] = page.bytes;
  if (!changes.block.empty()) part.blocks[changes.progress.seq] = changes.block;
  part.blocks.erase(part.blocks.begin(), part.blocks.lower_bound(changes.blocks_kept_from));
}

void MemoryStore::ApplyToOutbox(const Changes& changes, Part& part) {
  for (const OutboxRow& row : changes.added) {
    part.outbox[row.seq] = {row, OutboxMark{.seq = row.seq}};
  }
  for (const OutboxMark& mark : changes.marks) {
    const auto row = part.outbox.find(mark.seq);
    if (row != part.outbox.end()) row->second.second = mark;
  }
  for (const OutboxSeq seq : changes.removed) part.outbox.erase(seq);
}

void MemoryStore::ApplyToLogs(const Changes& changes, Part& part) {
  for (const QuarantineRow& row : changes.quarantined) part.quarantine[row.seq] = row;
  for (const QuarantineSeq seq : changes.released) part.quarantine.erase(seq);
  while (!part.quarantine.empty() &&
         part.quarantine.begin()->first.value + changes.quarantine_limit <=
             part.quarantine.rbegin()->first.value) {
    part.quarantine.erase(part.quarantine.begin());
  }
  while (!part.ticks.empty() && part.ticks.front().at < changes.ticks_kept_from) {
    part.ticks.pop_front();
  }
  for (const Tick& tick : changes.ticks) part.ticks.push_back(tick);
  for (const AuditRow& row : changes.audit) part.audit[row.seq] = row;
  while (part.audit.size() > changes.audit_limit) part.audit.erase(part.audit.begin());
}

void MemoryStore::Apply(const Changes& changes, Part& part) {
  CHECK(!part.progress || part.progress->seq < changes.progress.seq);
  ApplyToStates(changes, part);
  ApplyToOutbox(changes, part);
  ApplyToLogs(changes, part);
}

absl::Status MemoryStore::Commit(absl::Span<const Changes> changes) {
  for (const Changes& each : changes) Apply(each, parts_[each.partition]);
  return absl::OkStatus();
}

absl::StatusOr<int64_t> MemoryStore::FreeBytes() { return std::numeric_limits<int64_t>::max(); }

absl::Status MemoryStore::ScanQuarantine(PartitionId partition, QuarantineSeq from,
                                         const std::function<bool(const QuarantineRow&)>& visit) {
  const auto& rows = parts_[partition].quarantine;
  for (auto row = rows.lower_bound(from); row != rows.end() && visit(row->second);) ++row;
  return absl::OkStatus();
}

absl::Status MemoryStore::ReadOutbox(
    PartitionId partition, absl::Span<const OutboxSeq> seqs,
    const std::function<void(const OutboxRow&, const OutboxMark&)>& visit) {
  const auto& rows = parts_[partition].outbox;
  for (const OutboxSeq seq : seqs) {
    if (const auto row = rows.find(seq); row != rows.end()) {
      visit(row->second.first, row->second.second);
    }
  }
  return absl::OkStatus();
}

absl::Status MemoryStore::ScanTicks(PartitionId partition,
                                    const std::function<void(const Tick&)>& visit) {
  for (const Tick& tick : parts_[partition].ticks) visit(tick);
  return absl::OkStatus();
}

absl::Status MemoryStore::ScanAudit(PartitionId partition, AuditSeq from,
                                    const std::function<bool(const AuditRow&)>& visit) {
  const auto& rows = parts_[partition].audit;
  for (auto row = rows.lower_bound(from); row != rows.end() && visit(row->second);) ++row;
  return absl::OkStatus();
}

}  // namespace telltale
