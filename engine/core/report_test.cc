#include "engine/core/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/core/test_key.h"

namespace telltale {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using testing::ElementsAre;

constexpr Raise kOnce{Raise::Form::kInARow, 1};
constexpr Plan kWait{.raise = kOnce, .clear = {Clear::Form::kGoodInARow, 1}};
constexpr Plan kRestart{
    .raise = kOnce, .clear = {Clear::Form::kGoodInARow, 1}, .after_end = AfterEnd::kRestart};

// A key whose episode opened at 10 s.
TestKey KeyOpenAt10s(const Plan& plan) {
  TestKey key(plan);
  key.Bad(10s);
  return key;
}

TEST(ReportTest, ThatAWorkflowRunsChangesNothing) {
  TestKey key = KeyOpenAt10s(kWait);
  EXPECT_EQ(key.Started(10s), Outcome::kStarted);
  EXPECT_EQ(key.Bad(11s), Outcome::kStillBad);
  EXPECT_THAT(key.commands(), ElementsAre("start 10s"));
}

TEST(ReportTest, WaitOpensNoEpisodeBeforeTheDefectIsGone) {
  TestKey key = KeyOpenAt10s(kWait);
  EXPECT_EQ(key.Ended(10s), Outcome::kEnded);
  EXPECT_EQ(key.Bad(11s), Outcome::kStillBad);
  EXPECT_EQ(key.Good(12s), Outcome::kCleared);
  EXPECT_EQ(key.Bad(13s), Outcome::kRaised);
  EXPECT_THAT(key.commands(), ElementsAre("start 10s", "start 13s"));
}

TEST(ReportTest, WaitDoesNotMoveJudged) {
  TestKey key = KeyOpenAt10s(kWait);
  key.Neither(14s);
  key.Ended(10s);
  EXPECT_EQ(key.Bad(12s), Outcome::kStillBad);
}

TEST(ReportTest, AfterWaitTheNextEpisodeIsToldAgain) {
  TestKey key = KeyOpenAt10s(kWait);
  key.Ended(10s);
  key.Good(12s);
  key.Bad(13s);
  EXPECT_EQ(key.Good(14s), Outcome::kCleared);
  EXPECT_THAT(key.commands(), ElementsAre("start 10s", "start 13s", "back 13s: healed at 14s"));
}

TEST(ReportTest, ThatTheWorkflowEndedOutlivesLostEvidence) {
  TestKey key = KeyOpenAt10s(kWait);
  key.Ended(10s);
  DropEvidence(key.ref());
  EXPECT_EQ(key.Good(12s), Outcome::kCleared);
  EXPECT_THAT(key.commands(), ElementsAre("start 10s"));
}

TEST(ReportTest, RestartEndsTheEpisodeAndTellsNobody) {
  TestKey key = KeyOpenAt10s(kRestart);
  EXPECT_EQ(key.Ended(10s), Outcome::kClosed);
  EXPECT_EQ(key.Bad(11s), Outcome::kRaised);
  EXPECT_THAT(key.commands(), ElementsAre("start 10s", "start 11s"));
}

TEST(ReportTest, RestartJudgesUpToTheNewestEvent) {
  TestKey key = KeyOpenAt10s(kRestart);
  key.Neither(14s);
  key.Ended(10s);
  EXPECT_EQ(key.Bad(14s), Outcome::kLateJudged);
  EXPECT_EQ(key.Bad(14s + 1ms), Outcome::kRaised);
}

TEST(ReportTest, WhatIsDueIsJudgedBeforeTheReport) {
  TestKey key =
      KeyOpenAt10s({.raise = kOnce, .clear = {Clear::Form::kQuietFor, 0, 60s}, .late = Millis{0}});
  key.HoldArrival(70s - 1ms);
  EXPECT_EQ(key.Ended(10s), Outcome::kEnded);
  EXPECT_EQ(key.Tick(70s), Outcome::kCleared);
  EXPECT_EQ(key.Ended(10s), Outcome::kStale);
}

TEST(ReportTest, OfAnotherEpisodeIsStale) {
  TestKey key = KeyOpenAt10s(kRestart);
  EXPECT_EQ(key.Ended(9s), Outcome::kStale);
  EXPECT_EQ(key.Started(11s), Outcome::kStale);
  EXPECT_EQ(key.Bad(12s), Outcome::kStillBad);
}

TEST(ReportTest, RepeatedIsStale) {
  TestKey wait = KeyOpenAt10s(kWait);
  wait.Ended(10s);
  EXPECT_EQ(wait.Ended(10s), Outcome::kStale);
  TestKey restart = KeyOpenAt10s(kRestart);
  restart.Ended(10s);
  EXPECT_EQ(restart.Ended(10s), Outcome::kStale);
}

TEST(OrderTest, CloseTellsTheWorkflow) {
  TestKey key = KeyOpenAt10s(kWait);
  key.Bad(12s);
  EXPECT_EQ(key.Close(10s), Outcome::kClosed);
  EXPECT_THAT(key.commands(), ElementsAre("start 10s", "back 10s: closed at 12s"));
}

TEST(OrderTest, CloseJudgesUpToTheNewestEvent) {
  TestKey key = KeyOpenAt10s(kWait);
  key.Bad(12s);
  key.Close(10s);
  EXPECT_EQ(key.Bad(12s), Outcome::kLateJudged);
  EXPECT_EQ(key.Bad(12s + 1ms), Outcome::kRaised);
}

TEST(OrderTest, CloseOfAnEpisodeWithoutWorkflowTellsNobody) {
  TestKey key = KeyOpenAt10s(kWait);
  key.Ended(10s);
  EXPECT_EQ(key.Close(10s), Outcome::kClosed);
  EXPECT_THAT(key.commands(), ElementsAre("start 10s"));
}

TEST(OrderTest, CloseOfAnEpisodeThatIsOverIsStale) {
  TestKey key = KeyOpenAt10s(kWait);
  key.Good(11s);
  EXPECT_EQ(key.Close(10s), Outcome::kStale);
  key.Bad(12s);
  EXPECT_EQ(key.Close(10s), Outcome::kStale);
}

}  // namespace
}  // namespace telltale
