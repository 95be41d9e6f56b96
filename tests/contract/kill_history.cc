#include "tests/contract/kill_history.h"

#include <string>

namespace telltale {
namespace {

// Some are longer than what a disk writes at once.
std::string Bytes(uint64_t seq, int32_t partition) {
  return std::string(1000 * (1 + seq % 200), static_cast<char>('a' + (seq + partition) % 26));
}

Changes KillChanges(uint64_t seq, int32_t partition) {
  Changes changes{.partition = KillPartition(partition)};
  changes.progress.seq = CommitSeq{seq};
  changes.progress.next = Offset{static_cast<int64_t>(seq)};
  changes.block = Bytes(seq, partition);
  changes.blocks_kept_from = CommitSeq{seq};
  changes.pages = {{RuleId{1}, 0, Bytes(seq + 1, partition)}};
  changes.added = {{.seq = {seq}, .rule = {1}}};
  if (seq > 1) changes.removed = {{seq - 1}};
  changes.progress.next_quarantine = {seq + 1};
  changes.quarantined = {
      {.seq = {seq}, .offset = {static_cast<int64_t>(seq)}, .error = ErrorId::kKeyMissing}};
  changes.quarantine_limit = 1;
  changes.progress.next_audit = {seq + 1};
  changes.audit = {{.seq = {seq}, .kind = AuditRow::Kind::kRaised}};
  changes.audit_limit = 1;
  return changes;
}

}  // namespace

std::vector<Changes> KillCommit(uint64_t seq) {
  std::vector<Changes> all;
  for (int32_t partition = 0; partition < kKillPartitions; ++partition) {
    all.push_back(KillChanges(seq, partition));
  }
  return all;
}

}  // namespace telltale
