// StoredState: all that a store remembers, as one value that can be compared.
//
//   EXPECT_EQ(ReadState(store, partitions), ReadState(other, partitions));
#ifndef TELLTALE_TESTS_POWER_STORED_STATE_H_
#define TELLTALE_TESTS_POWER_STORED_STATE_H_

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/state/store.h"

namespace telltale {

struct StoredPartition : public Restore {
  std::optional<Progress> progress;
  std::map<std::pair<RuleId, uint32_t>, std::string> pages;
  std::map<CommitSeq, std::string> blocks;
  std::vector<std::pair<OutboxRow, OutboxMark>> outbox;
  std::vector<QuarantineRow> quarantine;
  std::vector<Tick> ticks;
  std::vector<AuditRow> audit;

  absl::Status OnProgress(const Progress& it) override;
  absl::Status OnPage(RuleId rule, uint32_t page, std::string_view bytes) override;
  absl::Status OnBlock(CommitSeq seq, std::string_view bytes) override;
  absl::Status OnOutbox(OutboxRow row, OutboxMark mark) override;

  CommitSeq seq() const { return progress ? progress->seq : CommitSeq{}; }
  friend bool operator==(const StoredPartition& a, const StoredPartition& b);
};

struct StoredState {
  std::string catalog;  // its bytes
  std::vector<StoredPartition> partitions;
  friend bool operator==(const StoredState&, const StoredState&) = default;
  // What differs, for a person.
  std::string Difference(const StoredState& other) const;
};

absl::StatusOr<StoredState> ReadState(Store& store, absl::Span<const PartitionId> partitions);

}  // namespace telltale

#endif  // TELLTALE_TESTS_POWER_STORED_STATE_H_
