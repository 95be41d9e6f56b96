#include "tests/simulation/weather.h"

namespace telltale {

Climate DrawClimate(Random& random) {
  return {.calm = random.Pick<int>({20, 50, 80}),
          .stalls = random.Chance(40),
          .crashes = random.Chance(85),
          .clocks = random.Chance(10),
          .clusters = random.Chance(10),
          .orders = random.Chance(40)};
}

Weather DrawWeather(Random& random, const Climate& climate) {
  Weather weather;
  weather.fetch = random.Pick<int64_t>({1, 3, 1000});
  weather.commit_takes = Millis{random.Pick<int64_t>({0, 0, 20, 2000})};
  if (random.Chance(climate.calm)) return weather;
  const auto often = [&random] { return random.Chance(25) ? random.Pick<int>({5, 30, 90}) : 0; };
  weather.lost = often();
  weather.unavailable = often();
  weather.exhausted = often();
  weather.unauthenticated = random.Chance(5) ? 20 : 0;
  weather.twice = often();
  weather.slow = often();
  weather.delayed = often();
  weather.gateway_away = random.Chance(12);
  weather.leaderless = random.Chance(12);
  weather.source_away = random.Chance(10);
  weather.disk_full = random.Chance(5);
  weather.commit_fails = random.Chance(8) ? 10 : 0;
  weather.empty_polls = often();
  return weather;
}

}  // namespace telltale
