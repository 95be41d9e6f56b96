// SimWorld: everything that outlives a process of the simulated node: clocks, topic, disk, workflow
// engine, and what is known about them.
//
// Thread safety: none; each seed has its own.
#ifndef TELLTALE_TESTS_SIMULATION_WORLD_WORLD_H_
#define TELLTALE_TESTS_SIMULATION_WORLD_WORLD_H_

#include <map>
#include <set>
#include <string>

#include "connectors/zeebe_fake/fake_zeebe.h"
#include "tests/runtime/model_clock.h"
#include "tests/runtime/model_source.h"
#include "tests/simulation/journal.h"
#include "tests/simulation/random.h"
#include "tests/simulation/weather.h"
#include "tests/simulation/world/deliveries.h"
#include "tests/simulation/world/inputs.h"
#include "tests/simulation/world/ledger.h"
#include "tests/simulation/world/life.h"
#include "tests/simulation/world/sim_store.h"

namespace telltale {

struct SimWorld {
  SimWorld(uint64_t seed, Journal::Trace trace, Sabotage broken)
      : random(seed), sabotage(broken), journal(true_clock, trace) {}

  // Lets time go by; what comes meanwhile comes in its time.
  void Pass(Millis time);

  Random random;
  Sabotage sabotage;
  ModelClock true_clock;  // the others'
  ModelClock node_clock;  // the node's own, which somebody may set
  Journal journal;
  Weather weather;
  ModelTopic topic;
  Inputs inputs;
  Ledger ledger{node_clock, true_clock, journal};
  Deliveries deliveries{ledger, journal};
  uint64_t attempts = 0;  // to publish
  SimDisk disk;
  bool gated = false;  // workflows have a gate
  // Messages that nobody waits for any more, and when they come.
  std::multimap<Millis, Message> on_their_way;
  std::set<std::string> lost;  // ids of messages that were taken, but whose answer was lost
  FakeZeebe zeebe{true_clock, {.cluster_id = "first", .partitions = 2}};
};

}  // namespace telltale

#endif  // TELLTALE_TESTS_SIMULATION_WORLD_WORLD_H_
