// Weather: what goes wrong at the moment, around the node. It changes while a seed runs, and is
// calm at the end.
#ifndef TELLTALE_TESTS_SIMULATION_WEATHER_H_
#define TELLTALE_TESTS_SIMULATION_WEATHER_H_

#include "engine/base/time.h"
#include "tests/simulation/random.h"

namespace telltale {

// Faults of the shell itself, put in on purpose: the simulation must find each.
enum class Sabotage : uint8_t {
  kNone,
  kForgetfulGateway,  // it knows no message id
  kDroppedMark,       // the store loses marks of attempts
  kLostBlock,         // the store loses the states of a commit
  kEarlyAck,          // more is acknowledged than is durable
};

// Chances in percent.
struct Weather {
  // Per message.
  int lost = 0, unavailable = 0, exhausted = 0, unauthenticated = 0, twice = 0, slow = 0,
      delayed = 0;
  bool gateway_away = false;
  bool leaderless = false;
  bool source_away = false;
  bool disk_full = false;
  int commit_fails = 0;    // per commit
  Millis commit_takes{0};  // at most
  int empty_polls = 0;     // per poll
  int64_t fetch = 1000;    // records per partition and poll, at most

  friend bool operator==(const Weather&, const Weather&) = default;
};

// Which kinds of trouble a seed has at all. With stalls arrival is held now and then.
struct Climate {
  int calm = 50;        // how often the weather is
  bool stalls = false;  // nothing moves for minutes
  bool crashes = true;
  bool clocks = false;    // the wall clock is set back
  bool clusters = false;  // the workflow engine is replaced
  bool orders = false;    // somebody looks after what is parked

  friend bool operator==(const Climate&, const Climate&) = default;
};

Climate DrawClimate(Random& random);
Weather DrawWeather(Random& random, const Climate& climate);

}  // namespace telltale

#endif  // TELLTALE_TESTS_SIMULATION_WEATHER_H_
