#include "engine/runtime/partition_restore.h"

#include <utility>

#include "engine/core/step.h"
#include "engine/table/block.h"

namespace telltale {

void Partition::RestoreProgress(const Progress& progress) {
  progress_ = progress;
  clock_.Restore(progress);
}

void Partition::FinishRestore() {
  for (size_t rule = 0; rule < tables_.size(); ++rule) {
    KeyTable& table = tables_[rule];
    table.FinishRestore();
    for (KeyTable::KeySlot slot = 0; slot < table.slots(); ++slot) {
      if (!table.IsLive(slot)) continue;
      if (table.At(slot).head.phase == Phase::kOpen) ++counters_.rules[rule].open_episodes;
      if (IsSilent(table.At(slot).head)) ++counters_.rules[rule].silent_keys;
      Rearm(rule, slot);
    }
  }
}

void Partition::CloseRetired(WallTime wall) {
  for (size_t rule = 0; rule < tables_.size(); ++rule) {
    if (!topic_.rules[rule].retire) continue;
    KeyTable& table = tables_[rule];
    for (KeyTable::KeySlot slot = 0; slot < table.slots(); ++slot) {
      if (!table.IsLive(slot)) continue;
      if (table.At(slot).head.phase == Phase::kNormal) {
        DropDeadline(rule, slot);
        continue;
      }
      OnTold({.rule = table.rule(),
              .key = table.HashAt(slot),
              .kind = Told::Kind::kClose,
              .raised_at = table.At(slot).head.raised_at},
             wall);
    }
  }
}

// What a normal key remembers may open an episode by the clock alone.
void Partition::DropDeadline(size_t rule, KeyTable::KeySlot slot) {
  const Plan& plan = topic_.rules[rule].plan;
  KeyTable& table = tables_[rule];
  const std::optional<ArrivalTime> before = NextDue(plan, table.At(slot));
  ForgetEvidence(plan, table.At(slot));
  if (NextDue(plan, table.At(slot)) == before) return;
  table.Touch(slot);
  Rearm(rule, slot);
}

absl::Status PartitionRestore::OnProgress(const Progress& progress) {
  found_ = true;
  partition_.RestoreProgress(progress);
  return absl::OkStatus();
}

absl::Status PartitionRestore::OnPage(RuleId rule, uint32_t page, std::string_view bytes) {
  KeyTable* table = partition_.FindTable(rule);
  return table == nullptr ? absl::OkStatus() : table->RestorePage(page, bytes);
}

absl::Status PartitionRestore::OnBlock(CommitSeq seq, std::string_view bytes) {
  return RestoreBlock(seq, bytes, [this](RuleId rule) { return partition_.FindTable(rule); });
}

absl::Status PartitionRestore::OnOutbox(OutboxRow row, OutboxMark mark) {
  partition_.outbox().Load(std::move(row), mark, now_);
  return absl::OkStatus();
}

}  // namespace telltale
