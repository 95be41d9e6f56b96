#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/core/test_key.h"

namespace telltale {
namespace {

using std::chrono_literals::operator""s;
using testing::ElementsAre;

constexpr Plan kOneAndOne{.raise = kFirstBad, .clear = {Clear::Form::kGoodInARow, 1}};
constexpr Plan kSpans{.raise = {Raise::Form::kBadFor, 1, 10s},
                      .clear = {Clear::Form::kGoodFor, 0, 10s}};

TEST(ForwardTest, HandsAnEventToTheOpenEpisodeBesidesItsOwnOutcome) {
  TestKey key = OpenKey(kOneAndOne, 10s);
  EXPECT_EQ(key.Forwarded(Signal::kBad, 12s), Outcome::kForwarded);
  EXPECT_THAT(key.commands(), ElementsAre("start 10s", "forward 10s: at 12s"));
  EXPECT_EQ(key.last_command().count, 2u) << "the event itself included";
  EXPECT_EQ(key.last_command().entry, 1);
}

TEST(ForwardTest, HandsOnWhatIsFaultyOffOrStraggling) {
  TestKey key = OpenKey(kOneAndOne, 10s);
  EXPECT_EQ(key.Forwarded(Signal::kFault, 20s), Outcome::kForwarded);
  EXPECT_EQ(key.Forwarded(Signal::kOff, 21s), Outcome::kForwarded);
  EXPECT_EQ(key.Forwarded(Signal::kGood, 19s), Outcome::kForwarded) << "a straggler ends nothing";
}

TEST(ForwardTest, LeavesAloneWhatChangesNothing) {
  TestKey key = OpenKey(kOneAndOne, 10s);
  key.Bad(20s, /*id=*/7);
  EXPECT_EQ(key.Forwarded(Signal::kBad, 21s, /*id=*/7), std::nullopt) << "a duplicate";
  EXPECT_EQ(key.Forwarded(Signal::kBad, 14s), std::nullopt) << "late";
}

TEST(ForwardTest, LeavesTheEventToTheStartThatItRaised) {
  TestKey key(kOneAndOne);
  EXPECT_EQ(key.Forwarded(Signal::kBad, 10s), std::nullopt);
  EXPECT_THAT(key.commands(), ElementsAre("start 10s"));
}

TEST(ForwardTest, HandsOnTheEventThatOnlyProvedARaise) {
  TestKey key = OpenKey(kSpans, 10s);
  EXPECT_EQ(key.Forwarded(Signal::kBad, 20s), Outcome::kForwarded);
  EXPECT_THAT(key.commands(), ElementsAre("start 20s", "forward 20s: at 20s"));
}

TEST(ForwardTest, IgnoresTheEventThatEndsTheEpisode) {
  TestKey key = OpenKey(kOneAndOne, 10s);
  EXPECT_EQ(key.Forwarded(Signal::kGood, 12s), Outcome::kForwardIgnored);
  EXPECT_THAT(key.commands(), ElementsAre("start 10s", "back 10s: healed at 12s"));
}

TEST(ForwardTest, IgnoresWhatComesWhileNoEpisodeIsOpen) {
  TestKey key(kOneAndOne);
  EXPECT_EQ(key.Forwarded(Signal::kGood, 9s), Outcome::kForwardIgnored);
  EXPECT_EQ(key.Bad(10s), Outcome::kRaised);
  key.Close(10s);
  EXPECT_EQ(key.Forwarded(Signal::kGood, 12s), Outcome::kForwardIgnored);
}

TEST(ForwardTest, IgnoresWhatComesAfterTheWorkflowHasEnded) {
  TestKey key = OpenKey(kOneAndOne, 10s);
  key.Ended(10s);
  EXPECT_EQ(key.Forwarded(Signal::kBad, 12s), Outcome::kForwardIgnored);
  EXPECT_EQ(key.Good(13s), Outcome::kCleared);
  EXPECT_EQ(key.Bad(14s), Outcome::kRaised);
  EXPECT_EQ(key.Forwarded(Signal::kBad, 15s), Outcome::kForwarded) << "the next one has its own";
}

}  // namespace
}  // namespace telltale
