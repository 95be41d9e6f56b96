#include "engine/rules/compile_condition.h"

#include <gtest/gtest.h>

#include <tuple>

namespace telltale {
namespace {

using Kind = Aggregate::Kind;

struct Compiled {
  bool ok = false;
  Condition condition;
  std::vector<Operand> operands;
  feel::CompileError error;
};

Compiled Compile(std::string_view source) {
  Compiled compiled;
  SlotTable slots;
  compiled.ok =
      CompileWindowCondition(source, slots, compiled.operands, compiled.condition, compiled.error);
  return compiled;
}

bool HoldsOf(std::string_view source, std::vector<double> values) {
  const Compiled compiled = Compile(source);
  EXPECT_TRUE(compiled.ok) << source << ": " << compiled.error.message;
  return compiled.ok && Holds(compiled.condition, values);
}

ConditionNeeds NeedsOf(std::string_view source) {
  Compiled compiled = Compile(source);
  EXPECT_TRUE(compiled.ok) << source << ": " << compiled.error.message;
  return FindNeeds(compiled.condition);
}

TEST(CompileConditionTest, KnowsAllAggregatesAndTakesEachOnce) {
  const Compiled compiled = Compile(
      "count() > 1 and count(bad) > 1 and count(good) > 1 and count(x) > 1 and sum(x) > 1 and "
      "mean(x) > 1 and min(x) > 1 and max(x) > 1 and mean(x) < 9");
  const Compiled rest = Compile("stddev(x) > 1 and count(distinct values(x)) > 1");
  ASSERT_TRUE(compiled.ok && rest.ok) << compiled.error.message << rest.error.message;
  std::vector<Kind> kinds;
  for (const Aggregate& aggregate : compiled.condition.aggregates) kinds.push_back(aggregate.kind);
  for (const Aggregate& aggregate : rest.condition.aggregates) kinds.push_back(aggregate.kind);
  EXPECT_EQ(kinds, (std::vector<Kind>{Kind::kCount, Kind::kCountBad, Kind::kCountGood,
                                      Kind::kCountValues, Kind::kSum, Kind::kMean, Kind::kMin,
                                      Kind::kMax, Kind::kStddev, Kind::kDistinct}));
  EXPECT_EQ(compiled.operands.size(), 1u);
}

TEST(CompileConditionTest, ComparesAndComputesAsFeelDoes) {
  EXPECT_TRUE(HoldsOf("max(x) - min(x) > 30 and not(count() < 2)", {50, 10, 2}));
  EXPECT_FALSE(HoldsOf("max(x) - min(x) > 30 and not(count() < 2)", {50, 10, 1}));
  EXPECT_TRUE(HoldsOf("mean(x) between 3 and 5 or mean(x) in (8, 9)", {9}));
  EXPECT_TRUE(HoldsOf("-sum(x) * 2 / 4 + 1 <= 1 - 2 ** 3", {16}));
  EXPECT_TRUE(HoldsOf("2 < (count())", {3}));
}

TEST(CompileConditionTest, TakesAnyExpressionOverOneEventForAnOperand) {
  const Compiled compiled = Compile("mean((oil.level - 1) * 2) > sum(`bad`) + sum(oil.good)");
  ASSERT_TRUE(compiled.ok) << compiled.error.message;
  EXPECT_EQ(compiled.operands[0].text, "(oil.level - 1) * 2");
  EXPECT_EQ(compiled.operands.size(), 3u);
}

TEST(CompileConditionTest, SaysInWhichColumnItIsNone) {
  for (const auto& [source, column, message] :
       {std::tuple("mean(x) > value", 11, "'value' is a field"),
        std::tuple("1 > 0", 3, "but there is none"),
        std::tuple("not(count() > 1 or avg(x) > 2)", 20, "one of count, sum, mean, min, max, "),
        std::tuple("abs(mean(x)) > 2", 1, "but 'abs' is none"),
        std::tuple("mean(x) + 1", 9, "but this is a number"),
        std::tuple("mean(x) > (1 > 2)", 14, "expected a number"),
        std::tuple("mean(x > ) > 2", 10, "it ends here"),
        std::tuple("1 < mean(bad)", 10, "'bad' is reserved"),
        std::tuple("mean(good + 1) > 1", 6, "'good' is reserved"),
        std::tuple("mean((x) > 1", 5, "expected a ')'"),
        std::tuple("mean(x) > \"5\"", 11, "but there is something else")}) {
    const Compiled compiled = Compile(source);
    EXPECT_FALSE(compiled.ok) << source;
    EXPECT_EQ(compiled.error.column, column) << source << ": " << compiled.error.message;
    EXPECT_NE(compiled.error.message.find(message), std::string::npos)
        << source << ": " << compiled.error.message;
  }
}

TEST(CompileConditionTest, NamesTheAggregateThatIsMeant) {
  for (const auto& [source, meant] : {std::pair("avg(x) > 2", "did you mean 'mean'?"),
                                      {"maxi(x) > 2", "did you mean 'max'?"},
                                      {"stdev(x) > 2", "did you mean 'stddev'?"},
                                      {"fourier(x) > 2", ""}}) {
    EXPECT_EQ(Compile(source).error.remedy, meant) << source;
  }
}

TEST(ConditionNeedsTest, BadEventsAloneNeedAsManyAsTellTheDifference) {
  for (const auto& [source, bad] : {std::pair("count(bad) >= 3", 3u),
                                    {"count(bad) < 3", 3u},
                                    {"count(bad) > 3", 4u},
                                    {"count(bad) <= 3", 4u},
                                    {"count(bad) = 3", 4u},
                                    {"3 <= count(bad)", 3u},
                                    {"count(bad) * 2 - 1 > 6", 4u},
                                    {"count(bad) >= 0", 1u},
                                    {"count(bad) > -9", 1u},
                                    {"count(bad) > 1 and not(count(bad) >= 7)", 7u},
                                    {"-count(bad) / 2 < -2", 5u},
                                    {"count(bad) >= 1e9", 65535u}}) {
    const ConditionNeeds needs = NeedsOf(source);
    EXPECT_TRUE(needs.only_bad && needs.bounded) << source;
    EXPECT_EQ(needs.bad, bad) << source;
  }
  EXPECT_FALSE(NeedsOf("count(bad) > 1 and count() > 1").only_bad);
}

TEST(ConditionNeedsTest, WhatIsNoComparisonWithANumberIsNotBounded) {
  for (const char* source :
       {"count(bad) * count(bad) > 4", "1 / count(bad) < 2", "count(distinct values(x)) > count()",
        "count(distinct values(x)) / count() > 1"}) {
    EXPECT_FALSE(NeedsOf(source).bounded) << source;
  }
  EXPECT_TRUE(NeedsOf("count(distinct values(x)) > 2 and mean(x) > count()").bounded);
}

TEST(ConditionNeedsTest, TellsWhatIsTrueOfAPartialWindowTooEarly) {
  EXPECT_TRUE(NeedsOf("mean(x) < 5").less_than);
  EXPECT_TRUE(NeedsOf("5 >= mean(x)").less_than);
  EXPECT_FALSE(NeedsOf("mean(x) > 5 and 3 < max(x)").less_than);
  EXPECT_TRUE(NeedsOf("mean(x) < 5 and count() > 9").asks_count);
}

}  // namespace
}  // namespace telltale
