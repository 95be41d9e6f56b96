#include "cli/demo/figures.h"

#include <gtest/gtest.h>

namespace telltale {
namespace {

TEST(FiguresTest, SumOverRulesAndPartitions) {
  const std::vector<Sample> samples = {
      {MetricId::kRecords, {{"partition", "0"}}, 5},
      {MetricId::kRecords, {{"partition", "1"}}, 7},
      {MetricId::kCommands, {{"rule", "a"}, {"cmd", "start"}}, 2},
      {MetricId::kCommands, {{"rule", "a"}, {"cmd", "back"}}, 1},
      {MetricId::kStartsConfirmed, {{"partition", "0"}}, 2},
      {MetricId::kOutcomes, {{"rule", "a"}, {"outcome", "late"}}, 3},
      {MetricId::kOutcomes, {{"rule", "b"}, {"outcome", "late"}}, 4},
  };
  const Figures figures = ReadFigures(samples);
  EXPECT_EQ(figures.counts,
            (FleetCounts{.events = 12, .starts = 2, .backs = 1, .open = 0, .late = 7}));
  EXPECT_EQ(figures.confirmed, 2u);
}

TEST(FiguresTest, SaysWhatDiffers) {
  EXPECT_EQ(Differences({.starts = 3, .late = 1}, {.starts = 3, .late = 1}), "");
  EXPECT_EQ(Differences({.starts = 3}, {.starts = 4}),
            "starts: expected 3, but the node shows 4\n");
}

TEST(FiguresTest, GroupsThousands) {
  EXPECT_EQ(Grouped(0), "0");
  EXPECT_EQ(Grouped(999), "999");
  EXPECT_EQ(Grouped(1000), "1,000");
  EXPECT_EQ(Grouped(1234567), "1,234,567");
}

}  // namespace
}  // namespace telltale
