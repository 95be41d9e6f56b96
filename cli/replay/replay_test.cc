#include "cli/replay/replay.h"

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cli/replay/story_text.h"
#include "engine/base/hash.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/runtime/harness.h"

namespace telltale {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kRules[] =
    "topics: { t: { time: at } }\n"
    "rules: { r: { topic: t, key: [v], bad: bad, clear: quiet for 10s, start: s, back: b } }\n";

// A topic that a replay reads, and perhaps a node before it.
class ReplayTest : public ::testing::Test {
 protected:
  explicit ReplayTest(int partitions = 1) : world(partitions) { world.config = kRules; }

  void Say(const std::string& vehicle, bool bad, int32_t partition = 0) {
    world.Say(vehicle, bad, partition);
    world.clock.Pass(Millis{1000});
  }
  ReplayPlan PlanFor(const std::string& key) {
    return {.topic = OnlyRule(ReadConfig(world.config).rules.topics[0], "r"),
            .key = key,
            .wall = world.clock.Wall()};
  }
  absl::StatusOr<Replayed> Replay(const ReplayPlan& plan) {
    ModelSource source(world.topic);
    source.fetch = 2;
    absl::StatusOr<Replayed> replayed = ReplayKey(source, plan);
    EXPECT_THAT(source.acked, IsEmpty());
    return replayed;
  }
  // `bad raised start`, or `due quiet for 10s cleared back`, a word for each line.
  static std::vector<std::string> Steps(const ReplayedStory& story) {
    std::vector<std::string> steps;
    for (const StoryLine& line : story.lines) {
      std::string text = absl::StrCat(line.kind == StoryLine::Kind::kDue ? "due " : "", line.what,
                                      " ", std::string(OutcomeName(line.outcome)));
      if (line.command && line.command->kind == Command::Kind::kStart) text += " start";
      if (line.command && line.command->kind == Command::Kind::kBack) text += " back";
      steps.push_back(text);
    }
    return steps;
  }
  std::vector<std::string> StepsOf(const ReplayPlan& plan) {
    const auto replayed = Replay(plan);
    EXPECT_TRUE(replayed.ok()) << replayed.status();
    if (!replayed.ok() || replayed->stories.size() != 1) return {};
    return Steps(replayed->stories[0]);
  }

