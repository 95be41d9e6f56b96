// What becomes of commands that cannot be told: horizon, parking, withdrawal, supersession.
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

// ---------------------------------------------------------------- expired starts

constexpr ArrivalTime kExpires{Millis{7'200'000}};

TEST(OutboxParkingTest, WithdrawsAnExpiredStartWithItsBack) {
  OutboxBench bench;
  bench.expires = kExpires;
  const uint64_t start = bench.Start(1);
  const uint64_t back = bench.Back(1);
  bench.WithdrawExpired(kExpires - Millis{1});
  EXPECT_EQ(bench.Fate(start), Fate::kPending);
  bench.WithdrawExpired(kExpires);
  EXPECT_EQ(bench.Fate(start), Fate::kWithdrawn);
  EXPECT_EQ(bench.Fate(back), Fate::kWithdrawn);
  EXPECT_THAT(bench.Send(), IsEmpty());
}

TEST(OutboxParkingTest, AStartWhoseEpisodeIsOpenDoesNotExpire) {
  OutboxBench bench;
  bench.expires = kExpires;
  const uint64_t start = bench.Start(1);
  bench.WithdrawExpired(kExpires);
  EXPECT_EQ(bench.Fate(start), Fate::kPending);
  const uint64_t back = bench.Back(1);
  bench.WithdrawExpired(kExpires);
  EXPECT_EQ(bench.Fate(back), Fate::kWithdrawn);
}

TEST(OutboxParkingTest, WhatMayHaveArrivedDoesNotExpire) {
  OutboxBench bench;
  bench.expires = kExpires;
  const uint64_t start = bench.StartAnswered(1, Answer::kAmbiguous);
  bench.Back(1);
  bench.WithdrawExpired(kExpires);
  EXPECT_EQ(bench.Fate(start), Fate::kAttempted);
}

TEST(OutboxParkingTest, WhatWasAttemptedInVainDoesNotExpire) {
  OutboxBench bench;
  bench.expires = kExpires;
  const uint64_t start = bench.Start(1);
  bench.Send();
  bench.Answer(start, Answer::kNotApplied);
  bench.Restart();
  bench.Back(1);
  bench.WithdrawExpired(kExpires);
  EXPECT_EQ(bench.Fate(start), Fate::kPending);
}

TEST(OutboxParkingTest, ExpiresAfterARestartToo) {
  OutboxBench bench;
  bench.expires = kExpires;
  const uint64_t start = bench.Start(1);
  bench.Back(1);
  bench.Restart();
  bench.WithdrawExpired(kExpires);
  EXPECT_EQ(bench.Fate(start), Fate::kWithdrawn);
}

TEST(OutboxParkingTest, TheNextEpisodeOfAnExpiredOneIsTold) {
  OutboxBench bench;
  bench.expires = kExpires;
  bench.Start(1);
  bench.Back(1);
  bench.expires.reset();
  const uint64_t next = bench.Start(1);
  bench.WithdrawExpired(kExpires);
  EXPECT_THAT(bench.Send(), ElementsAre(next));
}

// ---------------------------------------------------------------- the horizon

TEST(OutboxParkingTest, SendsAStartAgainUntilItsHorizon) {
  OutboxBench bench;
  const uint64_t start = bench.StartAnswered(1, Answer::kAmbiguous);
  bench.Pass(OutboxBench::kHorizon);
  bench.ParkOverdue();
  EXPECT_THAT(bench.Send(), ElementsAre(start));
}

TEST(OutboxParkingTest, ParksAStartPastItsHorizonAndSaysWhy) {
  OutboxBench bench;
  const uint64_t start = bench.StartAnswered(1, Answer::kAmbiguous, "Connection reset by peer");
  bench.Pass(OutboxBench::kHorizon + Millis{1});
  bench.ParkOverdue();
  EXPECT_EQ(bench.Fate(start), Fate::kParked);
  EXPECT_THAT(bench.Mark(start).reason,
              AllOf(HasSubstr("E4003"), HasSubstr("rule/1@1"), HasSubstr("within 30s"),
                    HasSubstr("that time has passed"), HasSubstr("Connection reset by peer")));
  EXPECT_THAT(bench.Send(), IsEmpty());
}

