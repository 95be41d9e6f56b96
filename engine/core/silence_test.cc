#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/core/test_key.h"

namespace telltale {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using testing::ElementsAre;

constexpr Plan kBadFor60s{.raise = {Raise::Form::kBadFor, 1, 60s},
                          .clear = {Clear::Form::kGoodInARow, 1}};
constexpr Plan kSilentFor60s{.raise = kFirstBad, .clear = {Clear::Form::kSilentFor, 0, 60s}};
constexpr Plan kSpeaksEvery10s{.raise = {Raise::Form::kBadFor, 1, 60s}, .silent = 10s};

TEST(BadForTest, OpensByTheClockWhenLateIsOverToo) {
  TestKey key(kBadFor60s);
  EXPECT_EQ(key.Bad(1s), Outcome::kCounted);
  EXPECT_EQ(key.next_due(), 66s);
  EXPECT_EQ(key.Tick(66s - 1ms), std::nullopt);
  EXPECT_EQ(key.Tick(66s), Outcome::kRaised);
  EXPECT_THAT(key.commands(), ElementsAre("start 1m1s"));
}

TEST(BadForTest, AnyEventInOrderAtTheEndProvesIt) {
  for (const Signal signal :
       {Signal::kBad, Signal::kGood, Signal::kNeither, Signal::kFault, Signal::kOff}) {
    TestKey key(kBadFor60s);
    key.Bad(1s);
    key.Send(signal, 61s);
    EXPECT_EQ(key.commands().front(), "start 1m1s");
  }
}

TEST(BadForTest, OnlyAGoodEventInOrderBreaksTheSpan) {
  TestKey key(kBadFor60s);
  key.Bad(1s);
  key.Neither(10s);
  key.Good(9s);
  key.Fault(11s);
  EXPECT_EQ(key.next_due(), 1s + 60s + 5s);
  key.Good(12s);
  key.Bad(20s);
  key.Bad(30s);
  EXPECT_EQ(key.Tick(85s), Outcome::kRaised);
  EXPECT_THAT(key.commands(), ElementsAre("start 1m20s"));
}

TEST(BadForTest, StandsStillFromAnOffEventToTheNextOfAnyOtherKind) {
  TestKey key(kBadFor60s);
  key.Bad(0s);
  key.Off(10s);
  EXPECT_EQ(key.Tick(1000s), std::nullopt);
  key.Fault(30s);
  EXPECT_EQ(key.Neither(80s), Outcome::kNeither);
  EXPECT_THAT(key.commands(), ElementsAre("start 1m20s"));
}

TEST(BadForTest, StartTellsHowManyBadEventsTheSpanHadAndSinceWhen) {
  TestKey key(kBadFor60s);
  for (const Millis at : {5s, 20s, 30s}) key.Bad(at);
  key.Tick(70s);
  EXPECT_EQ(key.last_command().count, 3u);
  EXPECT_EQ(key.last_command().first_bad, EventMs(5000));
}

TEST(BadForTest, JudgesUpToTheEndOfTheSpan) {
  TestKey key(kBadFor60s);
  key.Bad(0s);
  key.Bad(62s);
  EXPECT_EQ(key.Good(60s - 1ms), Outcome::kLateJudged);
  EXPECT_EQ(key.Good(60s), Outcome::kGood);
}

TEST(SilentForTest, EndsAfterTheLastSignOfLifeWhateverItSaid) {
  TestKey key(kSilentFor60s);
  key.Bad(0s);
  key.Off(10s);
  key.Fault(20s);
  key.Good(19s);
  EXPECT_EQ(key.next_due(), 85s);
  EXPECT_EQ(key.Tick(85s), Outcome::kCleared);
  EXPECT_THAT(key.commands(), ElementsAre("start 0s", "back 0s: silent at 1m20s"));
}

TEST(SilentForTest, AnyEventAtTheEndProvesItAndIsNewEvidence) {
  TestKey key(kSilentFor60s);
  key.Bad(0s);
  key.Neither(60s - 1ms);
  EXPECT_EQ(key.Bad(120s - 1ms), Outcome::kRaised);
  EXPECT_EQ(key.commands()[1], "back 0s: silent at 1m59s999ms");
}

TEST(SilenceTest, MarksAKeyOnceUntilItSpeaks) {
  TestKey key(kSpeaksEvery10s);
  key.Good(0s);
  EXPECT_EQ(key.Tick(15s - 1ms), std::nullopt);
  EXPECT_EQ(key.Tick(15s), Outcome::kSilent);
  EXPECT_EQ(key.Tick(60s), std::nullopt);
  key.Good(60s);
  EXPECT_EQ(key.Tick(75s), Outcome::kSilent);
}

TEST(SilenceTest, IsBrokenByAnEventAtItsVeryBegin) {
  TestKey key(kSpeaksEvery10s);
  key.Bad(0s);
  key.Bad(10s);
  key.Bad(20s);
  EXPECT_EQ(key.next_due(), 35s);  // the mark; the span would end at 60 s, in silence
}

TEST(SilenceTest, LetsASpanStandStillUpToTheNextEvent) {
  TestKey key(kSpeaksEvery10s);
  key.Bad(0s);
  key.Bad(30s);  // silent since 10 s
  for (const Millis at : {40s, 50s, 60s, 70s}) key.Bad(at);
  EXPECT_EQ(key.Bad(80s - 1ms), Outcome::kCounted);
  EXPECT_EQ(key.Bad(80s), Outcome::kStillBad);
  EXPECT_THAT(key.commands(), ElementsAre("start 1m20s"));
}

TEST(SilenceTest, OpeningCountsAsASignOfLife) {
  Plan plan = kSpeaksEvery10s;
  plan.silent = 60s;
  TestKey key(plan);
  key.Bad(0s);
  EXPECT_EQ(key.Tick(65s), Outcome::kRaised);  // at 60 s, where silence would begin
  EXPECT_EQ(key.next_due(), 125s);
  EXPECT_EQ(key.Tick(125s), Outcome::kSilent);
}

TEST(SilenceTest, MarkDoesNotMoveWhatIsJudged) {
  Plan plan = kSpeaksEvery10s;
  plan.late = 20s;
  TestKey key(plan);
  key.Bad(0s);
  key.Tick(30s);
  key.Bad(20s);
  EXPECT_EQ(key.Bad(0s), Outcome::kCounted);
}

TEST(AlternativesTest, AnyOfThemEndsAndTheFirstOfEqualEndsNamesIt) {
  Plan plan = kSilentFor60s;
  plan.clear.Add({Clear::Form::kGoodFor, 0, 60s});
  TestKey silent_first(plan);
  silent_first.Bad(0s);
  silent_first.Good(1s);
  silent_first.Tick(66s);
  EXPECT_EQ(silent_first.commands()[1], "back 0s: silent at 1m1s");

  plan.clear = {Clear::Form::kGoodFor, 0, 60s};
  plan.clear.Add({Clear::Form::kSilentFor, 0, 60s});
  TestKey good_first(plan);
  good_first.Bad(0s);
  good_first.Good(1s);
  good_first.Tick(66s);
  EXPECT_EQ(good_first.commands()[1], "back 0s: healed at 1m1s");
}

TEST(AlternativesTest, EarliestRaisedAtCountsIfOneEventFulfilsSeveral) {
  Plan plan{.raise = {Raise::Form::kCountInSpan, 3, 60s}, .late = 60s};
  plan.raise.Add({Raise::Form::kCountInSpan, 2, 10s});
  TestKey key(plan);
  key.Bad(20s);
  key.Bad(40s);
  EXPECT_EQ(key.Bad(15s), Outcome::kRaised);
  EXPECT_THAT(key.commands(), ElementsAre("start 20s"));
}

}  // namespace
}  // namespace telltale
