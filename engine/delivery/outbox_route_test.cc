// Messages of routes: in order per key, parked like an ungated start, gone when they are told.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/delivery/outbox_bench.h"

namespace telltale {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

TEST(OutboxRouteTest, TellsThoseOfAKeyOneAfterTheOtherAndOthersBesides) {
  OutboxBench bench;
  const uint64_t first = bench.Route(1);
  const uint64_t second = bench.Route(1);
  const uint64_t other = bench.Route(2);
  ASSERT_THAT(bench.Send(), UnorderedElementsAre(first, other));
  bench.Answer(first, Answer::kNotApplied);
  EXPECT_THAT(bench.Send(), IsEmpty());  // the first backs off, and the second waits for it
  bench.Pass(OutboxBench::kTtl);
  ASSERT_THAT(bench.Send(), ElementsAre(first));
  bench.Answer(first, Answer::kAccepted);
  EXPECT_THAT(bench.Send(), ElementsAre(second));
}

TEST(OutboxRouteTest, ARefusedOneIsParkedAndHoldsNobodyUp) {
  OutboxBench bench;
  const uint64_t first = bench.Route(1);
  const uint64_t second = bench.Route(1);
  bench.Send();
  bench.Answer(first, Answer::kRefused, "no");
  EXPECT_EQ(bench.Fate(first), Fate::kParked);
  EXPECT_THAT(bench.Send(), ElementsAre(second));
}

TEST(OutboxRouteTest, AnUncertainOneIsParkedBehindItsHorizonAlsoAfterARestart) {
  OutboxBench bench;
  const uint64_t first = bench.Route(1);
  const uint64_t second = bench.Route(1);
  bench.Send();
  bench.Restart();
  bench.Pass(OutboxBench::kTtl);
  bench.ParkOverdue();
  EXPECT_EQ(bench.Fate(first), Fate::kParked);
  EXPECT_THAT(bench.Mark(first).reason, HasSubstr("route rule/1@"));
  EXPECT_THAT(bench.Send(), ElementsAre(second));
}

TEST(OutboxRouteTest, AnOperatorHasAParkedOneSentAgainOrDropped) {
  OutboxBench bench;
  const uint64_t first = bench.Route(1);
  const uint64_t second = bench.Route(2);
  for (const uint64_t seq : bench.Send()) bench.Answer(seq, Answer::kRefused);
  EXPECT_EQ(bench.Retry(first), "");
  EXPECT_THAT(bench.Send(), ElementsAre(first));
  EXPECT_EQ(bench.Drop(second), "");
  EXPECT_EQ(bench.Fate(second), Fate::kWithdrawn);
}

TEST(OutboxRouteTest, ItsRowGoesAsSoonAsItIsOver) {
  OutboxBench bench;
  const uint64_t first = bench.Route(1);
  const uint64_t second = bench.Route(2);
  for (const uint64_t seq : bench.Send()) {
    bench.Answer(seq, seq == first ? Answer::kAccepted : Answer::kRefused);
  }
  EXPECT_THAT(bench.Removed(/*open=*/true), ElementsAre(first));
  EXPECT_EQ(bench.Drop(second), "");
  EXPECT_THAT(bench.Removed(/*open=*/true), ElementsAre(second));
}

TEST(OutboxRouteTest, AMarkBeforeEachAttemptIsEnough) {
  OutboxBench bench;
  const uint64_t first = bench.Route(1);
  bench.Send();
  EXPECT_EQ(bench.Fate(first), Fate::kAttempted);
  bench.Answer(first, Answer::kAccepted);
  EXPECT_EQ(bench.Fate(first), Fate::kSettled);
  EXPECT_EQ(bench.marks_written, 2u);
}

}  // namespace
}  // namespace telltale
