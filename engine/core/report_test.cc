#include "engine/core/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/core/test_key.h"

namespace telltale {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using testing::ElementsAre;

constexpr Plan kWait{.raise = kFirstBad, .clear = {Clear::Form::kGoodInARow, 1}};
constexpr Plan kRestart{
    .raise = kFirstBad, .clear = {Clear::Form::kGoodInARow, 1}, .after_end = AfterEnd::kRestart};

TEST(ReportTest, ThatAWorkflowRunsChangesNothing) {
  TestKey key = OpenKey(kWait, 10s);
  EXPECT_EQ(key.Started(10s), Outcome::kStarted);
  EXPECT_EQ(key.Bad(11s), Outcome::kStillBad);
  EXPECT_THAT(key.commands(), ElementsAre("start 10s"));
}

TEST(ReportTest, WaitOpensNoEpisodeBeforeTheDefectIsGone) {
  TestKey key = OpenKey(kWait, 10s);
  EXPECT_EQ(key.Ended(10s), Outcome::kEnded);
  EXPECT_EQ(key.Bad(11s), Outcome::kStillBad);
  EXPECT_EQ(key.Good(12s), Outcome::kCleared);
  EXPECT_EQ(key.Bad(13s), Outcome::kRaised);
  EXPECT_THAT(key.commands(), ElementsAre("start 10s", "start 13s"));
}

TEST(ReportTest, WaitDoesNotMoveJudged) {
  TestKey key = OpenKey(kWait, 10s);
  key.Neither(14s);
  key.Ended(10s);
  EXPECT_EQ(key.Bad(12s), Outcome::kStillBad);
}

TEST(ReportTest, AfterWaitTheNextEpisodeIsToldAgain) {
  TestKey key = OpenKey(kWait, 10s);
  key.Ended(10s);
  key.Good(12s);
  key.Bad(13s);
  EXPECT_EQ(key.Good(14s), Outcome::kCleared);
  EXPECT_THAT(key.commands(), ElementsAre("start 10s", "start 13s", "back 13s: healed at 14s"));
}

TEST(ReportTest, ThatTheWorkflowEndedOutlivesLostEvidence) {
  TestKey key = OpenKey(kWait, 10s);
  key.Ended(10s);
  DropEvidence(key.ref());
  EXPECT_EQ(key.Good(12s), Outcome::kCleared);
  EXPECT_THAT(key.commands(), ElementsAre("start 10s"));
}

TEST(ReportTest, RestartEndsTheEpisodeAndTellsNobody) {
  TestKey key = OpenKey(kRestart, 10s);
  EXPECT_EQ(key.Ended(10s), Outcome::kClosed);
  EXPECT_EQ(key.Bad(11s), Outcome::kRaised);
  EXPECT_THAT(key.commands(), ElementsAre("start 10s", "start 11s"));
}

TEST(ReportTest, RestartJudgesUpToTheNewestEvent) {
  TestKey key = OpenKey(kRestart, 10s);
  key.Neither(14s);
  key.Ended(10s);
  EXPECT_EQ(key.Bad(14s), Outcome::kLateJudged);
  EXPECT_EQ(key.Bad(14s + 1ms), Outcome::kRaised);
}

TEST(ReportTest, WhatIsDueIsJudgedBeforeTheReport) {
  TestKey key = OpenKey(
      {.raise = kFirstBad, .clear = {Clear::Form::kQuietFor, 0, 60s}, .late = Millis{0}}, 10s);
  key.HoldArrival(70s - 1ms);
  EXPECT_EQ(key.Ended(10s), Outcome::kEnded);
  EXPECT_EQ(key.Tick(70s), Outcome::kCleared);
  EXPECT_EQ(key.Ended(10s), Outcome::kStale);
}

TEST(ReportTest, OfAnotherEpisodeIsStale) {
  TestKey key = OpenKey(kRestart, 10s);
  EXPECT_EQ(key.Ended(9s), Outcome::kStale);
  EXPECT_EQ(key.Started(11s), Outcome::kStale);
  EXPECT_EQ(key.Bad(12s), Outcome::kStillBad);
}

TEST(ReportTest, RepeatedIsStale) {
  TestKey wait = OpenKey(kWait, 10s);
  wait.Ended(10s);
  EXPECT_EQ(wait.Ended(10s), Outcome::kStale);
  TestKey restart = OpenKey(kRestart, 10s);
  restart.Ended(10s);
  EXPECT_EQ(restart.Ended(10s), Outcome::kStale);
}

TEST(OrderTest, CloseTellsTheWorkflow) {
  TestKey key = OpenKey(kWait, 10s);
  key.Bad(12s);
  EXPECT_EQ(key.Close(10s), Outcome::kClosed);
  EXPECT_THAT(key.commands(), ElementsAre("start 10s", "back 10s: closed at 12s"));
}

TEST(OrderTest, CloseJudgesUpToTheNewestEvent) {
  TestKey key = OpenKey(kWait, 10s);
  key.Bad(12s);
  key.Close(10s);
  EXPECT_EQ(key.Bad(12s), Outcome::kLateJudged);
  EXPECT_EQ(key.Bad(12s + 1ms), Outcome::kRaised);
}

TEST(OrderTest, CloseOfAnEpisodeWithoutWorkflowTellsNobody) {
  TestKey key = OpenKey(kWait, 10s);
  key.Ended(10s);
  EXPECT_EQ(key.Close(10s), Outcome::kClosed);
  EXPECT_THAT(key.commands(), ElementsAre("start 10s"));
}

TEST(OrderTest, CloseOfAnEpisodeThatIsOverIsStale) {
  TestKey key = OpenKey(kWait, 10s);
  key.Good(11s);
  EXPECT_EQ(key.Close(10s), Outcome::kStale);
  key.Bad(12s);
  EXPECT_EQ(key.Close(10s), Outcome::kStale);
}

}  // namespace
}  // namespace telltale
