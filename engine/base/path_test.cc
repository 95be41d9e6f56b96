#include "engine/base/path.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace telltale {
namespace {

using testing::ElementsAre;

TEST(PathTest, SegmentsAreDividedByDots) {
  EXPECT_THAT(ParsePath("engine.oil.pressure")->segments, ElementsAre("engine", "oil", "pressure"));
  EXPECT_THAT(ParsePath("vehicle")->segments, ElementsAre("vehicle"));
}

TEST(PathTest, BackQuotesHoldAnyCharacter) {
  EXPECT_THAT(ParsePath("engine.`oil.level (mm)`.x")->segments,
              ElementsAre("engine", "oil.level (mm)", "x"));
}

TEST(PathTest, RefusesWhatSpellsNone) {
  for (const char* text :
       {"", ".", "a.", ".a", "a..b", "``", "`a", "a`", "`a`b", "a.`b`c", "a`b`"}) {
    EXPECT_EQ(ParsePath(text), std::nullopt) << text;
  }
}

TEST(PathTest, IsWrittenWithBackQuotesOnlyWhereNeeded) {
  for (const char* text : {"a.b", "engine.`oil level`", "`1st`.x_2", "`a.b`", "\xc3\xa9tat"}) {
    EXPECT_EQ(ParsePath(text)->ToString(), text);
  }
}

TEST(SlotTableTest, EqualPathsShareASlot) {
  SlotTable slots;
  EXPECT_EQ(slots.Add({{"a", "b"}}), 0);
  EXPECT_EQ(slots.Add({{"a.b"}}), 1);
  EXPECT_EQ(slots.Add({{"a", "b"}}), 0);
  EXPECT_THAT(slots.paths(), ElementsAre(Path{{"a", "b"}}, Path{{"a.b"}}));
}

}  // namespace
}  // namespace telltale
