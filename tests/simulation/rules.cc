#include "tests/simulation/rules.h"

#include "absl/strings/str_cat.h"
#include "engine/base/strings.h"

namespace telltale {
namespace {

using Text = const char*;

Text DrawSpan(Random& random) { return random.Pick<Text>({"1s", "10s", "30s", "90s"}); }

std::string DrawWindow(Random& random, Text condition) {
  const Text shape = random.Pick<Text>({"", "tumbling ", "session "});
  if (random.Chance(75)) return absl::StrCat(condition, " over ", shape, DrawSpan(random));
  return absl::StrCat(condition, " over hopping ", random.Pick<Text>({"10s", "30s"}), " every 4s");
}

std::string DrawRaise(Random& random) {
  const int64_t count = random.Between(1, 3);
  switch (random.Between(0, 7)) {
    case 0:
    case 1:
    case 2:
      return absl::StrCat(count, " bad in a row");
    case 3:
    case 4:
      return absl::StrCat(count, " in ", DrawSpan(random));
    case 5:
      return absl::StrCat("bad for ", DrawSpan(random));
    default:
      return DrawWindow(random, random.Pick<Text>({"mean(value) > 75", "count(bad) >= 2",
                                                   "max(value) > 80 and count() >= 2",
                                                   "count(distinct values(state)) >= 2"}));
  }
}

std::string DrawClear(Random& random) {
  switch (random.Between(0, 6)) {
    case 0:
    case 1:
      return absl::StrCat("good for ", DrawSpan(random));
    case 2:
    case 3:
      return absl::StrCat("quiet for ", DrawSpan(random));
    case 4:
      return absl::StrCat("silent for ", DrawSpan(random));
    case 5:
      return absl::StrCat(random.Between(1, 3), " good in a row");
    default:
      return DrawWindow(random, random.Pick<Text>({"mean(value) < 70", "count(bad) = 0",
                                                   "stddev(value) < 5 and count() > 1"}));
  }
}

// One form, now and then a list of two.
std::string DrawForms(Random& random, std::string (*draw)(Random&)) {
  std::string form = draw(random);
  return random.Chance(80) ? form : absl::StrCat("[", form, ", ", draw(random), "]");
}

// Few events, most of them or all, by one entry or by two.
std::string DrawForward(Random& random) {
  const Text where = random.Pick<Text>({"fmi = 2", "state = \"OK\"", "value > 80", "true"});
  std::string entries = absl::StrCat("{ where: '", where, "', message: ", kForwardName,
                                     ", ttl: ", random.Pick<Text>({"1m", "2m", "10m", "1h"}), " }");
  if (random.Chance(30)) {
    absl::StrAppend(&entries, ", { where: side = \"R\", message: ", kForwardName,
                    ", variables: { n: count } }");
  }
  return absl::StrCat("[", entries, "]");
}

std::string DrawRule(Random& random, int number, bool gated) {
  std::string rule = absl::StrCat("  r", number, ":\n    topic: t\n    key: ",
                                  random.Pick<Text>({"[v]", "[v]", "[v, side]"}), "\n");
  const auto add = [&rule](Text option, std::string_view value) {
    absl::StrAppend(&rule, "    ", option, ": ", A(value), "\n");
  };
  add("bad", random.Pick<Text>({"value > 80", "state = \"BAD\"", "value > 80 or state = \"BAD\""}));
  if (random.Chance(30)) add("good", random.Pick<Text>({"value < 70", "state = \"OK\""}));
  if (random.Chance(30)) add("fault", "fmi = 2");
  if (random.Chance(30)) add("while", "on");
  if (random.Chance(20)) add("while_not", random.Pick<Text>({"freeze", "reset"}));
  if (random.Chance(20)) add("where", "kind = \"oil\"");
  if (random.Chance(40)) add("forget", random.Pick<Text>({"2m", "5m", "1h"}));
  if (random.Chance(20)) add("silent", DrawSpan(random));
  const std::string clear = random.Chance(12) ? "never" : DrawForms(random, &DrawClear);
  add("raise", DrawForms(random, &DrawRaise));
  add("clear", clear);
  add("start",
      absl::StrCat("{ message: ", kStartName,
                   ", ttl: ", random.Pick<Text>({"1m", "2m", "10m", "1h"}),
                   random.Pick<Text>({"", "", "", ", expires: 30s", ", expires: 5m"}), " }"));
  if (clear != "never") {
    add("back", absl::StrCat("{ message: ", kBackName,
                             ", ttl: ", random.Pick<Text>({"2m", "10m", "24h"}), " }"));
  }
  if (random.Chance(35)) add("forward", DrawForward(random));
  if (gated) add("after_end", random.Pick<Text>({"wait", "restart"}));
  return rule;
}

std::string DrawRoute(Random& random, std::string_view where) {
  return absl::StrCat(
      "routes:\n  every:\n    topic: t\n    where: ", A(where), "\n    correlate: ", kRouteName,
      "\n    with: v\n    ttl: ", random.Pick<Text>({"1m", "2m", "10m", "1h"}), "\n",
      random.Chance(50) ? "    variables: { n: value, o: record.offset }\n" : "");
}

}  // namespace

DrawnRules DrawRules(Random& random) {
  const int64_t late = random.Pick<int64_t>({0, 1, 5, 20});
  std::string config =
      absl::StrCat("topics: { t: { time: at, id: id, late: ", late,
                   "s, remember: ", random.Pick<Text>({"0", "2", "8", "64"}), " } }\nrules:\n");
  const bool gated = random.Chance(50);
  const int64_t rules = random.Between(1, 3);
  for (int i = 1; i <= rules; ++i) absl::StrAppend(&config, DrawRule(random, i, gated));
  std::string routed;
  if (random.Chance(60)) {
    const bool by_side = random.Chance(50);
    routed = by_side ? "\"side\":\"R\"" : "\"fmi\":2";
    config += DrawRoute(random, by_side ? "side = \"R\"" : "fmi = 2");
  }
  if (gated) config += "zeebe: { gateway: nowhere, gate: true }\n";
  return {std::move(config), std::move(routed), Millis{late * 1000}, gated};
}

}  // namespace telltale
