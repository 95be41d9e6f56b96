// Counters: what a partition has done since the process began. Plain numbers, written by the
// partition's thread, copied once per batch for whoever shows them.
//
// Thread safety: values.
#ifndef TELLTALE_ENGINE_RUNTIME_COUNTERS_H_
#define TELLTALE_ENGINE_RUNTIME_COUNTERS_H_

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "engine/base/error_catalogue.h"
#include "engine/base/ids.h"
#include "engine/core/outcome.h"
#include "engine/rules/route_reader.h"

namespace telltale {

struct RuleCounters {
  std::array<uint64_t, kOutcomes> outcomes{};  // by Outcome
  uint64_t no_match = 0;                       // `where` was not true
  uint64_t key_missing = 0;
  uint64_t starts = 0;
  uint64_t backs = 0;
  uint64_t forwards = 0;
  uint64_t keys = 0;           // live now
  uint64_t open_episodes = 0;  // now
  uint64_t silent_keys = 0;    // now
};

// By RouteOutcome.
using RouteCounters = std::array<uint64_t, kRouteOutcomes>;

// The first record that was set aside for a reason, for the log.
struct FirstQuarantined {
  Offset offset;
  std::string text;  // "expected ..., but ..."
};

struct PartitionCounters {
  uint64_t records = 0;  // applied, whatever became of them
  uint64_t tombstones = 0;
  uint64_t bytes = 0;  // of their values
  uint64_t ticks = 0;  // advances without a record that were kept for replay
  std::map<ErrorId, uint64_t> quarantined;
  std::map<ErrorId, FirstQuarantined> first_quarantined;
  std::vector<RuleCounters> rules;    // in the order of the topic's rules
  std::vector<RouteCounters> routes;  // likewise
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_RUNTIME_COUNTERS_H_
