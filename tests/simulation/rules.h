// Rules: a configuration drawn from a seed, with every form of rule that there is.
#ifndef TELLTALE_TESTS_SIMULATION_RULES_H_
#define TELLTALE_TESTS_SIMULATION_RULES_H_

#include <string>

#include "engine/base/time.h"
#include "tests/simulation/random.h"

namespace telltale {

// The names of the messages of every drawn rule.
inline constexpr char kStartName[] = "start";
inline constexpr char kBackName[] = "back";
inline constexpr char kForwardName[] = "note";
// That of the drawn route.
inline constexpr char kRouteName[] = "ask";

struct DrawnRules {
  std::string config;  // YAML: topic `t`, one to three rules, maybe a route
  std::string routed;  // of the value of each record that the route takes, if `v` is in it too
  Millis late;
  bool gated = false;  // its workflows have a gate, and may end by themselves
};

DrawnRules DrawRules(Random& random);

}  // namespace telltale

#endif  // TELLTALE_TESTS_SIMULATION_RULES_H_
