#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/core/test_key.h"

namespace telltale {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr Plan CountWithin(uint32_t n, Millis span, Millis late = 5s) {
  return {.raise = {Raise::Form::kCountInSpan, n, span}, .late = late};
}
constexpr Plan RowPlan(uint32_t n) { return {.raise = {Raise::Form::kInARow, n}}; }

TEST(CountInSpanTest, OpensOnceWhenThirdBadEventLiesWithinThirtySeconds) {
  TestKey key(CountWithin(3, 30s));
  EXPECT_EQ(key.Bad(0s), Outcome::kCounted);
  EXPECT_EQ(key.Bad(10s), Outcome::kCounted);
  EXPECT_EQ(key.Bad(29s), Outcome::kRaised);
  EXPECT_EQ(key.Bad(29s), Outcome::kStillBad);
  EXPECT_EQ(key.Bad(30s), Outcome::kStillBad);
  EXPECT_THAT(key.commands(), ElementsAre("start 29s"));
}

TEST(CountInSpanTest, SpanIsHalfOpen) {
  TestKey exact(CountWithin(3, 30s)), shorter(CountWithin(3, 30s));
  for (TestKey* key : {&exact, &shorter}) {
    key->Bad(0s);
    key->Bad(10s);
  }
  EXPECT_EQ(exact.Bad(30s), Outcome::kCounted);
  EXPECT_EQ(shorter.Bad(30s - 1ms), Outcome::kRaised);
}

TEST(CountInSpanTest, GoodEventsDoNotBreakTheCount) {
  TestKey key(CountWithin(2, 10s));
  key.Bad(0s);
  EXPECT_EQ(key.Good(1s), Outcome::kGood);
  EXPECT_EQ(key.Bad(2s), Outcome::kRaised);
}

TEST(CountInSpanTest, EventsAtEqualTimesCountEach) {
  TestKey key(CountWithin(3, 1ms));
  key.Bad(10s);
  key.Bad(10s);
  EXPECT_EQ(key.Bad(10s), Outcome::kRaised);
}

TEST(CountInSpanTest, StragglerCompletesTheCountAtItsEarliestMoment) {
  TestKey key(CountWithin(3, 30s, /*late=*/30s));
  for (const Millis at : {0s, 10s, 45s}) EXPECT_EQ(key.Bad(at), Outcome::kCounted);
  EXPECT_EQ(key.Bad(25s), Outcome::kRaised);
  EXPECT_THAT(key.commands(), ElementsAre("start 25s"));
}

TEST(CountInSpanTest, OfTwoGroupsThatAStragglerCompletesTheEarlierCounts) {
  TestKey key(CountWithin(2, 10s, /*late=*/30s));
  key.Bad(1s);
  key.Bad(18s);
  EXPECT_EQ(key.Bad(9s), Outcome::kRaised);
  EXPECT_THAT(key.commands(), ElementsAre("start 9s"));
  EXPECT_EQ(key.last_command().first_bad, EventMs(1000));
}

TEST(CountInSpanTest, EvidenceWaitsForTheOldestStraggler) {
  TestKey met(CountWithin(2, 10s)), missed(CountWithin(2, 10s));
  for (TestKey* key : {&met, &missed}) key->Bad(0s);
  met.Good(15s - 1ms);
  missed.Good(15s);
  EXPECT_EQ(met.Bad(10s - 1ms), Outcome::kRaised);
  EXPECT_EQ(missed.Bad(10s), Outcome::kCounted);
}

TEST(CountInSpanTest, HoldsAsMuchEvidenceAsItsLimitAllows) {
  const Plan plan = CountWithin(4, 10s, /*late=*/15s);
  TestKey key(plan);
  for (const Millis at : {1s, 1s, 1s, 11s, 11s, 11s, 21s, 21s, 21s}) {
    EXPECT_EQ(key.Bad(at), Outcome::kCounted);
  }
  EXPECT_EQ(key.view().head.used, CountEvidenceLimit(plan));
  EXPECT_EQ(key.Bad(12s), Outcome::kRaised);
  EXPECT_THAT(key.commands(), ElementsAre("start 12s"));
}

TEST(InARowTest, OneBadEventIsEnoughForOne) {
  TestKey key(RowPlan(1));
  EXPECT_EQ(key.Bad(7s), Outcome::kRaised);
  EXPECT_THAT(key.commands(), ElementsAre("start 7s"));
}

TEST(InARowTest, OnlyAGoodEventBreaksTheStreak) {
  TestKey key(RowPlan(3));
  key.Bad(0s);
  key.Bad(1s);
  key.Good(2s);
  EXPECT_EQ(key.Bad(3s), Outcome::kCounted);
  key.Fault(4s);
  key.Off(5s);
  key.Neither(6s);
  EXPECT_EQ(key.Bad(7s), Outcome::kCounted);
  EXPECT_EQ(key.Bad(8s), Outcome::kRaised);
  EXPECT_EQ(key.last_command().first_bad, EventMs(3000));
}

TEST(InARowTest, StragglersNeitherCountNorBreak) {
  TestKey key(RowPlan(2));
  key.Bad(10s);
  EXPECT_EQ(key.Bad(9s), Outcome::kCounted);
  EXPECT_EQ(key.Good(9s), Outcome::kGood);
  EXPECT_THAT(key.commands(), IsEmpty());
  EXPECT_EQ(key.Bad(10s), Outcome::kRaised);  // as old as the newest is in order
}

TEST(RaiseTest, StartTellsHowManyBadEventsRaisedItAndSinceWhen) {
  TestKey key(CountWithin(3, 30s));
  key.Bad(1s);
  key.Bad(2s);
  key.Bad(3s);
  EXPECT_EQ(key.last_command().count, 3u);
  EXPECT_EQ(key.last_command().first_bad, EventMs(1000));
  EXPECT_EQ(key.last_command().ending, Ending::kNone);
}

}  // namespace
}  // namespace telltale
