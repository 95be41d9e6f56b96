// ReplayKey: reads a topic as a node would, and tells what became of one key. Claims no group,
// commits nothing, writes nowhere.
//
//   ReplayPlan plan{.topic = topic, .key = "V1/oil", .wall = clock.Wall()};
//   ASSIGN_OR_RETURN(const Replayed replayed, ReplayKey(*source, plan));
//
// Thread safety: none; used by main's thread.
// Errors: E6003 if the source does not answer in time; E6007 if the plan names a place that is not
// there; those of the source.
#ifndef TELLTALE_CLI_REPLAY_REPLAY_H_
#define TELLTALE_CLI_REPLAY_REPLAY_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/replay/key_story.h"
#include "cli/replay/stored_ticks.h"
#include "engine/base/time.h"
#include "engine/ports/ports.h"
#include "engine/rules/rule_set.h"
#include "engine/runtime/partition_clock.h"

namespace telltale {

// Where a replay begins: at the earliest record, at an offset, at a time.
using ReplayFrom = std::variant<std::monostate, Offset, ArrivalTime>;

struct ReplayPlan {
  CompiledTopic topic;  // with the key's rule alone, and no route: OnlyRule()
  std::string key;      // its escaped text
  PartitionClock::Kind clock = PartitionClock::Kind::kKafka;
  ReplayFrom from;
  std::optional<int32_t> partition;  // absent: all of them
  StoredTicks ticks;
  WallTime wall{};
  std::function<void(uint64_t records)> on_progress = nullptr;  // called after each poll
};

// `topic` with that rule alone. REQUIRES: it has the rule
CompiledTopic OnlyRule(const CompiledTopic& topic, const std::string& rule);

// What one partition had of the key.
struct ReplayedStory {
  int32_t partition = 0;
  Offset earliest;  // that was there
  Offset from;
  Offset to;  // the first that was not read
  ArrivalTime begin = kNoArrivalTime;
  uint64_t records = 0;
  uint64_t events = 0;     // of them of the key
  uint64_t set_aside = 0;  // of them
  uint64_t ticks = 0;
  uint64_t left_out = 0;  // lines, the oldest
  std::deque<StoryLine> lines;
};

struct Replayed {
  uint64_t records = 0;                // of all partitions
  uint64_t keys = 0;                   // that the rule remembers at the end
  std::vector<ReplayedStory> stories;  // of partitions that met the key
  std::string nearest;                 // if none did: the key that is most like it, or empty
};

// Reads up to where the topic ends when this is called.
absl::StatusOr<Replayed> ReplayKey(Source& source, const ReplayPlan& plan);

}  // namespace telltale

#endif  // TELLTALE_CLI_REPLAY_REPLAY_H_