TEST(OutboxParkingTest, NeverSendsPastTheHorizonEvenIfNobodyParkedItYet) {
  OutboxBench bench;
  bench.StartAnswered(1, Answer::kAmbiguous);
  bench.Pass(OutboxBench::kHorizon + Millis{1});
  EXPECT_THAT(bench.Send(), IsEmpty());
  bench.lanes[0] = {.limit = 1, .doubtful = true};
  EXPECT_THAT(bench.Send(), IsEmpty());
}

TEST(OutboxParkingTest, ParksAtOnceWhenTheAnswerThatSaidNothingComesPastTheHorizon) {
  OutboxBench bench;
  const uint64_t start = bench.Start(1);
  bench.Send();
  bench.Pass(OutboxBench::kHorizon + Millis{1});
  bench.Answer(start, Answer::kAmbiguous);
  EXPECT_EQ(bench.Fate(start), Fate::kParked);
}

TEST(OutboxParkingTest, DoesNotParkWhileAnAttemptIsUnderWay) {
  OutboxBench bench;
  const uint64_t start = bench.StartAnswered(1, Answer::kAmbiguous);
  bench.Pass(OutboxBench::kHorizon);
  bench.Send();
  bench.Pass(Millis{1});
  bench.ParkOverdue();
  bench.Answer(start, Answer::kKnown);
  EXPECT_EQ(bench.Fate(start), Fate::kSettled);
}

TEST(OutboxParkingTest, BelievesAnAcceptanceHoweverLateItComes) {
  OutboxBench bench;
  const uint64_t start = bench.Start(1);
  bench.Send();
  bench.Pass(100 * OutboxBench::kHorizon);
  bench.ParkOverdue();
  bench.Answer(start, Answer::kAccepted);
  EXPECT_EQ(bench.Fate(start), Fate::kSettled);
}

TEST(OutboxParkingTest, MeasuresFromTheFirstAttemptThroughRestarts) {
  OutboxBench bench;
  const uint64_t start = bench.StartAnswered(1, Answer::kAmbiguous);
  bench.Pass(OutboxBench::kHorizon);
  bench.Restart();
  bench.Send();
  bench.Answer(start, Answer::kAmbiguous);
  EXPECT_EQ(bench.Fate(start), Fate::kAttempted);
  bench.Pass(Millis{1});
  bench.Restart();
  bench.ParkOverdue();
  EXPECT_EQ(bench.Fate(start), Fate::kParked);
}

TEST(OutboxParkingTest, ParksWhenTheWallClockIsBehindTheLastCommit) {
  OutboxBench bench;
  const uint64_t start = bench.StartAnswered(1, Answer::kAmbiguous);
  bench.now.last_commit = bench.now.wall + Millis{1};
  bench.ParkOverdue();
  EXPECT_EQ(bench.Fate(start), Fate::kParked);
  EXPECT_THAT(bench.Mark(start).reason, HasSubstr("behind the last commit"));
}

TEST(OutboxParkingTest, AnAttemptThatIsUnderWayWhenTheClockIsSetBackIsTooOldEverAfter) {
  OutboxBench bench;
  const uint64_t start = bench.Start(1);
  bench.Send();
  bench.now.last_commit = bench.now.wall + Millis{1};
  bench.ParkOverdue();
  EXPECT_EQ(bench.Fate(start), Fate::kAttempted);  // its answer may still come
  bench.now.last_commit = bench.now.wall;          // the next commit hides it
  bench.now.boot_id = "another boot";
  bench.Restart();
  bench.ParkOverdue();
  EXPECT_EQ(bench.Fate(start), Fate::kParked);
  EXPECT_THAT(bench.Mark(start).reason, HasSubstr("of a first attempt of unknown time"));
}

