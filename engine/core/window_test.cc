#include "engine/core/window.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/limits.h"
#include "engine/core/test_key.h"

namespace telltale {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using testing::ElementsAre;
using Kind = Window::Kind;
using Of = Aggregate::Kind;
using Op = Condition::Op;

// `aggregate op number`, over operand 0.
Condition Compare(Of aggregate, Op op, double number) {
  return {.aggregates = {{.kind = aggregate, .keep = 8}},
          .code = {{.op = Op::kAggregate}, {.op = Op::kNumber, .number = number}, {.op = op}}};
}

Plan RaiseBy(Kind kind, Millis length, Millis every, const Condition& condition,
             uint32_t exact = 0) {
  Plan plan{.raise = {Raise::Form::kWindow}, .remember = 0};
  plan.windows = {MakeWindow(kind, length, every, condition, plan.late, exact)};
  return plan;
}
Plan ClearBy(Kind kind, Millis length, Millis every, const Condition& condition) {
  Plan plan = RaiseBy(kind, length, every, condition);
  plan.raise = {Raise::Form::kInARow, 1};
  plan.clear = {Clear::Form::kWindow};
  return plan;
}

TEST(SlidingWindowTest, ForgetsAPaneAfter31Others) {
  TestKey key(RaiseBy(Kind::kSliding, 32s, 32s, Compare(Of::kSum, Op::kGreaterEqual, 10)));
  key.SendWith(Signal::kGood, 999ms, {9});
  key.SendWith(Signal::kGood, 1s, {0.5});
  EXPECT_EQ(key.SendWith(Signal::kGood, 32s, {0.5}), Outcome::kGood);
  EXPECT_EQ(key.SendWith(Signal::kNeither, 32s + 999ms, {9}), Outcome::kRaised);
  EXPECT_THAT(key.commands(), ElementsAre("start 32s999ms"));
}

TEST(SlidingWindowTest, IsNotJudgedAtStragglersButKnowsThem) {
  TestKey key(RaiseBy(Kind::kSliding, 32s, 32s, Compare(Of::kCount, Op::kGreaterEqual, 3)));
  key.Good(10s);
  key.Good(11s);
  EXPECT_EQ(key.Good(9s), Outcome::kGood);
  EXPECT_EQ(key.Fault(12s), Outcome::kFault);
  EXPECT_EQ(key.Off(12s), Outcome::kOff);
  EXPECT_EQ(key.Neither(13s), Outcome::kRaised);
}

TEST(SlidingWindowTest, StartTellsTheBadEventsAndTheFirstPaneThatHasOne) {
  TestKey key(RaiseBy(Kind::kSliding, 32s, 32s, Compare(Of::kCount, Op::kGreaterEqual, 3)));
  key.Good(1s);
  key.Bad(3s + 500ms);
  key.Bad(5s);
  EXPECT_EQ(key.last_command().count, 2u);
  EXPECT_EQ(key.last_command().first_bad, EventMs(3000));
}

TEST(SlidingWindowTest, GapLongerThanTheWindowLeavesNothing) {
  TestKey key(RaiseBy(Kind::kSliding, 32s, 32s, Compare(Of::kCount, Op::kGreater, 1)));
  key.Good(1s);
  EXPECT_EQ(key.Good(1000s), Outcome::kGood);
  EXPECT_EQ(key.Good(1001s), Outcome::kRaised);
}

TEST(ExactWindowTest, CountsWhatLiesWithinTheLengthToTheMillisecond) {
  TestKey key(RaiseBy(Kind::kExact, 32s, 32s, Compare(Of::kCountBad, Op::kGreaterEqual, 2), 2));
  key.Bad(500ms);
  EXPECT_EQ(key.Bad(32s + 500ms), Outcome::kCounted);
  EXPECT_EQ(key.Good(64s + 499ms), Outcome::kGood);
  EXPECT_EQ(key.Bad(64s + 499ms), Outcome::kRaised);
  EXPECT_EQ(key.last_command().first_bad, EventMs(32500));
}

TEST(ExactWindowTest, KeepsTheNewestTimesIfThereAreMoreThanItNeeds) {
  TestKey key(RaiseBy(Kind::kExact, 10s, 10s, Compare(Of::kCountBad, Op::kLess, 2), 2));
  key.Bad(0s);  // raised: fewer than two
  EXPECT_EQ(key.commands().size(), 1u);
  Plan clear = ClearBy(Kind::kExact, 10s, 10s, Compare(Of::kCountBad, Op::kLess, 2));
  clear.windows = {
      MakeWindow(Kind::kExact, 10s, 10s, Compare(Of::kCountBad, Op::kLess, 2), clear.late, 2)};
  TestKey open(clear);
  for (const Millis at : {0s, 7s, 6s, 5s, 8s, 4s}) open.Bad(at);
  EXPECT_EQ(open.Good(17s - 1ms), Outcome::kGood);  // 7 s and 8 s
  EXPECT_EQ(open.Good(17s), Outcome::kCleared);
}

TEST(AlignedWindowTest, IsJudgedLateAfterItsEndByTheClock) {
  TestKey key(RaiseBy(Kind::kAligned, 10s, 10s, Compare(Of::kMean, Op::kGreater, 5)));
  key.SendWith(Signal::kGood, 1s, {6});
  EXPECT_EQ(key.next_due(), 15s);
  EXPECT_EQ(key.Tick(15s), Outcome::kRaised);
  EXPECT_THAT(key.commands(), ElementsAre("start 10s"));
}

TEST(AlignedWindowTest, ThatDoesNotHoldSetsWhatIsJudgedAndIsEmptied) {
  TestKey key(RaiseBy(Kind::kAligned, 10s, 10s, Compare(Of::kMean, Op::kGreater, 5)));
  key.SendWith(Signal::kGood, 1s, {4});
  EXPECT_EQ(key.Tick(15s), Outcome::kJudged);
  EXPECT_EQ(key.Tick(60s), std::nullopt);
  EXPECT_EQ(key.SendWith(Signal::kGood, 10s - 1ms, {9}), Outcome::kLateJudged);
}

TEST(AlignedWindowTest, AnEventIsInEachWindowThatCoversIt) {
  TestKey key(RaiseBy(Kind::kAligned, 10s, 4s, Compare(Of::kCount, Op::kGreaterEqual, 9)));
  key.Good(0s);  // [-8, 2) [-4, 6) [0, 10)
  std::vector<Millis> ends;
  for (Millis now{0}; now < 60s; now += 1ms) {
    if (key.Tick(now)) ends.push_back(now - 5s);
  }
  EXPECT_THAT(ends, ElementsAre(2s, 6s, 10s));
}

TEST(AlignedWindowTest, ClearsIfItBeginsAtOrAfterTheRaise) {
  TestKey key(ClearBy(Kind::kAligned, 10s, 10s, Compare(Of::kCount, Op::kGreater, 0)));
  key.Bad(1s);
  key.Good(2s);
  EXPECT_EQ(key.Tick(30s), std::nullopt);
  key.Good(40s);
  EXPECT_EQ(key.Tick(55s), Outcome::kCleared);
  EXPECT_EQ(key.commands()[1], "back 1s: healed at 50s");
}

TEST(SessionTest, EndsAGapBehindItsLastEvent) {
  TestKey key(RaiseBy(Kind::kSession, 10s, 10s, Compare(Of::kCount, Op::kGreaterEqual, 3)));
  for (const Millis at : {0s, 10s, 19s}) key.Good(at);  // a gap of 10 s ends the first
  key.Good(25s);
  EXPECT_EQ(key.Tick(40s), Outcome::kRaised);
  EXPECT_EQ(key.last_command().first_bad, EventMs(10'000));
  EXPECT_THAT(key.commands(), ElementsAre("start 35s"));
}

TEST(SessionTest, StragglerMayJoinTwo) {
  TestKey key(RaiseBy(Kind::kSession, 4s, 4s, Compare(Of::kSum, Op::kEqual, 7)));
  key.SendWith(Signal::kGood, 1s, {1});
  key.SendWith(Signal::kGood, 6s, {2});
  key.SendWith(Signal::kGood, 3s, {4});
  EXPECT_EQ(key.Tick(15s), Outcome::kRaised);
  EXPECT_THAT(key.commands(), ElementsAre("start 10s"));
}

TEST(SessionTest, OfClearIsMadeOfEventsAtOrAfterTheRaise) {
  Plan plan = ClearBy(Kind::kSession, 4s, 4s, Compare(Of::kCount, Op::kEqual, 1));
  TestKey key(plan);
  key.Bad(3s);
  key.Good(2s);
  key.Good(3s);
  EXPECT_EQ(key.Tick(12s), Outcome::kCleared);
  EXPECT_EQ(key.commands()[1], "back 3s: healed at 7s");
}

TEST(AggregateTest, SkipsNullsAndButForCountingNonNumbers) {
  const double text = TextOperand(99);
  for (const auto& [aggregate, expected] : {std::pair(Of::kCountValues, 4.0),
                                            {Of::kSum, 9.0},
                                            {Of::kMean, 3.0},
                                            {Of::kMin, 1.0},
                                            {Of::kMax, 5.0},
                                            {Of::kStddev, 2.0},
                                            {Of::kDistinct, 4.0}}) {
    TestKey key(RaiseBy(Kind::kAligned, 10s, 10s, Compare(aggregate, Op::kEqual, expected)));
    for (const double x : {3.0, kNullOperand, 1.0, text, 5.0}) key.SendWith(Signal::kGood, 1s, {x});
    EXPECT_EQ(key.Tick(15s), Outcome::kRaised) << static_cast<int>(aggregate);
  }
}

TEST(AggregateTest, OfNothingIsNullAndANullIsNotTrue) {
  for (const Of aggregate : {Of::kSum, Of::kMean, Of::kMin, Of::kMax, Of::kStddev}) {
    for (const Op op : {Op::kEqual, Op::kNotEqual, Op::kLessEqual, Op::kGreater}) {
      TestKey key(RaiseBy(Kind::kAligned, 10s, 10s, Compare(aggregate, op, 0)));
      key.SendWith(Signal::kGood, 1s, {kNullOperand});
      EXPECT_EQ(key.Tick(15s), Outcome::kJudged);
    }
  }
}

TEST(AggregateTest, DeviationOfOneValueIsNullAndOfEqualsNothing) {
  TestKey key(RaiseBy(Kind::kSliding, 32s, 32s, Compare(Of::kStddev, Op::kEqual, 0)));
  EXPECT_EQ(key.SendWith(Signal::kGood, 1s, {1e9 + 0.1}), Outcome::kGood);
  EXPECT_EQ(key.SendWith(Signal::kGood, 9s, {1e9 + 0.1}), Outcome::kRaised);
}

TEST(AggregateTest, DistinctValuesTellTextsFromNumbers) {
  TestKey key(RaiseBy(Kind::kSliding, 32s, 32s, Compare(Of::kDistinct, Op::kGreaterEqual, 3)));
  for (const double x : {1.0, TextOperand(1), 1.0, kNullOperand}) {
    EXPECT_EQ(key.SendWith(Signal::kGood, 1s, {x}), Outcome::kGood);
  }
  EXPECT_EQ(key.SendWith(Signal::kGood, 20s, {TextOperand(2)}), Outcome::kRaised);
}

TEST(ConditionTest, IsThreeValued) {
  // not(mean > 0) or count >= 1, of nothing: null or true.
  Condition condition{.aggregates = {{.kind = Of::kMean}, {.kind = Of::kCount}},
                      .code = {{.op = Op::kAggregate, .aggregate = 0},
                               {.op = Op::kNumber},
                               {.op = Op::kGreater},
                               {.op = Op::kNot},
                               {.op = Op::kAggregate, .aggregate = 1},
                               {.op = Op::kNumber, .number = 1},
                               {.op = Op::kGreaterEqual},
                               {.op = Op::kOr}}};
  EXPECT_TRUE(Holds(condition, {kNullOperand, 1.0}));
  EXPECT_FALSE(Holds(condition, {kNullOperand, 0.0}));
  condition.code[condition.code.size() - 1].op = Op::kAnd;
  EXPECT_FALSE(Holds(condition, {kNullOperand, 1.0}));
  EXPECT_TRUE(Holds(condition, {-1.0, 1.0}));
}

// The tables' strides and the stored states depend on these numbers.
TEST(WindowBytesTest, AreFixedByTheRule) {
  const auto bytes = [](Kind kind, Millis length, Millis every, Of of) {
    Plan plan = RaiseBy(kind, length, every, Compare(of, Op::kGreater, 0), 3);
    PlaceWindows(plan);
    return TailBytes(plan);
  };
  EXPECT_EQ(bytes(Kind::kSliding, 60s, 60s, Of::kMean), 8u + 32 * 16);
  EXPECT_EQ(bytes(Kind::kSliding, 60s, 60s, Of::kCount), 8u + 32 * 8);
  EXPECT_EQ(bytes(Kind::kSliding, 60s, 60s, Of::kStddev), 8u + 32 * 24);
  EXPECT_EQ(bytes(Kind::kSliding, 60s, 60s, Of::kDistinct), 8u + 32 * (8 + 64));
  EXPECT_EQ(bytes(Kind::kExact, 60s, 60s, Of::kCountBad), 40u);
  EXPECT_EQ(bytes(Kind::kAligned, 60s, 60s, Of::kMean), 8u + 2 * 24);
  EXPECT_EQ(bytes(Kind::kAligned, 60s, 20s, Of::kMean), 8u + 4 * 24);
  EXPECT_EQ(bytes(Kind::kSession, 30s, 30s, Of::kMean), 2u * (16 + 24));
}

}  // namespace
}  // namespace telltale
