#include "engine/core/outcome.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace telltale {
namespace {

using testing::ElementsAre;

// Scenarios, metrics and documents use these names, in this order.
TEST(OutcomeTest, NamesStay) {
  std::vector<std::string> names;
  for (int i = 0; i < kOutcomes; ++i) names.emplace_back(OutcomeName(static_cast<Outcome>(i)));
  EXPECT_THAT(names, ElementsAre("counted", "raised", "still-bad", "good", "neither", "fault",
                                 "off", "cleared", "duplicate", "late", "late-judged",
                                 "before-horizon", "forgotten", "started", "ended", "closed",
                                 "stale", "silent", "judged", "forwarded", "forward-ignored"));
}

TEST(OutcomeTest, EndingsNameWhatRulesCallThem) {
  EXPECT_EQ(EndingName(Ending::kNone), "none");
  EXPECT_EQ(EndingName(Ending::kHealed), "healed");
  EXPECT_EQ(EndingName(Ending::kQuiet), "quiet");
  EXPECT_EQ(EndingName(Ending::kSilent), "silent");
  EXPECT_EQ(EndingName(Ending::kClosed), "closed");
}

}  // namespace
}  // namespace telltale
