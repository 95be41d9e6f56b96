// Edits of rules on a store with open episodes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/runtime/harness.h"

namespace telltale {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::string ConfigWith(const std::string& rules) {
  return "topics: { t: { time: at } }\nrules: { " + rules + " }\n";
}

// Opens an episode of V1 and collects two of three bad events of V2, then edits.
class EditsTest : public testing::Test {
 protected:
  EditsTest() {
    world_.config = ConfigWith(
        "r: { topic: t, key: [v], bad: bad, raise: 3 bad in a row, clear: 1 good in a row, "
        "start: s, back: b }");
    Node node(world_);
    for (int i = 0; i < 3; ++i) world_.Say("V1", true);
    for (int i = 0; i < 2; ++i) world_.Say("V2", true);
    EXPECT_TRUE(node.Turns(kEnough).ok());
    EXPECT_THAT(world_.Started(), SizeIs(1));
  }
  World world_;
};

TEST_F(EditsTest, AnotherFormKeepsEpisodesAndDropsEvidence) {
  world_.config = ConfigWith(
      "r: { topic: t, key: [v], bad: bad, raise: 3 in 30s, clear: 2 good in a row, start: s, "
      "back: b }");
  Node node(world_);
  ASSERT_TRUE(node.opened().ok()) << node.opened();
  world_.Say("V2", true);  // the third, but the first two are forgotten
  world_.Say("V1", false);
  world_.Say("V1", false);
  ASSERT_TRUE(node.Turns(kEnough).ok());
  EXPECT_THAT(world_.Started(), SizeIs(1));
  EXPECT_THAT(world_.Ended(), SizeIs(1));
}

TEST_F(EditsTest, AnotherThresholdOfTheSameLengthDropsEvidenceToo) {
  world_.config = ConfigWith(
      "r: { topic: t, key: [v], bad: bad, raise: 4 bad in a row, clear: 1 good in a row, "
      "start: s, back: b }");
  Node node(world_);
  world_.Say("V2", true);
  world_.Say("V2", true);
  ASSERT_TRUE(node.Turns(kEnough).ok());
  EXPECT_THAT(world_.Started(), SizeIs(1));
}

TEST_F(EditsTest, AnotherConditionKeepsEverything) {
  world_.config = ConfigWith(
      "r: { topic: t, key: [v], bad: bad = true, raise: 3 bad in a row, clear: 1 good in a row, "
      "start: s, back: b }");
  Node node(world_);
  world_.Say("V2", true);
  ASSERT_TRUE(node.Turns(kEnough).ok());
  EXPECT_THAT(world_.Started(), SizeIs(2));
}

TEST_F(EditsTest, AnotherKeyIsRefused) {
  world_.config = ConfigWith(
      "r: { topic: t, key: [v, at], bad: bad, clear: 1 good in a row, start: s, back: b }");
  const absl::Status refused = Node(world_).opened();
  EXPECT_EQ(ErrorOf(refused), ErrorId::kRuleKeyChanged);
  EXPECT_THAT(std::string(refused.message()),
              HasSubstr("rule r: expected key [v], as its stored states have it, but it is key "
                        "[v, at]"));
}

TEST_F(EditsTest, AnotherTopicIsRefusedByName) {
  world_.config =
      "topics: { u: { time: at } }\n"
      "rules: { r: { topic: u, key: [v], bad: bad, clear: 1 good in a row, start: s, back: b } }\n";
  const absl::Status refused = Node(world_).opened();
  EXPECT_EQ(ErrorOf(refused), ErrorId::kRuleKeyChanged);
  EXPECT_THAT(std::string(refused.message()),
              HasSubstr("rule r: expected topic t, as its stored states have it, but it is topic "
                        "u"));
}

TEST_F(EditsTest, RemovingARuleWithOpenEpisodesIsRefused) {
  world_.config = ConfigWith("other: { topic: t, key: [v], bad: bad, start: s }");
  const absl::Status refused = Node(world_).opened();
  EXPECT_EQ(ErrorOf(refused), ErrorId::kRuleRemoved);
  EXPECT_NE(refused.message().find("1 of its episodes"), absl::string_view::npos);
}

TEST_F(EditsTest, RemovingARuleWithoutOpenEpisodesIsNot) {
  {
    Node node(world_);
    world_.Say("V1", false);
    ASSERT_TRUE(node.Turns(kEnough).ok());
  }
  world_.config = ConfigWith("other: { topic: t, key: [v], bad: bad, start: s }");
  EXPECT_TRUE(Node(world_).opened().ok());
}

// What a retired rule decides at the start is committed before the loop looks at the clock.
TEST_F(EditsTest, TheCommitOfARetiredRuleDoesNotHideThatTheClockWasSetBack) {
  world_.zeebe.SetFaults([](const Message&) { return Fault{.kind = Fault::Kind::kLost}; });
  {
    Node node(world_);
    for (int i = 0; i < 3; ++i) world_.Say("V3", true);
    ASSERT_TRUE(node.Turns(kEnough).ok());
  }
  world_.clock.Reboot();
  world_.clock.SetWall(Millis{-60'000});
  world_.config = ConfigWith(
      "r: { topic: t, key: [v], bad: bad, raise: 3 bad in a row, clear: 1 good in a row, "
      "start: s, back: b, retire: true }");
  world_.zeebe.SetFaults(nullptr);
  Node node(world_);
  ASSERT_TRUE(node.Turns(1).ok());
  EXPECT_EQ(node.Show().partitions[0].outbox[static_cast<int>(Fate::kParked)], 1u);
}

// The partitions of a topic that nobody reads are not opened, so nobody would send its commands.
TEST_F(EditsTest, RemovingATopicWhoseCommandsWaitIsRefusedUntilTheyAreSent) {
  const std::string with_rule = world_.config;
  const std::string without =
      "topics: { u: { time: at } }\n"
      "rules: { other: { topic: u, key: [v], bad: bad, start: s } }\n";
  {
    Node node(world_);
    ASSERT_TRUE(node.Turns(kEnough).ok());
    world_.zeebe.SetAway(true);
    world_.Say("V1", false);
    ASSERT_TRUE(node.Turns(kEnough).ok());
  }
  world_.config = without;
  const absl::Status refused = Node(world_).opened();
  EXPECT_EQ(ErrorOf(refused), ErrorId::kRuleRemoved);
  EXPECT_NE(refused.message().find("1 commands of that topic wait"), absl::string_view::npos)
      << refused;
  world_.zeebe.SetAway(false);
  world_.config = with_rule;
  {
    Node node(world_);
    ASSERT_TRUE(node.Turns(10 * kEnough).ok());
    EXPECT_THAT(world_.Ended(), SizeIs(1));
  }
  world_.config = without;
  EXPECT_NE(ErrorOf(Node(world_).opened()), ErrorId::kRuleRemoved);
}

TEST_F(EditsTest, ARemovedRuleThatComesBackBeginsAnew) {
  const std::string with_rule = world_.config;
  {
    Node node(world_);
    world_.Say("V1", false);
    ASSERT_TRUE(node.Turns(kEnough).ok());
  }
  world_.config = ConfigWith("other: { topic: t, key: [v], bad: bad, start: s }");
  { ASSERT_TRUE(Node(world_).opened().ok()); }
  world_.config = with_rule;
  Node node(world_);
  ASSERT_TRUE(node.opened().ok()) << node.opened();
  world_.Say("V2", true);  // its two bad events before the removal are forgotten
  ASSERT_TRUE(node.Turns(kEnough).ok());
  EXPECT_THAT(world_.Started(), SizeIs(1));
  EXPECT_EQ(world_.store.LoadCatalog()->rules_size(), 3);
}

}  // namespace
}  // namespace telltale
