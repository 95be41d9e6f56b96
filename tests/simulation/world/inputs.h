// Inputs: what each partition was told, in order, as far as it is durable: the polls, the proven
// ends and the restarts. The reference is told the same. What a crash takes back is cut off here
// too.
//
// Thread safety: none.
#ifndef TELLTALE_TESTS_SIMULATION_WORLD_INPUTS_H_
#define TELLTALE_TESTS_SIMULATION_WORLD_INPUTS_H_

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "engine/base/ids.h"
#include "engine/base/time.h"
#include "engine/ports/ports.h"
#include "engine/state/changes.h"
#include "tests/runtime/model_source.h"

namespace telltale {

struct Heard {
  enum class Kind : uint8_t { kPoll, kProvenEnd, kReplay, kRestart };
  Kind kind = Kind::kPoll;
  WallTime wall{};
  Offset from, to;    // kPoll: the records delivered; kProvenEnd: `to` is the end
  WallTime sent{};    // kProvenEnd
  QuarantineRow row;  // kReplay
  Progress progress;  // kRestart: what was durable
};

class Inputs {
 public:
  void Tell(const Batch& batch, WallTime wall);
  // A quarantined record is tried again.
  void Replay(PartitionId partition, QuarantineRow row, WallTime wall);
  bool IsReplayed(PartitionId partition, QuarantineSeq seq) const;
  bool HasReplays() const;
  // The batch was closed: what comes now is in the next.
  void Closed(const Changes& changes);
  // The batch is on disk.
  void Durable(const Changes& changes);
  // The process is dead.
  void Crash();

  const std::vector<Heard>& of(PartitionId partition) { return inputs_[partition]; }
  // What workflows said that changed anything, in order.
  const std::vector<Tick>& told(PartitionId partition) { return told_[partition]; }
  // Those of which anything became durable.
  std::vector<PartitionId> partitions() const;
  bool IsReadToTheEnd(const ModelTopic& topic) const;
  // What is durable of a partition; an empty Progress before its first commit.
  const Progress& progress(PartitionId partition) { return durable_[partition].progress; }

 private:
  struct Mark {
    size_t inputs = 0;
    Progress progress;
  };
  std::map<PartitionId, std::vector<Heard>> inputs_;
  std::map<PartitionId, std::vector<Tick>> told_;
  std::map<std::pair<PartitionId, CommitSeq>, size_t> closed_;
  std::map<PartitionId, Mark> durable_;
};

}  // namespace telltale

#endif  // TELLTALE_TESTS_SIMULATION_WORLD_INPUTS_H_
