// ScenarioWorld: all that surrounds a node in a scenario, and outlives its crashes: the partition's
// log, the store, the workflow engine, and the clock that only the scenario moves.
//
// Thread safety: none.
#ifndef TELLTALE_CLI_SCENARIO_SCENARIO_WORLD_H_
#define TELLTALE_CLI_SCENARIO_SCENARIO_WORLD_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/scenario/scenario.h"
#include "connectors/zeebe_fake/fake_zeebe.h"
#include "engine/ports/ports.h"
#include "engine/state/changes.h"
#include "engine/state/memory_store.h"

namespace telltale {

// The timeline of a scenario begins at 1970, and with it the machine's boot.
class ScenarioClock : public Clock {
 public:
  WallTime Wall() const override { return now_; }
  Millis SinceBoot() const override { return now_.time_since_epoch(); }
  const std::string& BootId() const override { return boot_; }
  void GoOnTo(WallTime wall) { now_ = std::max(now_, wall); }

 private:
  WallTime now_{};
  std::string boot_ = "scenario";
};

// Remembers what was written last.
class ScenarioStore : public MemoryStore {
 public:
  absl::Status Commit(absl::Span<const Changes> changes) override;

  std::vector<OutboxRow> added;  // since it was cleared
  Progress progress;             // the newest
  uint64_t commits = 0;
};

// One topic's only partition as a source. The log and the group's offset outlive each reader.
class ScenarioLog {
 public:
  struct Entry {
    ArrivalTime timestamp;
    std::optional<std::string> value;
    std::optional<std::string> key;
    std::vector<Header> headers;  // views of the scenario, which outlives the log
  };
  std::vector<Entry> entries;
  std::optional<GroupOffset> group;
};

class ScenarioSource : public Source {
 public:
  explicit ScenarioSource(ScenarioLog& log) : log_(log) {}

  absl::StatusOr<std::vector<int32_t>> Partitions(const std::string& topic) override;
  absl::StatusOr<Bounds> GetBounds(const std::string& topic, int32_t partition) override;
  absl::StatusOr<Offset> OffsetAt(const std::string& topic, int32_t partition,
                                  ArrivalTime time) override;
  absl::StatusOr<std::optional<Fingerprint>> ReadOne(const std::string& topic, int32_t partition,
                                                     Offset offset) override;
  absl::StatusOr<std::optional<GroupOffset>> ReadGroup(const std::string& topic,
                                                       int32_t partition) override;
  absl::Status Assign(PartitionId id, const std::string& topic, Offset from) override;
  absl::StatusOr<Batch> Poll(Millis limit) override;
  absl::Status ClaimGroup(const std::string& metadata) override;
  void Ack(PartitionId partition, Offset next) override {}
  void CommitGroup() override {}
  void Wake() override {}

  // With the next poll: the broker answers, but proves nothing; or it proves that when it was
  // asked, as the wall clock showed `sent`, everything had been read.
  void Answer() { end_ = ProvenEnd{.partition = id_, .end = {-1}}; }
  void Prove(WallTime sent);

 private:
  ScenarioLog& log_;
  PartitionId id_;
  size_t position_ = 0;
  std::optional<ProvenEnd> end_;
  std::vector<Record> records_;  // of the last poll
  std::vector<ProvenEnd> ends_;
};

struct ScenarioWorld {
  ScenarioClock clock;
  ScenarioStore store;
  ScenarioLog log;
  FakeZeebe zeebe{clock, {}};
};

}  // namespace telltale

#endif  // TELLTALE_CLI_SCENARIO_SCENARIO_WORLD_H_
