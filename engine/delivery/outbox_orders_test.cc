// What an operator's orders do to parked commands, and what is seen of an outbox.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/delivery/outbox.h"
#include "engine/delivery/outbox_bench.h"

namespace telltale {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// A start that may have arrived, parked.
uint64_t ParkedInDoubt(OutboxBench& bench) {
  const uint64_t start = bench.StartAnswered(1, Answer::kAmbiguous);
  bench.Pass(OutboxBench::kHorizon + Millis{1});
  bench.ParkOverdue();
  EXPECT_EQ(bench.Fate(start), Fate::kParked);
  return start;
}

// ---------------------------------------------------------------- retry

TEST(OutboxOrdersTest, ARefusedStartThatIsRetriedGoesOutAgain) {
  OutboxBench bench;
  const uint64_t start = bench.StartAnswered(1, Answer::kRefused);
  EXPECT_EQ(bench.Retry(start), "");
  EXPECT_EQ(bench.Fate(start), Fate::kPending);
  EXPECT_THAT(bench.Send(), ElementsAre(start));
  bench.Answer(start, Answer::kAccepted);
  EXPECT_EQ(bench.Fate(start), Fate::kSettled);
}

TEST(OutboxOrdersTest, ARetriedStartIsTakenBeforeTheBackThatIsDecidedThen) {
  OutboxBench bench;
  const uint64_t start = bench.StartAnswered(1, Answer::kRefused);
  EXPECT_EQ(bench.Retry(start), "");
  const uint64_t back = bench.Back(1);
  EXPECT_THAT(bench.Send(), ElementsAre(start));
  bench.Answer(start, Answer::kAccepted);
  EXPECT_THAT(bench.Send(), ElementsAre(back));
}

TEST(OutboxOrdersTest, ARetriedStartThatIsRefusedAgainTakesItsBackAlong) {
  OutboxBench bench;
  const uint64_t start = bench.StartAnswered(1, Answer::kRefused);
  EXPECT_EQ(bench.Retry(start), "");
  const uint64_t back = bench.Back(1);
  bench.Send();
  bench.Answer(start, Answer::kRefused);
  EXPECT_EQ(bench.Fate(start), Fate::kWithdrawn);
  EXPECT_EQ(bench.Fate(back), Fate::kWithdrawn);
}

// Found by the simulation, seed 127: the back no longer waited, and the process ended itself.
TEST(OutboxOrdersTest, ARetriedStartThatIsRefusedTakesAlongABackThatIsParked) {
  OutboxBench bench;
  const uint64_t start = ParkedInDoubt(bench);
  const uint64_t back = bench.Back(1);
  bench.Send();
  bench.Answer(back, Answer::kRefused);
  EXPECT_EQ(bench.Retry(start), "");
  bench.Send();
  bench.Answer(start, Answer::kRefused);
  EXPECT_EQ(bench.Fate(start), Fate::kWithdrawn);
  EXPECT_EQ(bench.Fate(back), Fate::kWithdrawn);
}

TEST(OutboxOrdersTest, ARetriedStartThatIsRefusedIsWithdrawnAfterItsBackWasDropped) {
  OutboxBench bench;
  const uint64_t start = ParkedInDoubt(bench);
  const uint64_t back = bench.Back(1);
  bench.Send();
  bench.Answer(back, Answer::kRefused);
  EXPECT_EQ(bench.Drop(back), "");
  EXPECT_EQ(bench.Retry(start), "");
  bench.Send();
  const uint64_t marks = bench.marks_written;
  bench.Answer(start, Answer::kRefused);
  EXPECT_EQ(bench.Fate(start), Fate::kWithdrawn);
  EXPECT_EQ(bench.marks_written, marks + 1);
}

TEST(OutboxOrdersTest, AStartInDoubtBeginsAnewWithItsHorizonWhenRetried) {
  OutboxBench bench;
  const uint64_t start = ParkedInDoubt(bench);
  EXPECT_EQ(bench.Retry(start), "");
  EXPECT_THAT(bench.Send(), ElementsAre(start));
  EXPECT_EQ(bench.Mark(start).attempt->wall, bench.now.wall);
  bench.Answer(start, Answer::kAmbiguous);
  bench.Pass(OutboxBench::kHorizon);
  bench.ParkOverdue();
  EXPECT_EQ(bench.Fate(start), Fate::kAttempted);
}

TEST(OutboxOrdersTest, ARetriedStartStepsBeforeItsBackThatWaits) {
  OutboxBench bench;
  const uint64_t start = ParkedInDoubt(bench);
  const uint64_t back = bench.Back(1);
  EXPECT_EQ(bench.Retry(start), "");
  EXPECT_THAT(bench.Send(), ElementsAre(start));
  bench.Answer(start, Answer::kAccepted);
  EXPECT_THAT(bench.Send(), ElementsAre(back));
}

TEST(OutboxOrdersTest, AStartWhoseBackMayHaveArrivedIsNotRetried) {
  OutboxBench bench;
  const uint64_t start = ParkedInDoubt(bench);
  const uint64_t back = bench.Back(1);
  bench.Send();
  EXPECT_THAT(bench.Retry(start), AllOf(HasSubstr("E6006"), HasSubstr("may have arrived")));
  bench.Answer(back, Answer::kAmbiguous);
  EXPECT_THAT(bench.Retry(start), HasSubstr("may have arrived"));
}

TEST(OutboxOrdersTest, ARetriedBackWaitsForTheCommandOfItsKeyThatIsUnderWay) {
  OutboxBench bench;
  bench.StartAnswered(1, Answer::kAccepted);
  const uint64_t back = bench.Back(1);
  bench.Send();
  bench.Answer(back, Answer::kRefused);
  const uint64_t next = bench.Start(1);
  bench.Send();
  EXPECT_EQ(bench.Retry(back), "");
  EXPECT_THAT(bench.Send(), IsEmpty());
  bench.Answer(next, Answer::kAccepted);
  EXPECT_THAT(bench.Send(), ElementsAre(back));
}

// Found by the simulation, seed 133: what is in doubt is asked about first, but had lost its turn.
TEST(OutboxOrdersTest, ARetriedBackGoesBeforeAStartInDoubtThatBacksOff) {
  OutboxBench bench;
  bench.StartAnswered(1, Answer::kAccepted);
  const uint64_t back = bench.Back(1);
  bench.Send();
  bench.Answer(back, Answer::kRefused);
  const uint64_t next = bench.StartAnswered(1, Answer::kAmbiguous);
  EXPECT_EQ(bench.Retry(back), "");
  bench.lanes[0].doubtful = true;
  EXPECT_THAT(bench.Send(), ElementsAre(back));
  bench.Answer(back, Answer::kAccepted);
  EXPECT_THAT(bench.Send(), ElementsAre(next));
}

TEST(OutboxOrdersTest, ARetrySurvivesARestart) {
  OutboxBench bench;
  const uint64_t start = ParkedInDoubt(bench);
  EXPECT_EQ(bench.Retry(start), "");
  bench.Restart();
  EXPECT_THAT(bench.Send(), ElementsAre(start));
}

TEST(OutboxOrdersTest, OnlyWhatIsParkedTakesOrders) {
  OutboxBench bench;
  const uint64_t start = bench.StartAnswered(1, Answer::kAccepted);
  EXPECT_THAT(bench.Retry(start), AllOf(HasSubstr("E6006"), HasSubstr("but it is settled")));
  EXPECT_THAT(bench.Drop(start), HasSubstr("but it is settled"));
  EXPECT_THAT(bench.Drop(start + 7), HasSubstr("expected a command that is kept"));
}

// ---------------------------------------------------------------- drop

TEST(OutboxOrdersTest, ADroppedStartThatNeverArrivedTakesALaterBackAlong) {
  for (const bool restart : {false, true}) {
    OutboxBench bench;
    const uint64_t start = bench.StartAnswered(1, Answer::kRefused);
    EXPECT_EQ(bench.Drop(start), "");
    EXPECT_EQ(bench.Fate(start), Fate::kWithdrawn);
    if (restart) bench.Restart();
    const uint64_t back = bench.Back(1);
    EXPECT_EQ(bench.Fate(back), Fate::kWithdrawn);
    EXPECT_THAT(bench.Send(), IsEmpty());
    const uint64_t next = bench.Start(1);
    EXPECT_THAT(bench.Send(), ElementsAre(next));
  }
}

TEST(OutboxOrdersTest, ADroppedStartInDoubtStillHasItsBackSent) {
  for (const bool restart : {false, true}) {
    OutboxBench bench;
    const uint64_t start = ParkedInDoubt(bench);
    EXPECT_EQ(bench.Drop(start), "");
    if (restart) bench.Restart();
    const uint64_t back = bench.Back(1);
    EXPECT_THAT(bench.Send(), ElementsAre(back));
    bench.Answer(back, Answer::kAccepted);
    EXPECT_EQ(bench.Fate(start), Fate::kWithdrawn);
  }
}

TEST(OutboxOrdersTest, ADroppedBackIsNeverSent) {
  OutboxBench bench;
  bench.StartAnswered(1, Answer::kAccepted);
  const uint64_t back = bench.Back(1);
  bench.Send();
  bench.Answer(back, Answer::kRefused);
  EXPECT_EQ(bench.Drop(back), "");
  EXPECT_EQ(bench.Fate(back), Fate::kWithdrawn);
  EXPECT_THAT(bench.Send(), IsEmpty());
}

// ---------------------------------------------------------------- what is seen

TEST(OutboxOrdersTest, ShowsRowsFromASeqOnAndFindsTheNewestStart) {
  OutboxBench bench;
  bench.StartAnswered(1, Answer::kAccepted);
  const uint64_t back = bench.Back(1);
  const uint64_t next = bench.Start(1);
  std::vector<uint64_t> seen;
  bench.outbox.Visit(OutboxSeq{back}, [&seen](const Outbox::Row& row) {
    seen.push_back(row.seq.value);
    return true;
  });
  EXPECT_THAT(seen, ElementsAre(back, next));
  const auto newest = bench.outbox.FindNewestStart(RuleId{1}, KeyHash{0, 1});
  ASSERT_TRUE(newest);
  EXPECT_EQ(newest->seq.value, next);
  EXPECT_EQ(newest->fate, Fate::kPending);
}

}  // namespace
}  // namespace telltale