TEST(OutboxParkingTest, ParksWhenTheClusterIsAnother) {
  OutboxBench bench;
  const uint64_t start = bench.StartAnswered(1, Answer::kAmbiguous);
  bench.now.cluster->id = "restored";
  bench.ParkOverdue();
  EXPECT_EQ(bench.Fate(start), Fate::kParked);
  EXPECT_THAT(bench.Mark(start).reason, HasSubstr("not the one that was asked then"));
}

TEST(OutboxParkingTest, WaitsForEverWithWhatWasNeverAttempted) {
  OutboxBench bench;
  const uint64_t start = bench.Start(1);
  bench.Pass(1000 * OutboxBench::kHorizon);
  bench.now.cluster->id = "another";
  bench.ParkOverdue();
  EXPECT_THAT(bench.Send(), ElementsAre(start));
}

TEST(OutboxParkingTest, WaitsForEverWithWhatCertainlyNeverArrived) {
  OutboxBench bench;
  const uint64_t start = bench.StartAnswered(1, Answer::kNotApplied);
  bench.Pass(1000 * OutboxBench::kHorizon);
  bench.ParkOverdue();
  EXPECT_THAT(bench.Send(), ElementsAre(start));
}

TEST(OutboxParkingTest, SendsABackAgainUntilItIsAnswered) {
  OutboxBench bench;
  bench.StartAnswered(1, Answer::kAccepted);
  const uint64_t back = bench.Back(1);
  for (int i = 0; i < 10; ++i) {
    EXPECT_THAT(bench.Send(), ElementsAre(back));
    bench.Answer(back, Answer::kAmbiguous);
    bench.Pass(OutboxBench::kHorizon);
    bench.ParkOverdue();
  }
  EXPECT_EQ(bench.Fate(back), Fate::kAttempted);
}

// ---------------------------------------------------------------- parked starts and their backs

// A start of key 1 that was parked for ambiguity.
uint64_t ParkedStart(OutboxBench& bench) {
  const uint64_t start = bench.StartAnswered(1, Answer::kAmbiguous);
  bench.Pass(OutboxBench::kHorizon + Millis{1});
  bench.ParkOverdue();
  return start;
}

TEST(OutboxParkingTest, AParkedStartDoesNotHoldItsBack) {
  OutboxBench bench;
  ParkedStart(bench);
  const uint64_t back = bench.Back(1);
  EXPECT_THAT(bench.Send(), ElementsAre(back));
}

TEST(OutboxParkingTest, AParkedStartLetsTheBackGoThatWaitedBehindIt) {
  OutboxBench bench;
  bench.StartAnswered(1, Answer::kAmbiguous);
  const uint64_t back = bench.Back(1);
  bench.Pass(OutboxBench::kHorizon + Millis{1});
  bench.ParkOverdue();
  EXPECT_THAT(bench.Send(), ElementsAre(back));
}

TEST(OutboxParkingTest, AnAcceptedBackSupersedesItsParkedStart) {
  OutboxBench bench;
  const uint64_t start = ParkedStart(bench);
  const uint64_t back = bench.Back(1);
  bench.Restart();
  bench.Send();
  bench.Answer(back, Answer::kAccepted);
  EXPECT_EQ(bench.Fate(back), Fate::kSettled);
  EXPECT_EQ(bench.Fate(start), Fate::kSuperseded);
  EXPECT_TRUE(bench.Mark(start).attempt.has_value());
}

TEST(OutboxParkingTest, ABackWhoseFateIsUnknownSupersedesNothing) {
  OutboxBench bench;
  const uint64_t start = ParkedStart(bench);
  const uint64_t back = bench.Back(1);
  bench.Send();
  bench.Answer(back, Answer::kAmbiguous);
  EXPECT_EQ(bench.Fate(start), Fate::kParked);
}

TEST(OutboxParkingTest, TheBackOfTheNextEpisodeLeavesAnOlderParkedStartAlone) {
  OutboxBench bench;
  const uint64_t parked = ParkedStart(bench);
  const uint64_t refused = bench.Back(1);
  bench.Send();
  bench.Answer(refused, Answer::kRefused);
  bench.StartAnswered(1, Answer::kAccepted);
  const uint64_t back = bench.Back(1);
  bench.Send();
  bench.Answer(back, Answer::kAccepted);
  EXPECT_EQ(bench.Fate(parked), Fate::kParked);
}

