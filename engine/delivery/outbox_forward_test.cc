// Forwards: between start and back, parked like an ungated start, gone with a withdrawn one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error_catalogue.h"
#include "engine/delivery/outbox_bench.h"

namespace telltale {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(OutboxForwardTest, TellsStartForwardsAndBackOneAfterTheOther) {
  OutboxBench bench;
  const uint64_t start = bench.Start(1);
  const uint64_t first = bench.Forward(1);
  const uint64_t second = bench.Forward(1);
  const uint64_t back = bench.Back(1);
  for (const uint64_t next : {start, first, second, back}) {
    ASSERT_THAT(bench.Send(), ElementsAre(next));
    bench.Answer(next, Answer::kAccepted);
  }
  EXPECT_THAT(bench.Send(), IsEmpty());
  EXPECT_EQ(bench.outbox.unsettled(), 0u);
}

TEST(OutboxForwardTest, SendsAnUncertainForwardAgainWithinItsHorizonOnly) {
  OutboxBench bench;
  bench.StartAnswered(1, Answer::kAccepted);
  const uint64_t forward = bench.Forward(1);
  bench.Send();
  bench.Answer(forward, Answer::kAmbiguous);
  bench.Pass(OutboxBench::kTtl / 3);
  EXPECT_THAT(bench.Send(), ElementsAre(forward));
  bench.Answer(forward, Answer::kAmbiguous);
  bench.Pass(OutboxBench::kTtl / 3);
  EXPECT_THAT(bench.Send(), IsEmpty());
  bench.ParkOverdue();
  EXPECT_EQ(bench.Fate(forward), Fate::kParked);
  EXPECT_THAT(bench.Mark(forward).reason, HasSubstr("forward rule/1@"));
}

TEST(OutboxForwardTest, ParksAnUncertainForwardOfAGatedStartTooAndAlsoAfterARestart) {
  OutboxBench bench;
  bench.gated = true;
  bench.StartAnswered(1, Answer::kAccepted);
  const uint64_t forward = bench.Forward(1);
  bench.Send();
  bench.Restart();
  bench.Pass(OutboxBench::kTtl);
  EXPECT_THAT(bench.Send(), IsEmpty());
  bench.ParkOverdue();
  EXPECT_EQ(bench.Fate(forward), Fate::kParked);
}

TEST(OutboxForwardTest, AParkedForwardHoldsNothingUpAndIsSupersededByItsBack) {
  OutboxBench bench;
  bench.StartAnswered(1, Answer::kAccepted);
  const uint64_t parked = bench.Forward(1);
  bench.Send();
  bench.Answer(parked, Answer::kRefused, "no");
  EXPECT_EQ(bench.Fate(parked), Fate::kParked);
  const uint64_t next = bench.Forward(1);
  EXPECT_THAT(bench.Send(), ElementsAre(next));
  bench.Answer(next, Answer::kAccepted);
  bench.Restart();
  const uint64_t back = bench.Back(1);
  EXPECT_THAT(bench.Send(), ElementsAre(back));
  bench.Answer(back, Answer::kAccepted);
  EXPECT_EQ(bench.Fate(parked), Fate::kSuperseded);
  EXPECT_EQ(bench.Fate(next), Fate::kSettled);
}

TEST(OutboxForwardTest, ARetriedForwardComesBeforeABackThatWasNotSent) {
  OutboxBench bench;
  bench.StartAnswered(1, Answer::kAccepted);
  const uint64_t forward = bench.Forward(1);
  bench.Send();
  bench.Answer(forward, Answer::kRefused, "no");
  const uint64_t back = bench.Back(1);
  EXPECT_EQ(bench.Retry(forward), "");
  EXPECT_THAT(bench.Send(), ElementsAre(forward));
  bench.Answer(forward, Answer::kAccepted);
  EXPECT_THAT(bench.Send(), ElementsAre(back));
}

TEST(OutboxForwardTest, RefusesToRetryAForwardWhoseBackMayHaveArrived) {
  OutboxBench bench;
  bench.StartAnswered(1, Answer::kAccepted);
  const uint64_t forward = bench.Forward(1);
  bench.Send();
  bench.Answer(forward, Answer::kRefused, "no");
  const uint64_t back = bench.Back(1);
  bench.Send();
  EXPECT_THAT(bench.Retry(forward), HasSubstr("expected a forward whose back was not sent"));
  bench.Answer(back, Answer::kAmbiguous);
  EXPECT_THAT(bench.Retry(forward), HasSubstr("it may have arrived"));
}

TEST(OutboxForwardTest, WithdrawsForwardsWithARefusedStartWhoseBackIsDecided) {
  OutboxBench bench;
  const uint64_t start = bench.Start(1);
  const uint64_t forward = bench.Forward(1);
  const uint64_t back = bench.Back(1);
  bench.Send();
  bench.Answer(start, Answer::kRefused, "no");
  for (const uint64_t seq : {start, forward, back}) EXPECT_EQ(bench.Fate(seq), Fate::kWithdrawn);
  EXPECT_THAT(bench.Send(), IsEmpty());
  EXPECT_EQ(bench.outbox.unsettled(), 0u);
}

TEST(OutboxForwardTest, WithdrawsForwardsWithAStartThatExpires) {
  OutboxBench bench;
  bench.expires = ArrivalMs(1000);
  const uint64_t start = bench.Start(1);
  const uint64_t forward = bench.Forward(1);
  const uint64_t back = bench.Back(1);
  bench.WithdrawExpired(ArrivalMs(1000));
  for (const uint64_t seq : {start, forward, back}) EXPECT_EQ(bench.Fate(seq), Fate::kWithdrawn);
  EXPECT_THAT(bench.Send(), IsEmpty());
}

TEST(OutboxForwardTest, ADroppedStartThatNeverArrivedTakesForwardsAlongAlsoLaterOnes) {
  OutboxBench bench;
  const uint64_t start = bench.StartAnswered(1, Answer::kRefused, "no");
  const uint64_t forward = bench.Forward(1);
  EXPECT_EQ(bench.Drop(start), "");
  EXPECT_EQ(bench.Fate(forward), Fate::kWithdrawn);
  bench.Restart();
  EXPECT_EQ(bench.Fate(bench.Forward(1)), Fate::kWithdrawn);
  EXPECT_EQ(bench.Fate(bench.Back(1)), Fate::kWithdrawn);
  EXPECT_THAT(bench.Send(), IsEmpty());
}

TEST(OutboxForwardTest, WithdrawsAForwardUnderWayOnceItsAnswerIsNoAcceptance) {
  OutboxBench bench;
  const uint64_t start = bench.StartAnswered(1, Answer::kRefused, "no");
  const uint64_t forward = bench.Forward(1);
  EXPECT_THAT(bench.Send(), ElementsAre(forward));
  bench.Drop(start);
  EXPECT_EQ(bench.Fate(forward), Fate::kAttempted);
  bench.Answer(forward, Answer::kAmbiguous);
  EXPECT_EQ(bench.Fate(forward), Fate::kWithdrawn);
}

TEST(OutboxForwardTest, KeepsTheRowOfAStartWhileAForwardIsNotOver) {
  OutboxBench bench;
  const uint64_t start = bench.StartAnswered(1, Answer::kAccepted);
  const uint64_t forward = bench.Forward(1);
  bench.Send();
  bench.Answer(forward, Answer::kRefused, "no");
  bench.Pass(3 * OutboxBench::kTtl);
  EXPECT_THAT(bench.Removed(/*open=*/false), IsEmpty());
  EXPECT_EQ(bench.outbox.FindRow({start})->forwards, 1u);
  EXPECT_EQ(bench.Drop(forward), "");
  bench.Pass(3 * OutboxBench::kTtl);
  EXPECT_THAT(bench.Removed(/*open=*/false), ElementsAre(forward, start));
}

}  // namespace
}  // namespace telltale