  World world;
};

class ReplayOfTwoTest : public ReplayTest {
 protected:
  ReplayOfTwoTest() : ReplayTest(2) {}
};

TEST_F(ReplayTest, TellsWhatRecordsOfTheKeyCameTo) {
  Say("V1", true);
  Say("V2", true);
  Say("V1", true);
  world.clock.Pass(Millis{20'000});
  Say("V2", false);
  Say("V1", false);
  const auto replayed = Replay(PlanFor("V1"));
  ASSERT_TRUE(replayed.ok()) << replayed.status();
  ASSERT_THAT(replayed->stories, SizeIs(1));
  const ReplayedStory& story = replayed->stories[0];
  EXPECT_THAT(Steps(story), ElementsAre("bad raised start", "bad still-bad",
                                        "due quiet for 10s cleared back", "good good"));
  EXPECT_EQ(story.lines[2].offset, Offset{3});  // V2's record moved the clock
  EXPECT_EQ(story.records, 5u);
  EXPECT_EQ(story.events, 3u);
  EXPECT_EQ(story.to, Offset{5});
  EXPECT_EQ(replayed->keys, 2u);
}

TEST_F(ReplayTest, JudgesByTheTicksOfTheStoreWhatItsNodeJudgedWithoutARecord) {
  Node node(world);
  world.Say("V1", true);
  ASSERT_TRUE(node.Turns(kEnough).ok());
  for (int second = 0; second < 17; ++second) {
    node.source().AskEnds(world.clock.Wall());
    ASSERT_TRUE(node.Turns(kEnough).ok());
  }
  ASSERT_THAT(world.Ended(), SizeIs(1));
  ReplayPlan plan = PlanFor("V1");
  EXPECT_THAT(StepsOf(plan), ElementsAre("bad raised start"));
  const auto ticks = ReadTicks(world.store, plan.topic);
  ASSERT_TRUE(ticks.ok()) << ticks.status();
  plan.ticks = *ticks;
  const auto replayed = Replay(plan);
  ASSERT_TRUE(replayed.ok()) << replayed.status();
  const ReplayedStory& story = replayed->stories.at(0);
  EXPECT_THAT(Steps(story), ElementsAre("bad raised start", "due quiet for 10s cleared back"));
  EXPECT_EQ(story.lines[1].offset, std::nullopt);
  EXPECT_EQ(story.lines[1].arrival, ticks->at(0).back().arrival);
  EXPECT_EQ(story.ticks, 1u);
}

TEST_F(ReplayTest, JudgesASilenceBetweenRecordsWhereTheNodeDid) {
  Node node(world);
  world.Say("V1", true);
  ASSERT_TRUE(node.Turns(kEnough).ok());
  for (int second = 0; second < 17; ++second) {
    node.source().AskEnds(world.clock.Wall());
    ASSERT_TRUE(node.Turns(kEnough).ok());
  }
  world.Say("V1", true);
  ASSERT_TRUE(node.Turns(kEnough).ok());
  ASSERT_THAT(world.Started(), SizeIs(2));
  ReplayPlan plan = PlanFor("V1");
  plan.ticks = ReadTicks(world.store, plan.topic).value();
  const auto replayed = Replay(plan);
  ASSERT_TRUE(replayed.ok()) << replayed.status();
  const ReplayedStory& story = replayed->stories.at(0);
  EXPECT_THAT(Steps(story), ElementsAre("bad raised start", "due quiet for 10s cleared back",
                                        "bad raised start"));
  EXPECT_EQ(story.lines[1].offset, std::nullopt);  // not by the record that came afterwards
  EXPECT_LT(story.lines[1].arrival, story.lines[2].arrival);
}

TEST_F(ReplayTest, AppliesWhatWasToldAtItsPlace) {
  world.config =
      "topics: { t: { time: at } }\n"
      "rules: { r: { topic: t, key: [v], bad: bad, clear: quiet for 1h, after_end: restart, "
      "start: s, back: b } }\n";
  Say("V1", true);
  Say("V1", true);
  ReplayPlan plan = PlanFor("V1");
  const ArrivalTime first = world.topic.partitions[0].entries[0].timestamp;
  const Told ended{.rule = plan.topic.rules[0].id,
                   .key = HashKey("V1"),
                   .kind = Told::Kind::kEnded,
                   .raised_at = EventMs(ToMs(first))};
  plan.ticks[0] = {Tick{.next = {1}, .arrival = first, .told = ended}};
  EXPECT_THAT(StepsOf(plan), ElementsAre("bad raised start", "ended closed", "bad raised start"));
}

TEST_F(ReplayTest, TakesOfWhatWasToldOnlyThatOfTheRule) {
  world.config = absl::StrCat(
      "topics: { t: { time: at } }\n"
      "rules:\n"
      "  a: { topic: t, key: [v], bad: bad, clear: never, start: s }\n"
      "  r: { topic: t, key: [v], bad: bad, clear: never, start: s }\n");
  Node node(world);
  ASSERT_TRUE(node.opened().ok());
  const format::Catalog catalog = world.store.LoadCatalog().value();
  Changes changes{.partition = {{static_cast<uint16_t>(catalog.topics(0).id())}, 0},
                  .progress = {.seq = {100}}};
  for (const format::Rule& rule : catalog.rules()) {
    const RuleId id{static_cast<uint16_t>(rule.id())};
    changes.ticks.push_back({.next = {1}, .told = Told{.rule = id, .key = HashKey(rule.name())}});
  }
  ASSERT_TRUE(world.store.Commit({changes}).ok());
  const CompiledTopic topic = PlanFor("V1").topic;
  const StoredTicks ticks = ReadTicks(world.store, topic).value();
  ASSERT_THAT(ticks.at(0), SizeIs(1));
  EXPECT_EQ(ticks.at(0)[0].told->key, HashKey("r"));
  EXPECT_EQ(ticks.at(0)[0].told->rule, topic.rules[0].id);
}

TEST_F(ReplayTest, SaysThatOlderRecordsAreGone) {
  for (int i = 0; i < 4; ++i) Say("V1", true);
  world.topic.partitions[0].begin = 2;
  const ReplayPlan plan = PlanFor("V1");
  const auto replayed = Replay(plan);
  ASSERT_TRUE(replayed.ok());
  EXPECT_THAT(Steps(replayed->stories.at(0)), ElementsAre("bad raised start", "bad still-bad"));
  EXPECT_EQ(replayed->stories[0].from, Offset{2});
  EXPECT_THAT(StoryText(plan, replayed->stories[0]), HasSubstr("older records are gone"));
  EXPECT_THAT(StoryJson(plan, replayed->stories[0]), HasSubstr("\"before\":\"gone\""));
}

TEST_F(ReplayTest, BeginsAtAnOffsetOrATimeAndSaysSo) {
  for (int i = 0; i < 4; ++i) Say("V1", true);
  ReplayPlan plan = PlanFor("V1");
  plan.from = Offset{3};
  const auto late = Replay(plan);
  ASSERT_TRUE(late.ok());
  EXPECT_THAT(Steps(late->stories.at(0)), ElementsAre("bad raised start"));
  EXPECT_THAT(StoryText(plan, late->stories[0]), HasSubstr("older records were not read"));
  plan.from = world.topic.partitions[0].entries[1].timestamp;
  EXPECT_THAT(StepsOf(plan), SizeIs(3));
}

TEST_F(ReplayTest, EndsWhereTheTopicEndedWhenItBegan) {
  for (int i = 0; i < 3; ++i) Say("V1", true);
  ReplayPlan plan = PlanFor("V1");
  plan.on_progress = [this](uint64_t) { Say("V1", true); };
  EXPECT_THAT(StepsOf(plan), SizeIs(3));
}

TEST_F(ReplayTest, NamesTheKeyThatIsMostLikeTheOneThatNobodyMet) {
  Say("V1/oil", true);
  Say("W9", true);
  const ReplayPlan plan = PlanFor("V1/oil");  // whose escaped text is another
  const auto replayed = Replay(plan);
  ASSERT_TRUE(replayed.ok());
  EXPECT_THAT(replayed->stories, IsEmpty());
  EXPECT_THAT(std::string(KeyNotMet(plan, *replayed).message()),
              HasSubstr("none of 2 records of topic t is of it; the rule remembers 2 keys of them; "
                        "did you mean 'V1%2Foil'?"));
}

TEST_F(ReplayTest, OfAnEmptyTopicNothingIsRead) {
  const auto replayed = Replay(PlanFor("V1"));
  ASSERT_TRUE(replayed.ok()) << replayed.status();
  EXPECT_EQ(replayed->records, 0u);
  EXPECT_THAT(replayed->stories, IsEmpty());
}

TEST_F(ReplayOfTwoTest, FindsTheKeyInItsPartition) {
  Say("V1", true, 0);
  Say("V2", true, 1);
  const auto replayed = Replay(PlanFor("V2"));
  ASSERT_TRUE(replayed.ok());
  ASSERT_THAT(replayed->stories, SizeIs(1));
  EXPECT_EQ(replayed->stories[0].partition, 1);
  EXPECT_EQ(replayed->records, 2u);
}

TEST_F(ReplayOfTwoTest, ReadsOnlyThePartitionThatIsAskedFor) {
  Say("V1", true, 0);
  Say("V1", true, 1);
  ReplayPlan plan = PlanFor("V1");
  EXPECT_THAT(Replay(plan)->stories, SizeIs(2));
  plan.partition = 1;
  const auto replayed = Replay(plan);
  ASSERT_TRUE(replayed.ok());
  ASSERT_THAT(replayed->stories, SizeIs(1));
  EXPECT_EQ(replayed->records, 1u);
  plan.partition = 2;
  EXPECT_EQ(ErrorOf(Replay(plan).status()), ErrorId::kBadRequest);
}

TEST_F(ReplayOfTwoTest, AnOffsetIsThatOfOnePartition) {
  Say("V1", true, 1);
  Say("V1", true, 1);
  ReplayPlan plan = PlanFor("V1");
  plan.from = Offset{1};
  EXPECT_EQ(ErrorOf(Replay(plan).status()), ErrorId::kBadRequest);
  plan.partition = 1;
  EXPECT_THAT(StepsOf(plan), SizeIs(1));
}

}  // namespace
}  // namespace telltale
