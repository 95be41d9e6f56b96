// Checks: what must hold at the end of a seed, when all faults have stopped and time has passed.
#ifndef TELLTALE_TESTS_SIMULATION_CHECKS_H_
#define TELLTALE_TESTS_SIMULATION_CHECKS_H_

#include <string>

#include "tests/simulation/reference.h"
#include "tests/simulation/world/world.h"

namespace telltale {

// Complains in the journal of `world`. `routed`: as of DrawnRules.
void CheckEnd(SimWorld& world, const Reference& reference, const std::string& routed);

}  // namespace telltale

#endif  // TELLTALE_TESTS_SIMULATION_CHECKS_H_
