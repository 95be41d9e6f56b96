#include "tests/simulation/simulation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/simulation/random.h"

namespace telltale {
namespace {

using testing::IsEmpty;
using testing::Not;

constexpr uint64_t kFewSeeds = 20;

// How many of the first seeds fail with the shell broken in this way.
int FailedWith(Sabotage sabotage) {
  int failed = 0;
  for (uint64_t seed = 1; seed <= kFewSeeds; ++seed) {
    failed += !RunSeed(seed, {.sabotage = sabotage}).complaints.empty();
  }
  return failed;
}

TEST(SimulationTest, ASeedTellsTheSameStoryEachTime) {
  const SeedResult one = RunSeed(3, {.trace = Journal::Trace::kPrinted});
  const SeedResult two = RunSeed(3, {.trace = Journal::Trace::kPrinted});
  EXPECT_THAT(one.trace, Not(IsEmpty()));
  EXPECT_EQ(one.trace, two.trace);
}

TEST(SimulationTest, FindsAGatewayThatForgetsIdsAtOnce) {
  EXPECT_GT(FailedWith(Sabotage::kForgetfulGateway), 0);
}

TEST(SimulationTest, FindsAStoreThatLosesMarks) {
  EXPECT_GT(FailedWith(Sabotage::kDroppedMark), 0);
}

TEST(SimulationTest, FindsAStoreThatLosesStates) { EXPECT_GT(FailedWith(Sabotage::kLostBlock), 0); }

TEST(SimulationTest, FindsAnAcknowledgementOfWhatIsNotDurable) {
  EXPECT_GT(FailedWith(Sabotage::kEarlyAck), 0);
}

TEST(RandomTest, DrawsWhatIsWrittenInThePaper) {
  Random random(1234567);
  EXPECT_EQ(random.Next(), 6457827717110365317U);
  EXPECT_EQ(random.Next(), 3203168211198807973U);
}

}  // namespace
}  // namespace telltale
