#include "tests/power/stored_state.h"

#include <tuple>

#include "absl/strings/str_cat.h"
#include "engine/base/status.h"

namespace telltale {
namespace {

auto Tied(const StoredPartition& it) {
  return std::tie(it.progress, it.pages, it.blocks, it.outbox, it.quarantine, it.ticks, it.audit);
}

}  // namespace

absl::Status StoredPartition::OnProgress(const Progress& it) {
  progress = it;
  return absl::OkStatus();
}

absl::Status StoredPartition::OnPage(RuleId rule, uint32_t page, std::string_view bytes) {
  pages[{rule, page}] = bytes;
  return absl::OkStatus();
}

absl::Status StoredPartition::OnBlock(CommitSeq seq, std::string_view bytes) {
  blocks[seq] = bytes;
  return absl::OkStatus();
}

absl::Status StoredPartition::OnOutbox(OutboxRow row, OutboxMark mark) {
  outbox.emplace_back(std::move(row), std::move(mark));
  return absl::OkStatus();
}

bool operator==(const StoredPartition& a, const StoredPartition& b) { return Tied(a) == Tied(b); }

std::string StoredState::Difference(const StoredState& other) const {
  std::string text = catalog == other.catalog ? "" : " catalog";
  for (size_t i = 0; i < partitions.size() && i < other.partitions.size(); ++i) {
    const StoredPartition &a = partitions[i], &b = other.partitions[i];
    if (a == b) continue;
    absl::StrAppend(&text, " partition ", i, " (commit ", a.seq().value, ", not ", b.seq().value,
                    "):");
    if (a.progress != b.progress) absl::StrAppend(&text, " progress");
    if (a.pages != b.pages) absl::StrAppend(&text, " pages");
    if (a.blocks != b.blocks) absl::StrAppend(&text, " blocks");
    if (a.outbox != b.outbox) absl::StrAppend(&text, " outbox");
    if (a.quarantine != b.quarantine) absl::StrAppend(&text, " quarantine");
    if (a.ticks != b.ticks) absl::StrAppend(&text, " ticks");
    if (a.audit != b.audit) absl::StrAppend(&text, " audit");
  }
  return text;
}

absl::StatusOr<StoredState> ReadState(Store& store, absl::Span<const PartitionId> partitions) {
  StoredState state;
  ASSIGN_OR_RETURN(const format::Catalog catalog, store.LoadCatalog());
  state.catalog = catalog.SerializeAsString();
  for (const PartitionId id : partitions) {
    StoredPartition& partition = state.partitions.emplace_back();
    RETURN_IF_ERROR(store.Load(id, partition));
    const auto collect = [&](const QuarantineRow& row) {
      partition.quarantine.push_back(row);
      return true;
    };
    RETURN_IF_ERROR(store.ScanQuarantine(id, {}, collect));
    RETURN_IF_ERROR(
        store.ScanTicks(id, [&](const Tick& tick) { partition.ticks.push_back(tick); }));
    RETURN_IF_ERROR(store.ScanAudit(id, {}, [&](const AuditRow& row) {
      partition.audit.push_back(row);
      return true;
    }));
  }
  return state;
}

}  // namespace telltale