// ---------------------------------------------------------------- refusals

TEST(OutboxParkingTest, ParksARefusedStartWithTheOtherSidesWords) {
  OutboxBench bench;
  const uint64_t start = bench.StartAnswered(1, Answer::kRefused, "no such tenant");
  EXPECT_EQ(bench.Fate(start), Fate::kParked);
  EXPECT_THAT(bench.Mark(start).reason, AllOf(HasSubstr("E4001"), HasSubstr("no such tenant")));
}

TEST(OutboxParkingTest, ARefusedStartIsWithdrawnTogetherWithItsBack) {
  OutboxBench bench;
  const uint64_t start = bench.StartAnswered(1, Answer::kRefused);
  bench.Restart();
  const uint64_t back = bench.Back(1);
  EXPECT_EQ(bench.Fate(start), Fate::kWithdrawn);
  EXPECT_EQ(bench.Fate(back), Fate::kWithdrawn);
  EXPECT_THAT(bench.Send(), IsEmpty());
}

TEST(OutboxParkingTest, ARefusalWithdrawsTheBackThatAlreadyWaits) {
  OutboxBench bench;
  const uint64_t start = bench.Start(1);
  const uint64_t back = bench.Back(1);
  bench.Send();
  bench.Answer(start, Answer::kRefused);
  EXPECT_EQ(bench.Fate(start), Fate::kWithdrawn);
  EXPECT_EQ(bench.Fate(back), Fate::kWithdrawn);
}

TEST(OutboxParkingTest, ARefusedStartDoesNotBlockItsKey) {
  OutboxBench bench;
  const uint64_t start = bench.Start(1);
  bench.Back(1);
  const uint64_t next = bench.Start(1);
  bench.Send();
  bench.Answer(start, Answer::kRefused);
  EXPECT_THAT(bench.Send(), ElementsAre(next));
}

TEST(OutboxParkingTest, ARefusedStartThatMayHaveArrivedBeforeKeepsItsBack) {
  OutboxBench bench;
  const uint64_t start = bench.StartAnswered(1, Answer::kAmbiguous);
  const uint64_t back = bench.Back(1);
  bench.Pass(kBackoffMax);
  bench.Send();
  bench.Answer(start, Answer::kRefused);
  EXPECT_EQ(bench.Fate(start), Fate::kParked);
  EXPECT_THAT(bench.Send(), ElementsAre(back));
}

TEST(OutboxParkingTest, ParksARefusedBack) {
  OutboxBench bench;
  const uint64_t start = bench.StartAnswered(1, Answer::kAccepted);
  const uint64_t back = bench.Back(1);
  bench.Send();
  bench.Answer(back, Answer::kRefused, "denied");
  EXPECT_EQ(bench.Fate(start), Fate::kSettled);
  EXPECT_EQ(bench.Fate(back), Fate::kParked);
  EXPECT_THAT(bench.Mark(back).reason, HasSubstr("denied"));
}

TEST(OutboxParkingTest, RemovesNoWithdrawnRowBeforeItIsDurable) {
  OutboxBench bench;
  bench.StartAnswered(1, Answer::kRefused);
  bench.Pass(10 * OutboxBench::kTtl);
  Outbox::Marks marks = bench.outbox.Add(OutboxRow{.seq = OutboxSeq{7},
                                                   .rule = RuleId{1},
                                                   .key = KeyHash{0, 1},
                                                   .message = {.kind = Message::Kind::kBack,
                                                               .correlation_key = "rule/1@1",
                                                               .ttl = OutboxBench::kTtl}},
                                         bench.now.wall);
  ASSERT_EQ(marks.size(), 2u);
  EXPECT_THAT(bench.Removed(/*open=*/false), ElementsAre(0));
  bench.outbox.Durable(OutboxSeq{7});
  EXPECT_THAT(bench.Removed(/*open=*/false), ElementsAre(7));
}

}  // namespace
}  // namespace telltale
