// Figures: what the demo shows of a running node, read from the samples that /metrics renders.
//
// Thread safety: pure functions.
#ifndef TELLTALE_CLI_DEMO_FIGURES_H_
#define TELLTALE_CLI_DEMO_FIGURES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "cli/demo/fleet.h"
#include "engine/runtime/metric_table.h"

namespace telltale {

struct Figures {
  FleetCounts counts;
  uint64_t still_bad = 0;  // bad events of open episodes
  uint64_t waiting = 0;    // commands that are not settled yet
  uint64_t confirmed = 0;  // starts whose workflow reported that it runs
};

// Sums over topics, partitions and rules.
Figures ReadFigures(const std::vector<Sample>& samples);

// A line for each figure that differs, `starts: expected 3, but the node shows 4`; empty: none
// does.
std::string Differences(const FleetCounts& expected, const FleetCounts& shown);

// 1234567 as `1,234,567`.
std::string Grouped(uint64_t number);

}  // namespace telltale

#endif  // TELLTALE_CLI_DEMO_FIGURES_H_
