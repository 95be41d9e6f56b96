#include "cli/replay/key_story.h"

#include "engine/base/hash.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/runtime/model_config.h"

namespace telltale {
namespace {

using ::testing::ElementsAre;
using ::testing::Field;

// A story of key V1 under a rule that clears when it is quiet and marks silence.
struct ToldStory {
  explicit ToldStory(const std::string& back = "back: b", size_t most = kMostStoryLines)
      : config(ReadConfig("topics: { t: { time: at } }\n"
                          "rules: { r: { topic: t, key: [v], bad: bad, silent: 10s, start: s, "
                          "clear: [good for 1m, quiet for 2m], " +
                          back + " } }\n")),
        story(config.rules.topics[0].rules[0], HashKey("V1"), most) {}

  void Step(const Input& cause, const StepResult& result, std::string_view key = "V1") {
    story.OnStep({.key = HashKey(key), .cause = cause, .result = result, .arrival = ArrivalMs(9)});
  }

  Config config;
  KeyStory story;
};

auto Is(std::string_view what) { return Field(&StoryLine::what, what); }

TEST(KeyStoryTest, TellsOfOneKeyWhatItsEventsSaidAndByWhichRecord) {
  ToldStory told;
  told.story.BeginRecord(Offset{7});
  told.Step(Event{.at = EventMs(5), .signal = Signal::kFault}, {Outcome::kFault});
  told.Step(Event{.at = EventMs(6)}, {Outcome::kCounted}, "V2");
  ASSERT_EQ(told.story.lines().size(), 1u);
  const StoryLine& line = told.story.lines()[0];
  EXPECT_EQ(line.kind, StoryLine::Kind::kEvent);
  EXPECT_EQ(line.offset, Offset{7});
  EXPECT_EQ(line.at, EventMs(5));
  EXPECT_EQ(line.arrival, ArrivalMs(9));
  EXPECT_EQ(line.what, "fault");
  EXPECT_EQ(line.outcome, Outcome::kFault);
  EXPECT_EQ(told.story.events(), 1u);
}

TEST(KeyStoryTest, NamesADeadlineAsTheRuleWritesIt) {
  ToldStory told;
  using What = Due::What;
  told.Step(Due{What::kSpan, 0, EventMs(1)}, {Outcome::kCleared});
  told.Step(Due{What::kSpan, 1, EventMs(2)}, {Outcome::kCleared});
  told.Step(Due{What::kSilence, 0, EventMs(3)}, {Outcome::kSilent});
  told.Step(Due{What::kWindow, 0, EventMs(4)}, {Outcome::kJudged});
  told.Step(Due{What::kForget, 0, EventMs(5)}, {Outcome::kForgotten});
  EXPECT_THAT(told.story.lines(), ElementsAre(Is("good for 1m"), Is("quiet for 2m"),
                                              Is("silent 10s"), Is("window"), Is("forget 1d")));
  EXPECT_EQ(told.story.lines()[1].at, EventMs(2));
  EXPECT_EQ(told.story.lines()[4].at, std::nullopt);  // it is by arrival
  EXPECT_EQ(told.story.events(), 0u);
}

TEST(KeyStoryTest, NamesASpanThatOpenedTheEpisodeByRaise) {
  const Config config = ReadConfig(
      "topics: { t: { time: at } }\n"
      "rules: { r: { topic: t, key: [v], bad: bad, raise: bad for 1m, clear: quiet for 2m, "
      "start: s, back: b } }\n");
  KeyStory story(config.rules.topics[0].rules[0], HashKey("V1"));
  story.OnStep({.key = HashKey("V1"),
                .cause = Due{Due::What::kSpan, 0, EventMs(1)},
                .result = {Outcome::kRaised},
                .arrival = ArrivalMs(9)});
  EXPECT_THAT(story.lines(), ElementsAre(Is("bad for 1m")));
}

TEST(KeyStoryTest, TellsWhatWasReportedAndOrderedByNoRecord) {
  ToldStory told;
  told.story.BeginRecord(Offset{7});
  told.story.BeginTick();
  told.Step(Report{Report::Kind::kStarted, EventMs(1)}, {Outcome::kStarted});
  told.Step(Report{Report::Kind::kEnded, EventMs(1)}, {Outcome::kEnded});
  told.Step(Order{Order::Kind::kClose, EventMs(1)}, {Outcome::kClosed});
  told.Step(Forward{.entry = 2, .at = EventMs(3)}, {Outcome::kForwarded});
  EXPECT_THAT(told.story.lines(),
              ElementsAre(Is("started"), Is("ended"), Is("close"), Is("entry 2")));
  EXPECT_EQ(told.story.lines()[0].offset, std::nullopt);
  EXPECT_EQ(told.story.lines()[1].at, EventMs(1));
}

TEST(KeyStoryTest, NamesNoCommandThatNobodyIsToldOf) {
  const StepResult end{Outcome::kClosed, Command{.kind = Command::Kind::kBack}};
  ToldStory told;
  told.Step(Order{}, end);
  EXPECT_TRUE(told.story.lines()[0].command);

  const Config without = ReadConfig(
      "topics: { t: { time: at } }\n"
      "rules: { r: { topic: t, key: [v], bad: bad, clear: never, start: s } }\n");
  KeyStory story(without.rules.topics[0].rules[0], HashKey("V1"));
  story.OnStep({.key = HashKey("V1"), .cause = Order{}, .result = end, .arrival = ArrivalMs(9)});
  EXPECT_FALSE(story.lines()[0].command);
}

TEST(KeyStoryTest, KeepsTheNewestLinesAndCountsTheOthers) {
  ToldStory told("back: b", 2);
  for (int i = 1; i <= 5; ++i) told.Step(Event{.at = EventMs(i)}, {Outcome::kCounted});
  EXPECT_EQ(told.story.left_out(), 3u);
  EXPECT_EQ(told.story.events(), 5u);
  EXPECT_EQ(told.story.TakeLines().front().at, EventMs(4));
}

}  // namespace
}  // namespace telltale
