// Order, marks, answers and the life of rows. Horizon and parking: outbox_parking_test.cc.
#include "engine/delivery/outbox.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/delivery/outbox_bench.h"

namespace telltale {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// ---------------------------------------------------------------- order

TEST(OutboxTest, SendsNothingBeforeItsRowIsDurable) {
  OutboxBench bench;
  const uint64_t start = bench.Undurable(1);
  EXPECT_THAT(bench.Send(), IsEmpty());
  bench.outbox.Durable(OutboxSeq{start});
  EXPECT_THAT(bench.Send(), ElementsAre(start));
}

TEST(OutboxTest, HoldsARowThatIsNotDurableEvenWhenItComesToTheHead) {
  OutboxBench bench;
  const uint64_t start = bench.Start(1);
  bench.Send();
  const uint64_t next = bench.Undurable(1);
  bench.Answer(start, Answer::kAccepted);
  EXPECT_THAT(bench.Send(), IsEmpty());
  bench.outbox.Durable(OutboxSeq{next});
  EXPECT_THAT(bench.Send(), ElementsAre(next));
}

TEST(OutboxTest, SendsNothingBeforeTheLanesAreKnown) {
  OutboxBench bench;
  bench.Start(1);
  bench.lanes.clear();
  EXPECT_THAT(bench.Send(), IsEmpty());
}

TEST(OutboxTest, TakesNoMoreThanItsLaneHasPlaces) {
  OutboxBench bench;
  for (uint64_t key = 0; key < 5; ++key) bench.Start(key);
  bench.lanes[0].limit = 2;
  EXPECT_THAT(bench.Send(), ElementsAre(0, 1));
  EXPECT_THAT(bench.Send(), IsEmpty());
  bench.Answer(1, Answer::kAccepted);
  EXPECT_THAT(bench.Send(), ElementsAre(2));
}

TEST(OutboxTest, FillsEveryLaneWhenOneIsFull) {
  OutboxBench bench;
  for (uint64_t key = 0; key < 20; ++key) bench.Start(key);
  bench.lanes = {Lane{.limit = 0}, Lane{.limit = 100}, Lane{.limit = 100}};
  const size_t sent = bench.Send().size();
  EXPECT_GT(sent, 5u);
  EXPECT_LT(sent, 20u);
  EXPECT_EQ(bench.lanes[1].used + bench.lanes[2].used, sent);
}

TEST(OutboxTest, SendsOneCommandPerKeyAtATime) {
  OutboxBench bench;
  const uint64_t start = bench.Start(1);
  const uint64_t back = bench.Back(1);
  const uint64_t other = bench.Start(2);
  EXPECT_THAT(bench.Send(), ElementsAre(start, other));
  EXPECT_THAT(bench.Send(), IsEmpty());
  bench.Answer(start, Answer::kAccepted);
  EXPECT_THAT(bench.Send(), ElementsAre(back));
}

TEST(OutboxTest, HoldsTheNextEpisodeUntilTheBackOfTheOneBeforeIsAnswered) {
  OutboxBench bench;
  bench.StartAnswered(1, Answer::kAccepted);
  const uint64_t back = bench.Back(1);
  const uint64_t next = bench.Start(1);
  EXPECT_THAT(bench.Send(), ElementsAre(back));
  bench.Answer(back, Answer::kAmbiguous);
  bench.Pass(kBackoffMax);
  EXPECT_THAT(bench.Send(), ElementsAre(back));
  bench.Answer(back, Answer::kAccepted);
  EXPECT_THAT(bench.Send(), ElementsAre(next));
}

TEST(OutboxTest, KeepsTheOrderOfAKeyThroughARestart) {
  OutboxBench bench;
  const uint64_t start = bench.Start(1);
  const uint64_t back = bench.Back(1);
  bench.Send();
  bench.Restart();
  EXPECT_THAT(bench.Send(), ElementsAre(start));
  bench.Answer(start, Answer::kKnown);
  EXPECT_THAT(bench.Send(), ElementsAre(back));
}

// ---------------------------------------------------------------- marks

TEST(OutboxTest, MarksAnAttemptWithTimeBootAndCluster) {
  OutboxBench bench;
  const uint64_t start = bench.Start(1);
  bench.Send();
  const OutboxMark& mark = bench.Mark(start);
  EXPECT_EQ(mark.fate, Fate::kAttempted);
  EXPECT_EQ(mark.last_attempt, bench.now.wall);
  EXPECT_EQ(mark.attempt, (Attempt{.wall = bench.now.wall,
                                   .boot_id = "boot",
                                   .boot_clock = bench.now.since_boot,
                                   .cluster_id = "cluster",
                                   .partitions = 1}));
}

TEST(OutboxTest, NeedsNoNewMarkWhileOneStands) {
  OutboxBench bench;
  const uint64_t start = bench.StartAnswered(1, Answer::kAmbiguous);
  const uint64_t written = bench.marks_written;
  const auto first = bench.Mark(start).attempt;
  bench.Pass(Millis{10000});
  EXPECT_THAT(bench.Send(), ElementsAre(start));
  EXPECT_EQ(bench.marks_written, written);
  EXPECT_EQ(bench.Mark(start).attempt, first);
}

class CertainlyNotTaken : public testing::TestWithParam<Answer> {};

TEST_P(CertainlyNotTaken, TakesTheMarkOfAFirstAttemptBack) {
  OutboxBench bench;
  const uint64_t start = bench.StartAnswered(1, GetParam());
  EXPECT_EQ(bench.Fate(start), Fate::kPending);
  EXPECT_EQ(bench.Mark(start).attempt, std::nullopt);
  bench.Pass(Millis{10000});
  EXPECT_THAT(bench.Send(), ElementsAre(start));
  EXPECT_EQ(bench.Mark(start).attempt->wall, bench.now.wall);
}

TEST_P(CertainlyNotTaken, KeepsTheMarkIfAnEarlierAttemptMayHaveArrived) {
  OutboxBench bench;
  const uint64_t start = bench.StartAnswered(1, Answer::kAmbiguous);
  const auto first = bench.Mark(start).attempt;
  bench.Pass(Millis{10000});
  bench.Send();
  bench.Answer(start, GetParam());
  EXPECT_EQ(bench.Fate(start), Fate::kAttempted);
  EXPECT_EQ(bench.Mark(start).attempt, first);
}

TEST_P(CertainlyNotTaken, KeepsTheMarkIfARestartForgotWhatBecameOfIt) {
  OutboxBench bench;
  const uint64_t start = bench.Start(1);
  bench.Send();
  bench.Restart();
  bench.Send();
  bench.Answer(start, GetParam());
  EXPECT_EQ(bench.Fate(start), Fate::kAttempted);
}

INSTANTIATE_TEST_SUITE_P(Answers, CertainlyNotTaken,
                         testing::Values(Answer::kNotApplied, Answer::kRetryLater,
                                         Answer::kUnauthenticated),
                         [](const auto& info) {
                           std::string name(AnswerName(info.param));
                           std::erase(name, '-');
                           return name;
                         });

// ---------------------------------------------------------------- answers

TEST(OutboxTest, SettlesWhatIsAcceptedOrKnown) {
  OutboxBench bench;
  EXPECT_EQ(bench.Fate(bench.StartAnswered(1, Answer::kAccepted)), Fate::kSettled);
  EXPECT_EQ(bench.Fate(bench.StartAnswered(2, Answer::kKnown)), Fate::kSettled);
  EXPECT_EQ(bench.outbox.unsettled(), 0u);
}

TEST(OutboxTest, KeepsTheAttemptInTheMarkThatSettlesIt) {
  OutboxBench bench;
  const uint64_t start = bench.StartAnswered(1, Answer::kAccepted);
  EXPECT_EQ(bench.Mark(start).attempt->wall, bench.now.wall);
}

TEST(OutboxTest, TriesAgainWhenItsBackoffIsOver) {
  OutboxBench bench;
  const uint64_t start = bench.StartAnswered(1, Answer::kNotApplied);
  const Millis next = bench.outbox.NextTry().value();
  EXPECT_GT(next, bench.now.since_boot);
  EXPECT_LE(next, bench.now.since_boot + kBackoffFirst);
  EXPECT_THAT(bench.Send(), IsEmpty());
  bench.Pass(next - bench.now.since_boot);
  EXPECT_THAT(bench.Send(), ElementsAre(start));
}

TEST(OutboxTest, TriesSlowlyWhatWillNotChangeSoon) {
  OutboxBench bench;
  bench.StartAnswered(1, Answer::kRetryLater);
  EXPECT_GE(bench.outbox.NextTry().value(), bench.now.since_boot + kBackoffMax / 2);
}

TEST(OutboxTest, LetsTheBacksOfOtherKeysPassWhileOneBacksOff) {
  OutboxBench bench;
  bench.StartAnswered(1, Answer::kAmbiguous);
  const uint64_t other = bench.Start(2);
  EXPECT_THAT(bench.Send(), ElementsAre(other));
}

TEST(OutboxTest, InADoubtfulLaneTriesWhatIsUncertainBeforeItMakesMoreUncertain) {
  OutboxBench bench;
  const uint64_t uncertain = bench.StartAnswered(1, Answer::kAmbiguous);
  const uint64_t fresh = bench.Start(2);
  bench.lanes[0] = {.limit = 1, .doubtful = true};
  EXPECT_THAT(bench.Send(), ElementsAre(uncertain));
  EXPECT_THAT(bench.Send(), IsEmpty());
  bench.Answer(uncertain, Answer::kKnown);
  EXPECT_THAT(bench.Send(), ElementsAre(fresh));
}

// ---------------------------------------------------------------- counts and lives

TEST(OutboxTest, CountsRowsByFateThroughARestart) {
  OutboxBench bench;
  bench.StartAnswered(1, Answer::kAccepted);
  bench.StartAnswered(2, Answer::kRefused);
  bench.StartAnswered(3, Answer::kAmbiguous);
  bench.Start(4);
  for (int life = 0; life < 2; ++life) {
    EXPECT_EQ(bench.outbox.count(Fate::kSettled), 1u);
    EXPECT_EQ(bench.outbox.count(Fate::kParked), 1u);
    EXPECT_EQ(bench.outbox.count(Fate::kAttempted), 1u);
    EXPECT_EQ(bench.outbox.count(Fate::kPending), 1u);
    bench.Restart();
  }
}

TEST(OutboxTest, KnowsSinceWhenTheOldestUnsettledWaits) {
  OutboxBench bench;
  EXPECT_EQ(bench.outbox.OldestUnsettled(), std::nullopt);
  bench.StartAnswered(1, Answer::kAccepted);
  bench.Pass(Millis{1000});
  const WallTime since = bench.now.wall;
  bench.Start(2);
  bench.Pass(Millis{1000});
  bench.Start(3);
  EXPECT_EQ(bench.outbox.OldestUnsettled(), since);
}

TEST(OutboxTest, RowsLiveTwoTtlsBeyondTheirLastAttempt) {
  OutboxBench bench;
  const uint64_t start = bench.StartAnswered(1, Answer::kAccepted);
  bench.Pass(2 * OutboxBench::kTtl - Millis{1});
  EXPECT_THAT(bench.Removed(/*open=*/false), IsEmpty());
  bench.Pass(Millis{1});
  EXPECT_THAT(bench.Removed(/*open=*/false), ElementsAre(start));
  EXPECT_EQ(bench.outbox.count(Fate::kSettled), 0u);
}

TEST(OutboxTest, AStartLivesAsLongAsItsEpisodeIsOpen) {
  OutboxBench bench;
  const uint64_t start = bench.StartAnswered(1, Answer::kAccepted);
  bench.Pass(2 * OutboxBench::kTtl);
  EXPECT_THAT(bench.Removed(/*open=*/true), IsEmpty());
  bench.Pass(2 * OutboxBench::kTtl);
  EXPECT_THAT(bench.Removed(/*open=*/false), ElementsAre(start));
}

TEST(OutboxTest, ABackEndsItsStartsEpisodeWithoutAsking) {
  OutboxBench bench;
  const uint64_t start = bench.StartAnswered(1, Answer::kAccepted);
  bench.Back(1);
  bench.Pass(2 * OutboxBench::kTtl);
  EXPECT_THAT(bench.Removed(/*open=*/true), ElementsAre(start));
}

TEST(OutboxTest, NeverRemovesWhatIsParkedOrUnsettled) {
  OutboxBench bench;
  bench.StartAnswered(1, Answer::kRefused);
  bench.Start(2);
  bench.Pass(100 * OutboxBench::kTtl);
  EXPECT_THAT(bench.Removed(/*open=*/false), IsEmpty());
}

}  // namespace
}  // namespace telltale
