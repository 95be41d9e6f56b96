#include "tests/simulation/trouble.h"

#include <algorithm>
#include <array>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace telltale {
namespace {

struct Kind {
  std::string_view name;
  void (*remove_from_climate)(Climate&) = nullptr;
  void (*remove_from_weather)(Weather&) = nullptr;
};

constexpr Kind kKinds[] = {
    {"stalls", [](Climate& climate) { climate.stalls = false; }},
    {"crashes", [](Climate& climate) { climate.crashes = false; }},
    {"clocks", [](Climate& climate) { climate.clocks = false; }},
    {"clusters", [](Climate& climate) { climate.clusters = false; }},
    {"orders", [](Climate& climate) { climate.orders = false; }},
    {"lost", nullptr, [](Weather& weather) { weather.lost = 0; }},
    {"unavailable", nullptr, [](Weather& weather) { weather.unavailable = 0; }},
    {"exhausted", nullptr, [](Weather& weather) { weather.exhausted = 0; }},
    {"unauthenticated", nullptr, [](Weather& weather) { weather.unauthenticated = 0; }},
    {"twice", nullptr, [](Weather& weather) { weather.twice = 0; }},
    {"slow", nullptr, [](Weather& weather) { weather.slow = 0; }},
    {"delayed", nullptr, [](Weather& weather) { weather.delayed = 0; }},
    {"gateway-away", nullptr, [](Weather& weather) { weather.gateway_away = false; }},
    {"leaderless", nullptr, [](Weather& weather) { weather.leaderless = false; }},
    {"source-away", nullptr, [](Weather& weather) { weather.source_away = false; }},
    {"disk-full", nullptr, [](Weather& weather) { weather.disk_full = false; }},
    {"commit-fails", nullptr, [](Weather& weather) { weather.commit_fails = 0; }},
    {"commit-takes", nullptr, [](Weather& weather) { weather.commit_takes = Millis{0}; }},
    {"empty-polls", nullptr, [](Weather& weather) { weather.empty_polls = 0; }},
};
constexpr size_t kCount = std::size(kKinds);

constexpr auto kTroubleNames = [] {
  std::array<std::string_view, kCount> names;
  for (size_t i = 0; i < kCount; ++i) names[i] = kKinds[i].name;
  return names;
}();

constexpr int64_t kMostSteps = 2048;  // more than a seed draws; a power of two

bool FailsWithout(Less& less, std::string_view name, absl::FunctionRef<bool(const Less&)> fails) {
  Less tried = less;
  tried.without.insert(std::string(name));
  if (!fails(tried)) return false;
  less = tried;
  return true;
}

}  // namespace

absl::Span<const std::string_view> Troubles() { return kTroubleNames; }

Climate Less::Of(Climate climate) const {
  for (const Kind& kind : kKinds) {
    if (kind.remove_from_climate != nullptr && without.contains(std::string(kind.name))) {
      kind.remove_from_climate(climate);
    }
  }
  return climate;
}

Weather Less::Of(Weather weather) const {
  for (const Kind& kind : kKinds) {
    if (kind.remove_from_weather != nullptr && without.contains(std::string(kind.name))) {
      kind.remove_from_weather(weather);
    }
  }
  return weather;
}

std::string Less::Flags() const {
  std::string flags = steps == kAll ? "" : absl::StrCat(" --steps ", steps);
  if (!without.empty()) absl::StrAppend(&flags, " --without ", absl::StrJoin(without, ","));
  return flags;
}

Less Shrink(absl::FunctionRef<bool(const Less&)> fails) {
  Less less;
  for (const Kind& kind : kKinds) FailsWithout(less, kind.name, fails);
  // Fewer steps do not always fail where more do: so from many to few, in ever smaller parts.
  less.steps = kMostSteps;
  for (int64_t part = kMostSteps / 2; part > 0; part /= 2) {
    Less tried = less;
    tried.steps -= part;
    if (tried.steps > 0 && fails(tried)) less = tried;
  }
  return less;
}

}  // namespace telltale
