#include "cli/demo/story.h"

#include <gtest/gtest.h>

namespace telltale {
namespace {

BrokerModel::Instance Ended(int64_t key, int count) {
  return {.key = key,
          .process = "maintenance-needed",
          .state = BrokerModel::State::kInterrupted,
          .back = "back-to-normal",
          .back_variables = R"({"key":"V1/oil","first_bad_at":"2026-06-01T05:00:10.000Z",)"
                            R"("raised_at":"2026-06-01T05:00:30.000Z",)"
                            R"("cleared_at":"2026-06-01T05:09:00.000Z","ending":"healed",)"
                            R"("count":)" +
                            std::to_string(count) + "}"};
}

TEST(StoryTest, TellsTheEpisodeWithTheMostBadEvents) {
  const std::string story = TellStory({Ended(1, 5), Ended(2, 1234), Ended(3, 6)});
  EXPECT_EQ(story,
            "One of them, V1/oil:\n"
            "  05:00:10  bad for the first time\n"
            "  05:00:30  bad often enough: the workflow maintenance-needed starts, instance 2\n"
            "            1,234 bad events in all, and nobody is told again\n"
            "  05:09:00  healed: that instance is told back-to-normal, and ends\n");
}

TEST(StoryTest, TellsNothingIfNoEpisodeHasEnded) {
  EXPECT_EQ(TellStory({{.key = 1, .process = "p"}}), "");
}

}  // namespace
}  // namespace telltale
