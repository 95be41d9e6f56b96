#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/core/test_key.h"

namespace telltale {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using testing::ElementsAre;

constexpr Plan kGoodFor60s{.raise = kFirstBad, .clear = {Clear::Form::kGoodFor, 0, 60s}};
constexpr Plan kQuietFor60s{.raise = kFirstBad, .clear = {Clear::Form::kQuietFor, 0, 60s}};
constexpr Plan kTwoGood{.raise = kFirstBad, .clear = {Clear::Form::kGoodInARow, 2}};
constexpr Plan kNeverEnds{.raise = kFirstBad, .clear = {Clear::Form::kNever}};

TEST(GoodForTest, EndsByTheClockWhenLateIsOverToo) {
  TestKey key = OpenKey(kGoodFor60s);
  key.Good(1s);
  EXPECT_EQ(key.next_due(), 66s);
  EXPECT_EQ(key.Tick(66s - 1ms), std::nullopt);
  EXPECT_EQ(key.Tick(66s), Outcome::kCleared);
  EXPECT_THAT(key.commands(), ElementsAre("start 0s", "back 0s: healed at 1m1s"));
}

TEST(GoodForTest, AnyEventInOrderAtTheEndProvesIt) {
  for (const Signal signal : {Signal::kGood, Signal::kNeither, Signal::kFault, Signal::kOff}) {
    TestKey key = OpenKey(kGoodFor60s);
    key.Good(1s);
    key.Send(signal, 61s - 1ms);
    EXPECT_THAT(key.commands(), ElementsAre("start 0s"));
    if (signal == Signal::kOff) continue;  // that one let the span stand still
    key.Send(signal, 61s);
    EXPECT_THAT(key.commands(), ElementsAre("start 0s", "back 0s: healed at 1m1s"));
  }
  TestKey key = OpenKey(kGoodFor60s);
  key.Good(1s);
  EXPECT_EQ(key.Off(61s), Outcome::kOff);
  EXPECT_EQ(key.commands().size(), 2u);
}

TEST(GoodForTest, BadEventThatProvesTheEndIsNewEvidence) {
  TestKey key = OpenKey(kGoodFor60s);
  key.Good(1s);
  EXPECT_EQ(key.Bad(61s), Outcome::kRaised);
  EXPECT_THAT(key.commands(), ElementsAre("start 0s", "back 0s: healed at 1m1s", "start 1m1s"));
}

TEST(GoodForTest, BadEventInOrderLetsTheSpanBeginAgain) {
  TestKey key = OpenKey(kGoodFor60s);
  key.Good(1s);
  EXPECT_EQ(key.Bad(61s - 1ms), Outcome::kStillBad);
  EXPECT_EQ(key.next_due(), std::nullopt);
  key.Good(70s);
  key.Good(80s);
  EXPECT_EQ(key.Tick(135s), Outcome::kCleared);
  EXPECT_THAT(key.commands(), ElementsAre("start 0s", "back 0s: healed at 2m10s"));
}

TEST(GoodForTest, StragglersNeitherBeginNorBreakTheSpan) {
  TestKey key = OpenKey(kGoodFor60s);
  key.Neither(4s);
  key.Good(3s);
  EXPECT_EQ(key.next_due(), std::nullopt);
  key.Good(5s);
  EXPECT_EQ(key.Bad(4s), Outcome::kStillBad);
  EXPECT_EQ(key.next_due(), 70s);
}

TEST(GoodForTest, StandsStillFromAnOffEventToTheNextOfAnyOtherKind) {
  TestKey key = OpenKey(kGoodFor60s);
  key.Good(1s);
  key.Off(10s);
  key.Off(20s);
  key.Fault(19s);  // a straggler moves nothing on
  EXPECT_EQ(key.Tick(1000s), std::nullopt);
  EXPECT_EQ(key.Fault(30s), Outcome::kFault);  // stood still for 20 s
  key.Off(40s);
  key.Neither(45s);  // and for 5 s
  key.Good(86s - 1ms);
  EXPECT_THAT(key.commands(), ElementsAre("start 0s"));
  key.Good(86s);
  EXPECT_THAT(key.commands(), ElementsAre("start 0s", "back 0s: healed at 1m26s"));
}

TEST(GoodForTest, NextSpanDoesNotStandStillForTheLastOne) {
  TestKey key = OpenKey(kGoodFor60s);
  key.Good(1s);
  key.Off(2s);
  key.Good(12s);
  key.Bad(13s);
  key.Good(14s);
  EXPECT_EQ(key.next_due(), 79s);
}

TEST(QuietForTest, EndsByTheClockWhenLateIsOverToo) {
  TestKey key = OpenKey(kQuietFor60s);
  EXPECT_EQ(key.next_due(), 65s);
  EXPECT_EQ(key.Tick(65s - 1ms), std::nullopt);
  EXPECT_EQ(key.Tick(65s), Outcome::kCleared);
  EXPECT_THAT(key.commands(), ElementsAre("start 0s", "back 0s: quiet at 1m"));
}

TEST(QuietForTest, OtherEventsProveItOnlyWhenLateIsOver) {
  for (const Signal signal : {Signal::kGood, Signal::kNeither, Signal::kFault, Signal::kOff}) {
    TestKey key = OpenKey(kQuietFor60s);
    key.Send(signal, 65s - 1ms);
    EXPECT_THAT(key.commands(), ElementsAre("start 0s"));
    key.Send(signal, 65s);
    EXPECT_THAT(key.commands(), ElementsAre("start 0s", "back 0s: quiet at 1m"));
  }
}

TEST(QuietForTest, EventOfABacklogReachesTheEndWithoutTheClock) {
  TestKey key = OpenKey(kQuietFor60s);
  key.HoldArrival(0s);
  key.Good(65s - 1ms);
  EXPECT_THAT(key.commands(), ElementsAre("start 0s"));
  key.Good(65s);
  EXPECT_THAT(key.commands(), ElementsAre("start 0s", "back 0s: quiet at 1m"));
}

TEST(QuietForTest, BadEventAtTheEndProvesItAndIsNewEvidence) {
  TestKey key = OpenKey(kQuietFor60s);
  EXPECT_EQ(key.Bad(60s), Outcome::kRaised);
  EXPECT_THAT(key.commands(), ElementsAre("start 0s", "back 0s: quiet at 1m", "start 1m"));
}

TEST(QuietForTest, BadEventBeforeTheEndPostponesIt) {
  TestKey key = OpenKey(kQuietFor60s);
  EXPECT_EQ(key.Bad(60s - 1ms), Outcome::kStillBad);
  EXPECT_EQ(key.next_due(), 125s - 1ms);
}

TEST(QuietForTest, StragglerBehindAnEndThatNobodyJudgedPostponesIt) {
  TestKey key = OpenKey(kQuietFor60s);
  key.Good(64s);
  EXPECT_EQ(key.Bad(61s), Outcome::kStillBad);
  EXPECT_EQ(key.Tick(125s), std::nullopt);
  EXPECT_EQ(key.Tick(126s), Outcome::kCleared);
  EXPECT_THAT(key.commands(), ElementsAre("start 0s", "back 0s: quiet at 2m1s"));
}

TEST(QuietForTest, QuietIsMeasuredFromABadEventLaterThanTheRaise) {
  Plan plan = kQuietFor60s;
  plan.raise = {Raise::Form::kCountInSpan, 2, 10s};
  plan.late = 60s;
  TestKey key(plan);
  key.Bad(40s);
  key.Bad(100s);
  EXPECT_EQ(key.Bad(45s), Outcome::kRaised);
  EXPECT_EQ(key.next_due(), 220s);
}

TEST(GoodInARowTest, EndsAtTheLastOfThemAndJudgesThatMillisecond) {
  TestKey key = OpenKey(kTwoGood);
  EXPECT_EQ(key.Good(1s), Outcome::kGood);
  EXPECT_EQ(key.Good(2s), Outcome::kCleared);
  EXPECT_EQ(key.Bad(2s), Outcome::kLateJudged);
  EXPECT_EQ(key.Bad(2s + 1ms), Outcome::kRaised);
  EXPECT_THAT(key.commands(), ElementsAre("start 0s", "back 0s: healed at 2s", "start 2s1ms"));
}

TEST(GoodInARowTest, OnlyABadEventInOrderBreaksTheStreak) {
  TestKey key = OpenKey(kTwoGood);
  key.Good(10s);
  key.Bad(9s);
  key.Good(9s);
  key.Fault(11s);
  key.Off(12s);
  key.Neither(13s);
  EXPECT_THAT(key.commands(), ElementsAre("start 0s"));
  key.Bad(14s);
  EXPECT_EQ(key.Good(15s), Outcome::kGood);
  EXPECT_EQ(key.Good(16s), Outcome::kCleared);
}

TEST(NeverTest, NothingEndsIt) {
  TestKey key = OpenKey(kNeverEnds);
  for (int i = 1; i < 100; ++i) EXPECT_EQ(key.Good(i * 60s), Outcome::kGood);
  EXPECT_EQ(key.next_due(), std::nullopt);
  EXPECT_EQ(key.Tick(1'000'000s), std::nullopt);
  EXPECT_EQ(key.Bad(1'000'000s), Outcome::kStillBad);
  EXPECT_THAT(key.commands(), ElementsAre("start 0s"));
}

TEST(ClearTest, EventsBeforeTheOpeningAreNoEvidence) {
  Plan plan = kTwoGood;
  plan.raise = {Raise::Form::kCountInSpan, 2, 10s};
  TestKey key(plan);
  key.Bad(1s);
  key.Good(3s);
  EXPECT_EQ(key.Bad(2s), Outcome::kRaised);
  EXPECT_EQ(key.Good(3s), Outcome::kGood);
  EXPECT_EQ(key.Good(3s), Outcome::kCleared);
}

TEST(ClearTest, BackTellsHowManyBadEventsThereWereAndSinceWhen) {
  TestKey key = OpenKey(kTwoGood);
  key.Bad(5s);
  key.Bad(4s);
  key.Good(6s);
  key.Good(7s);
  EXPECT_EQ(key.last_command().count, 3u);
  EXPECT_EQ(key.last_command().first_bad, EventMs(0));
}

TEST(ClearTest, AfterTheEndRaisingBeginsAnew) {
  Plan plan = kTwoGood;
  plan.raise = {Raise::Form::kInARow, 2};
  TestKey key(plan);
  for (const Millis at : {0s, 1s, 2s}) key.Bad(at);
  for (const Millis at : {3s, 4s}) key.Good(at);
  EXPECT_EQ(key.Bad(5s), Outcome::kCounted);
  EXPECT_EQ(key.Bad(6s), Outcome::kRaised);
  EXPECT_THAT(key.commands(), ElementsAre("start 1s", "back 1s: healed at 4s", "start 6s"));
}

}  // namespace
}  // namespace telltale
