// MemoryStore: a store without a disk, for runs that keep nothing and for tests, where it outlives
// the engine that "crashes".
//
// Thread safety and errors: as Store; it never fails.
#ifndef TELLTALE_ENGINE_STATE_MEMORY_STORE_H_
#define TELLTALE_ENGINE_STATE_MEMORY_STORE_H_

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "engine/state/store.h"

namespace telltale {

class MemoryStore : public Store {
 public:
  // `uuid`: as a new store's; 32 hex digits.
  explicit MemoryStore(std::string uuid = std::string(32, '0'));

  absl::StatusOr<format::Catalog> LoadCatalog() override { return catalog_; }
  absl::Status SaveCatalog(const format::Catalog& catalog) override;
  absl::Status Load(PartitionId partition, Restore& into) override;
  absl::Status Commit(absl::Span<const Changes> changes) override;
  absl::StatusOr<int64_t> FreeBytes() override;
  absl::Status ScanQuarantine(PartitionId partition, QuarantineSeq from,
                              const std::function<bool(const QuarantineRow&)>& visit) override;
  absl::Status ReadOutbox(
      PartitionId partition, absl::Span<const OutboxSeq> seqs,
      const std::function<void(const OutboxRow&, const OutboxMark&)>& visit) override;
  absl::Status ScanTicks(PartitionId partition,
                         const std::function<void(const Tick&)>& visit) override;
  absl::Status ScanAudit(PartitionId partition, AuditSeq from,
                         const std::function<bool(const AuditRow&)>& visit) override;

 private:
  struct Part {
    std::optional<Progress> progress;
    std::map<std::pair<RuleId, uint32_t>, std::string> pages;
    std::map<CommitSeq, std::string> blocks;
    std::map<OutboxSeq, std::pair<OutboxRow, OutboxMark>> outbox;
    std::map<QuarantineSeq, QuarantineRow> quarantine;
    std::deque<Tick> ticks;
    std::map<AuditSeq, AuditRow> audit;
  };
  static void Apply(const Changes& changes, Part& part);
  static void ApplyToStates(const Changes& changes, Part& part);
  static void ApplyToOutbox(const Changes& changes, Part& part);
  static void ApplyToLogs(const Changes& changes, Part& part);

  format::Catalog catalog_;
  std::map<PartitionId, Part> parts_;
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_STATE_MEMORY_STORE_H_
