// OracleCase: what the independent oracle needs to judge a seed, as one line of JSON:
//
//   {"config": TEXT, "records": [{partition, offset, timestamp, value}],
//    "ticks": [{partition, offset, arrival}], "commands": [{cmd, episode, at, ending}]}
//
// Timestamps are as the engine took them: never ahead of the wall clock when the record was
// applied.
#ifndef TELLTALE_TESTS_SIMULATION_ORACLE_CASE_H_
#define TELLTALE_TESTS_SIMULATION_ORACLE_CASE_H_

#include <string>

#include "tests/simulation/world/world.h"

namespace telltale {

std::string OracleCase(SimWorld& world, const std::string& config);

}  // namespace telltale

#endif  // TELLTALE_TESTS_SIMULATION_ORACLE_CASE_H_
