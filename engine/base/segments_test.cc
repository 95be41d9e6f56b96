#include "engine/base/segments.h"

#include <gtest/gtest.h>

namespace telltale {
namespace {

constexpr size_t kMany = 3 * Segments<int>::kSegment + 5;

TEST(SegmentsTest, KeepsWhatWasAppended) {
  Segments<size_t> numbers;
  for (size_t i = 0; i < kMany; ++i) numbers.push_back(i);
  ASSERT_EQ(numbers.size(), kMany);
  for (size_t i = 0; i < kMany; ++i) ASSERT_EQ(numbers[i], i);
  EXPECT_EQ(numbers.front(), 0u);
  EXPECT_EQ(numbers.back(), kMany - 1);
}

TEST(SegmentsTest, DoesNotMoveWhatItHas) {
  Segments<int> numbers;
  numbers.Grow(Segments<int>::kSegment, 1);
  const int* first = &numbers[0];
  const int* last = &numbers[Segments<int>::kSegment - 1];
  numbers.Grow(kMany, 2);
  EXPECT_EQ(first, &numbers[0]);
  EXPECT_EQ(last, &numbers[Segments<int>::kSegment - 1]);
}

TEST(SegmentsTest, GrowsByCopiesOfOneValue) {
  Segments<int> numbers;
  numbers.Grow(3, 7);
  numbers.Grow(kMany, 8);
  EXPECT_EQ(numbers[2], 7);
  EXPECT_EQ(numbers[3], 8);
  EXPECT_EQ(numbers[kMany - 1], 8);
}

TEST(SegmentsTest, AnElementThatWasTakenAwayLeavesNothingBehind) {
  Segments<int> numbers;
  for (int i = 0; i < 3; ++i) numbers.push_back(i);
  numbers.pop_back();
  numbers.pop_back();
  numbers.Grow(3, 9);
  EXPECT_EQ(numbers[1], 9);
  EXPECT_EQ(numbers[2], 9);
}

}  // namespace
}  // namespace telltale
