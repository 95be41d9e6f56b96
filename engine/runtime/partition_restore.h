// PartitionRestore: recovery of one partition.
//
// Thread safety: none.
#ifndef TELLTALE_ENGINE_RUNTIME_PARTITION_RESTORE_H_
#define TELLTALE_ENGINE_RUNTIME_PARTITION_RESTORE_H_

#include <cstdint>
#include <string_view>

#include "absl/status/status.h"
#include "engine/runtime/partition.h"
#include "engine/state/store.h"

namespace telltale {

// Feeds what a store knows into a partition.
class PartitionRestore : public Restore {
 public:
  PartitionRestore(Partition& partition, WallTime now) : partition_(partition), now_(now) {}
  absl::Status OnProgress(const Progress& progress) override;
  absl::Status OnPage(RuleId rule, uint32_t page, std::string_view bytes) override;
  absl::Status OnBlock(CommitSeq seq, std::string_view bytes) override;
  absl::Status OnOutbox(OutboxRow row, OutboxMark mark) override;
  // False: the store has never seen this partition.
  bool found() const { return found_; }

 private:
  Partition& partition_;
  WallTime now_;
  bool found_ = false;
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_RUNTIME_PARTITION_RESTORE_H_
