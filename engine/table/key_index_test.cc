#include "engine/table/key_index.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace telltale {
namespace {

// Finds a slot whatever its whole hash is: the test's hashes differ in their low bits or not at
// all.
std::optional<uint32_t> FindAny(const KeyIndex& index, KeyHash hash) {
  return index.Find(hash, [](uint32_t) { return true; });
}

TEST(KeyIndexTest, FindsWhatWasInsertedAndNothingElse) {
  KeyIndex index;
  index.Insert({.low = 7}, 40);
  EXPECT_EQ(FindAny(index, {.low = 7}), 40);
  EXPECT_EQ(FindAny(index, {.low = 8}), std::nullopt);
}

TEST(KeyIndexTest, LetsTheCallerTellHashesApartThatAgreeInTheirBits) {
  KeyIndex index;
  index.Insert({.high = 1, .low = 7}, 40);
  index.Insert({.high = 2, .low = 7}, 41);
  const auto is_41 = [](uint32_t slot) { return slot == 41; };
  EXPECT_EQ(index.Find({.high = 2, .low = 7}, is_41), 41);
}

TEST(KeyIndexTest, FindsAcrossTheGapThatAnErasedNeighbourLeaves) {
  KeyIndex index;
  // With 64 places all of these begin their search at place 63 and wrap around.
  for (uint32_t i = 0; i < 4; ++i) index.Insert({.low = 63 + 64 * i}, i);
  index.Erase({.low = 63 + 64}, 1);
  EXPECT_EQ(FindAny(index, {.low = 63}), 0);
  EXPECT_EQ(FindAny(index, {.low = 63 + 64}), std::nullopt);
  EXPECT_EQ(FindAny(index, {.low = 63 + 64 * 2}), 2);
  EXPECT_EQ(FindAny(index, {.low = 63 + 64 * 3}), 3);
}

TEST(KeyIndexTest, DoesNotMoveAnEntryInFrontOfItsHome) {
  KeyIndex index;
  index.Insert({.low = 5}, 0);
  index.Insert({.low = 5 + 64}, 1);  // lies in place 6
  index.Insert({.low = 7}, 2);
  index.Erase({.low = 5}, 0);
  EXPECT_EQ(FindAny(index, {.low = 5 + 64}), 1);
  EXPECT_EQ(FindAny(index, {.low = 7}), 2);
}

TEST(KeyIndexTest, AgreesWithAMapThroughGrowthAndErasure) {
  KeyIndex index;
  std::map<uint64_t, uint32_t> model;
  std::mt19937_64 random(3);
  for (uint32_t slot = 0; slot < 20000; ++slot) {
    const uint64_t low = random() % 5000;
    if (const auto known = model.find(low); known != model.end()) {
      index.Erase({.low = low}, known->second);
      model.erase(known);
    } else {
      index.Insert({.low = low}, slot);
      model[low] = slot;
    }
  }
  for (uint64_t low = 0; low < 5000; ++low) {
    const auto known = model.find(low);
    const auto expected = known == model.end() ? std::nullopt : std::optional(known->second);
    ASSERT_EQ(FindAny(index, {.low = low}), expected) << low;
  }
}

}  // namespace
}  // namespace telltale
