#include "engine/core/step.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/core/test_key.h"

namespace telltale {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using std::chrono_literals::operator""h;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr Plan kPlan{.raise = {Raise::Form::kInARow, 1}, .clear = {Clear::Form::kQuietFor, 0, 60s}};

Plan Remembering(uint8_t ids) {
  Plan plan = kPlan;
  plan.remember = ids;
  return plan;
}
Plan NeedingTwoIn10s(WhileNot while_not) {
  return {
      .raise = {Raise::Form::kCountInSpan, 2, 10s}, .clear = kPlan.clear, .while_not = while_not};
}

TEST(LateTest, EventMayBeLateBehindTheNewestAndNoMore) {
  TestKey key(kPlan);
  key.Good(10s);
  EXPECT_EQ(key.Good(5s), Outcome::kGood);
  EXPECT_EQ(key.Bad(5s - 1ms), Outcome::kLate);
  EXPECT_THAT(key.commands(), IsEmpty());
}

TEST(LateTest, EventBeforeWhatWasJudgedIsLate) {
  TestKey key(kPlan);
  key.Bad(0s);
  key.Tick(65s);
  EXPECT_EQ(key.Bad(60s - 1ms), Outcome::kLateJudged);
  EXPECT_EQ(key.Bad(60s), Outcome::kRaised);
}

TEST(LateTest, EventAsOldAsForgetIsBeforeTheHorizon) {
  TestKey key(kPlan);
  key.HoldArrival(24h);
  EXPECT_EQ(key.Bad(0s), Outcome::kBeforeHorizon);
  EXPECT_EQ(key.view().head.newest, kNoEventTime);
  EXPECT_EQ(key.Bad(1ms), Outcome::kRaised);
}

TEST(LateTest, OfSeveralReasonsTheFirstCounts) {
  Plan plan = kPlan;
  plan.forget = 65s;
  TestKey key(plan);
  key.Bad(0s);
  key.Bad(60s);  // judges 60 s and opens again
  key.Good(124s);
  EXPECT_EQ(key.Bad(59s), Outcome::kLateJudged);  // and late, and before the horizon of 59 s
  EXPECT_EQ(key.Bad(60s), Outcome::kLate);
}

TEST(DuplicateTest, AnIdCountsOnce) {
  TestKey key(Remembering(8));
  EXPECT_EQ(key.Good(1s, 7), Outcome::kGood);
  EXPECT_EQ(key.Bad(2s, 7), Outcome::kDuplicate);
  EXPECT_THAT(key.commands(), IsEmpty());
}

TEST(DuplicateTest, OnlyTheLastIdsAreRemembered) {
  TestKey key(Remembering(2));
  key.Good(1s, 1);
  key.Good(1s, 2);
  EXPECT_EQ(key.Good(1s, 1), Outcome::kDuplicate);  // does not refresh its place
  key.Good(1s, 3);
  EXPECT_EQ(key.Good(1s, 2), Outcome::kDuplicate);
  EXPECT_EQ(key.Good(1s, 1), Outcome::kGood);
  EXPECT_EQ(key.Good(1s, 2), Outcome::kGood);
}

TEST(DuplicateTest, EveryTakenSignalIsRememberedAndNoLateOne) {
  for (const Signal signal :
       {Signal::kBad, Signal::kGood, Signal::kNeither, Signal::kFault, Signal::kOff}) {
    TestKey key(Remembering(8));
    key.Send(signal, 10s, 1);
    EXPECT_EQ(key.Send(signal, 10s, 1), Outcome::kDuplicate);
    EXPECT_EQ(key.Send(signal, 1s, 2), Outcome::kLate);
    EXPECT_EQ(key.Good(11s, 2), Outcome::kGood);
  }
}

TEST(DuplicateTest, WithoutIdOrMemoryNothingIsADuplicate) {
  TestKey key(Remembering(8)), forgetful(Remembering(0));
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(key.Good(1s, 0), Outcome::kGood);
    EXPECT_EQ(forgetful.Good(1s, 5), Outcome::kGood);
  }
}

TEST(DuplicateTest, MovesNoClockAndProvesNothing) {
  TestKey key(Remembering(8));
  key.Bad(0s, 1);
  key.HoldArrival(3s);
  EXPECT_EQ(key.Bad(60s, 1), Outcome::kDuplicate);
  EXPECT_EQ(key.next_due(), 65s);
  EXPECT_THAT(key.commands(), ElementsAre("start 0s"));
}

TEST(DuplicateTest, ArrivalOfADuplicateJudgesFirst) {
  TestKey key(Remembering(8));
  key.Bad(0s, 1);
  EXPECT_EQ(key.Good(65s, 1), Outcome::kDuplicate);
  EXPECT_THAT(key.commands(), ElementsAre("start 0s", "back 0s: quiet at 1m"));
}

TEST(ClockTest, BacklogIsJudgedOnItsOwnTimeline) {
  TestKey key(kPlan);
  key.HoldArrival(6h);  // a truck uploads hours at once
  key.Bad(0s);
  key.Bad(59s);
  key.Good(123s);
  EXPECT_THAT(key.commands(), ElementsAre("start 0s"));
  EXPECT_EQ(key.Tick(6h + 1s - 1ms), std::nullopt);
  EXPECT_EQ(key.Tick(6h + 1s), Outcome::kCleared);
  EXPECT_THAT(key.commands(), ElementsAre("start 0s", "back 0s: quiet at 1m59s"));
}

