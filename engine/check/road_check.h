// RoadCheck: what is valid but cannot be meant of the roads: routes, publish, history and audit,
// and of what they have in common with the rules.
//
// Pure functions of their arguments.
#ifndef TELLTALE_ENGINE_CHECK_ROAD_CHECK_H_
#define TELLTALE_ENGINE_CHECK_ROAD_CHECK_H_

#include <vector>

#include "engine/rules/config.h"
#include "engine/rules/config_tree.h"
#include "engine/rules/finding.h"

namespace telltale {

// REQUIRES: `config` is bound to `tree` without an error.
std::vector<Finding> CheckRoads(const Config& config, const ConfigTree& tree);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_CHECK_ROAD_CHECK_H_
