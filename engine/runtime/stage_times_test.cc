#include "engine/runtime/stage_times.h"

#include <gtest/gtest.h>

namespace telltale {
namespace {

using std::chrono::microseconds;
using std::chrono::seconds;

TEST(StageTimesTest, ADurationAtABoundBelongsBelowIt) {
  Histogram histogram;
  histogram.Add(microseconds{100});
  histogram.Add(microseconds{100} + Nanos{1});
  EXPECT_EQ(histogram.buckets()[0], 1u);
  EXPECT_EQ(histogram.buckets()[1], 1u);
  EXPECT_EQ(histogram.sum(), microseconds{200} + Nanos{1});
}

TEST(StageTimesTest, WhatTakesLongerThanAllBoundsIsCounted) {
  Histogram histogram;
  histogram.Add(seconds{11});
  EXPECT_EQ(histogram.count(), 1u);
  EXPECT_EQ(histogram.buckets().back(), 1u);
  EXPECT_EQ(histogram.Quantile(0.5), seconds{10});
}

TEST(StageTimesTest, AQuantileIsAtMostTheBoundOfItsBucket) {
  Histogram histogram;
  EXPECT_EQ(histogram.Quantile(0.5), Nanos{0});
  for (int i = 0; i < 98; ++i) histogram.Add(microseconds{300});
  for (int i = 0; i < 2; ++i) histogram.Add(microseconds{700});
  EXPECT_EQ(histogram.Quantile(0.5), microseconds{500});
  EXPECT_EQ(histogram.Quantile(0.98), microseconds{500});
  EXPECT_EQ(histogram.Quantile(0.99), microseconds{1000});
}

TEST(StageTimesTest, OneStageBeginsWhereTheOneBeforeItEnds) {
  StageTimes stages;
  Nanos at = stages.Note(Stage::kFetch, Nanos{5}, Nanos{7});
  at = stages.Note(Stage::kStep, at, Nanos{10});
  EXPECT_EQ(at, Nanos{10});
  EXPECT_EQ(stages[Stage::kFetch].sum(), Nanos{2});
  EXPECT_EQ(stages[Stage::kStep].sum(), Nanos{3});
  EXPECT_EQ(stages[Stage::kSync].count(), 0u);
}

}  // namespace
}  // namespace telltale
