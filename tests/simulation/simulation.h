// Simulation: one seed. Everything is drawn from it: rules, streams, faults, crashes and the steps
// of time. The production loop runs between models of Kafka, disk and Zeebe; what it did is held
// against invariants at each step, and at the end against an uninterrupted run of the same inputs.
//
//   const SeedResult result = RunSeed(17, {});
//   for (const std::string& complaint : result.complaints) ...
//
// Thread safety: seeds share nothing; any number of threads may run some.
#ifndef TELLTALE_TESTS_SIMULATION_SIMULATION_H_
#define TELLTALE_TESTS_SIMULATION_SIMULATION_H_

#include <cstdint>
#include <string>
#include <vector>

#include "tests/simulation/journal.h"
#include "tests/simulation/situations.h"
#include "tests/simulation/trouble.h"
#include "tests/simulation/weather.h"

namespace telltale {

struct SeedOptions {
  Journal::Trace trace = Journal::Trace::kOff;
  Sabotage sabotage = Sabotage::kNone;
  // Whether to write down what the oracle needs.
  enum class Oracle : uint8_t { kNo, kYes } oracle = Oracle::kNo;
  Less less;  // than the seed draws
};

struct SeedResult {
  std::vector<std::string> complaints;  // none: it passed
  Situations seen;
  uint64_t attempts = 0;  // messages that were sent to the workflow engine
  uint64_t taken = 0;     // of which it took, each once
  std::string trace;
  // A line of JSON for tests/simulation/oracle_check.py; empty if it was not asked for, or if the
  // oracle cannot judge this seed.
  std::string oracle_case;
};

SeedResult RunSeed(uint64_t seed, const SeedOptions& options);

}  // namespace telltale

#endif  // TELLTALE_TESTS_SIMULATION_SIMULATION_H_