TEST(ClockTest, OfEqualTimesTheLastReceivedIsTheNewest) {
  TestKey key(kPlan);
  key.Bad(0s);
  key.HoldArrival(30s);
  key.Bad(0s);
  EXPECT_EQ(key.next_due(), 95s);
}

TEST(ClockTest, StragglersDoNotMoveTheKeysNow) {
  TestKey key(kPlan);
  key.Bad(10s);
  key.HoldArrival(30s);
  key.Good(9s);
  EXPECT_EQ(key.next_due(), 75s);
}

TEST(ClockTest, ConfirmedArrivalCountsUnlessTheKeyHasSpokenSince) {
  TestKey key(kPlan);
  key.HoldArrival(1s);
  key.Bad(500s);
  ConfirmArrival(key.ref(), EventTime{499s}, ArrivalTime{500s});
  EXPECT_EQ(key.next_due(), 66s);
  ConfirmArrival(key.ref(), EventTime{500s}, ArrivalTime{500s});
  EXPECT_EQ(key.next_due(), 565s);
}

TEST(ClockTest, DeadlineThatHasPassedWhenItComesToBeIsJudgedAtOnce) {
  Plan plan = NeedingTwoIn10s(WhileNot::kFreeze);
  plan.late = 10s;
  TestKey key(plan);
  key.HoldArrival(0s);
  key.Bad(90s);
  key.Good(100s);
  key.Tick(100s);
  EXPECT_EQ(key.Bad(95s), Outcome::kRaised);
  EXPECT_THAT(key.commands(), ElementsAre("start 1m35s", "back 1m35s: quiet at 2m35s"));
}

TEST(ForgetTest, NormalKeyIsForgottenLongAfterItsEventArrived) {
  TestKey key(kPlan);
  key.HoldArrival(1h);
  key.Good(7s, 7);
  EXPECT_EQ(key.next_due(), 25h);
  EXPECT_EQ(key.Tick(25h - 1ms), std::nullopt);
  EXPECT_EQ(key.Tick(25h), Outcome::kForgotten);
  EXPECT_EQ(key.view().head.newest, kNoEventTime);
  EXPECT_EQ(key.next_due(), std::nullopt);
}

TEST(ForgetTest, KeyWithAClockAheadIsKeptUntilItsOwnTimeIsLongPast) {
  TestKey key(kPlan);
  key.HoldArrival(0h);
  key.Good(1h);
  EXPECT_EQ(key.next_due(), 25h);
}

TEST(ForgetTest, KeyIsKeptUntilWhatWasJudgedIsLongPast) {
  TestKey key(kPlan);
  key.Bad(0s);
  key.Tick(65s);
  EXPECT_EQ(key.next_due(), 24h + 60s);
}

TEST(ForgetTest, RecordOfThatMomentBeginsAnew) {
  TestKey key(Remembering(8));
  key.Good(0s, 7);
  EXPECT_EQ(key.Bad(24h, 7), Outcome::kRaised);
}

TEST(ForgetTest, SameArrivalMayEndAnEpisodeAndForgetItsKey) {
  TestKey key(kPlan);
  key.Bad(0s);
  EXPECT_EQ(key.Tick(24h + 60s), Outcome::kForgotten);
  EXPECT_THAT(key.commands(), ElementsAre("start 0s", "back 0s: quiet at 1m"));
}

TEST(SignalTest, FaultAndNeitherShowLifeOnly) {
  TestKey key(NeedingTwoIn10s(WhileNot::kReset));
  key.Bad(0s);
  EXPECT_EQ(key.Fault(1s), Outcome::kFault);
  EXPECT_EQ(key.Neither(2s), Outcome::kNeither);
  EXPECT_EQ(key.view().head.newest, EventTime{2s});
  EXPECT_EQ(key.Bad(3s), Outcome::kRaised);
}

TEST(SignalTest, OffForgetsEvidenceOnlyIfTheRuleSaysSo) {
  TestKey frozen(NeedingTwoIn10s(WhileNot::kFreeze)), reset(NeedingTwoIn10s(WhileNot::kReset));
  for (TestKey* key : {&frozen, &reset}) {
    key->Bad(0s);
    EXPECT_EQ(key->Off(1s), Outcome::kOff);
  }
  EXPECT_EQ(frozen.Bad(2s), Outcome::kRaised);
  EXPECT_EQ(reset.Bad(2s), Outcome::kCounted);
  EXPECT_EQ(reset.Bad(3s), Outcome::kRaised);
}

TEST(SignalTest, OffStragglerForgetsNothing) {
  TestKey key(NeedingTwoIn10s(WhileNot::kReset));
  key.Bad(2s);
  EXPECT_EQ(key.Off(1s), Outcome::kOff);
  EXPECT_EQ(key.Bad(3s), Outcome::kRaised);
}

TEST(SignalTest, OffThatResetsLeavesTheLastBadEvent) {
  TestKey key(NeedingTwoIn10s(WhileNot::kReset));
  key.Bad(0s);
  key.Bad(1s);
  key.Off(2s);
  EXPECT_EQ(key.next_due(), 66s);
}

TEST(SignalTest, OffThatResetsEndsTheSpanOfGoodFor) {
  Plan plan = NeedingTwoIn10s(WhileNot::kReset);
  plan.clear = {Clear::Form::kGoodFor, 0, 60s};
  TestKey key(plan);
  key.Bad(0s);
  key.Bad(1s);
  key.Good(2s);
  key.Off(3s);
  key.Fault(4s);
  EXPECT_EQ(key.next_due(), std::nullopt);
  key.Good(5s);
  EXPECT_EQ(key.next_due(), 70s);
}

}  // namespace
}  // namespace telltale
