#include "engine/core/evidence.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

#include "engine/core/test_key.h"

namespace telltale {
namespace {

// The definition, over all bad events ever: the first N that lie in less than the span.
std::optional<EvidenceGroup> FirstGroup(std::vector<EventTime> times, const Raise& raise) {
  std::sort(times.begin(), times.end());
  for (size_t i = 0; i + raise.n <= times.size(); ++i) {
    const EvidenceGroup group{times[i], times[i + raise.n - 1]};
    if (group.last - group.first < raise.span) return group;
  }
  return std::nullopt;
}

Plan RandomPlan(std::mt19937& random) {
  return {
      .raise = {Raise::Form::kCountInSpan, 1 + uint32_t(random() % 5), Millis{1 + random() % 20}},
      .late = Millis{random() % 30}};
}

// A bad event up to `late` behind the newest, or a little after it; now and then long after it.
EventTime RandomTime(std::mt19937& random, const Plan& plan, EventTime newest) {
  const int64_t ahead = random() % 20 == 0 ? 100 : 12;
  const int64_t span = plan.late.count() + ahead;
  return newest - plan.late + Millis{static_cast<int64_t>(random()) % (span + 1)};
}

TEST(EvidenceTest, AgreesWithTheDefinitionOnRandomStreams) {
  int groups = 0;
  for (uint32_t seed = 1; seed <= 500; ++seed) {
    std::mt19937 random(seed);
    const Plan plan = RandomPlan(random);
    TestKey key(plan);
    key.ref().head.newest = EventMs(1000);
    std::vector<EventTime> all;
    for (int event = 0; event < 200; ++event) {
      const EventTime at = RandomTime(random, plan, key.ref().head.newest);
      key.ref().head.newest = std::max(key.ref().head.newest, at);
      all.push_back(at);
      const auto expected = FirstGroup(all, plan.raise[0]);
      const size_t place = AddEvidence(plan, key.ref(), at);
      const auto found = FindGroup(plan, plan.raise[0], key.ref(), place);
      ASSERT_EQ(found.has_value(), expected.has_value()) << "seed " << seed << " event " << event;
      if (!found) continue;
      ASSERT_EQ(found->first, expected->first) << "seed " << seed << " event " << event;
      ASSERT_EQ(found->last, expected->last) << "seed " << seed << " event " << event;
      DropEvidence(key.ref());
      all.clear();
      ++groups;
    }
  }
  EXPECT_GT(groups, 10'000);
}

}  // namespace
}  // namespace telltale
