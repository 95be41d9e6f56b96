// ReplayedPartition: one partition of a topic as a node applies it, in memory, telling nobody; its
// records and ticks go in, the story of one key comes out.
//
// Thread safety: none.
#ifndef TELLTALE_CLI_REPLAY_REPLAYED_PARTITION_H_
#define TELLTALE_CLI_REPLAY_REPLAYED_PARTITION_H_

#include <cstdint>
#include <string>
#include <vector>

#include "cli/replay/key_story.h"
#include "engine/ports/ports.h"
#include "engine/rules/rule_set.h"
#include "engine/runtime/partition.h"
#include "engine/state/changes.h"

namespace telltale {

class ReplayedPartition {
 public:
  struct Place {
    PartitionId id;
    Offset from;  // of the first record
    PartitionClock::Kind clock = PartitionClock::Kind::kKafka;
    WallTime wall{};  // when the replay began; it stands still
  };

  // `topic`, with one rule, and `decoder` must outlive it.
  ReplayedPartition(const Place& place, const CompiledTopic& topic, Decoder& decoder, KeyHash key,
                    std::vector<Tick> ticks);
  ReplayedPartition(const ReplayedPartition&) = delete;
  ReplayedPartition& operator=(const ReplayedPartition&) = delete;

  // Applies a record, after the ticks before it. REQUIRES: its offset is not behind next().
  void Apply(const Record& record);
  // Call after the last record of a poll, while its bytes live.
  void EndPoll() { partition_.EndPoll(); }
  // Applies the ticks after the last record.
  void Finish();

  Offset next() const { return partition_.next(); }
  // After its first record; none before.
  ArrivalTime begin() const { return begin_; }
  uint64_t records() const { return partition_.counters().records; }
  uint64_t set_aside() const;  // records that a node would have set aside
  uint64_t ticks() const { return applied_; }
  KeyStory& story() { return story_; }
  // Those that are remembered.
  const KeyTable& keys() const { return partition_.tables().front(); }

 private:
  void ApplyTicks(Offset until);
  void Apply(const Tick& tick);

  const Place place_;
  Partition partition_;
  KeyStory story_;
  std::vector<Tick> ticks_;
  size_t next_tick_ = 0;
  uint64_t applied_ = 0;
  ArrivalTime begin_ = kNoArrivalTime;
  uint64_t untaken_records_ = 0, untaken_bytes_ = 0;  // since the last Take()
};

}  // namespace telltale

#endif  // TELLTALE_CLI_REPLAY_REPLAYED_PARTITION_H_
