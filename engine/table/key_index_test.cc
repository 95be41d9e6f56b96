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

TEST(KeyIndexTest, GuessesWhatStandsInTheHomePlace) {
  KeyIndex index;
  EXPECT_EQ(index.Guess({.low = 7}), std::nullopt);
  index.Insert({.low = 7}, 40);
  index.Insert({.low = 7 + 64}, 41);  // whose home is taken
  EXPECT_EQ(index.Guess({.low = 7}), 40);
  EXPECT_EQ(index.Guess({.low = 7 + 64}), 40);
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

// Hashes whose first bits differ too, as real ones do: segments split several times.
TEST(KeyIndexTest, AgreesWithAMapWhileItsSegmentsSplit) {
  KeyIndex index;
  std::map<uint64_t, uint32_t> model;
  std::mt19937_64 random(4);
  for (uint32_t slot = 0; slot < 100'000; ++slot) {
    const uint64_t low = random();
    index.Insert({.low = low}, slot);
    model[low] = slot;
    if (slot % 3 != 0) continue;
    index.Erase({.low = model.begin()->first}, model.begin()->second);
    model.erase(model.begin());
  }
  for (const auto& [low, slot] : model) {
    const auto is_it = [slot = slot](uint32_t found) { return found == slot; };
    ASSERT_EQ(index.Find({.low = low}, is_it), slot);
  }
}

TEST(KeyIndexTest, RoomMadeAtOnceIsEnough) {
  KeyIndex index;
  index.Reset(100'000);
  const size_t room = index.memory_bytes();
  std::mt19937_64 random(5);
  for (uint32_t slot = 0; slot < 100'000; ++slot) {
    const KeyHash hash{.low = random()};
    index.Insert(hash, slot);
    ASSERT_EQ(index.Find(hash, [slot](uint32_t found) { return found == slot; }), slot);
  }
  EXPECT_EQ(index.memory_bytes(), room);
}

// No hash function is like that, but it must end.
TEST(KeyIndexTest, HoldsMoreSlotsOfTheSameBitsThanASegmentHasPlaces) {
  KeyIndex index;
  constexpr uint32_t kSlots = 13'000;
  for (uint32_t slot = 0; slot < kSlots; ++slot) index.Insert({.low = 7}, slot);
  const auto is_last = [](uint32_t slot) { return slot == kSlots - 1; };
  EXPECT_EQ(index.Find({.low = 7}, is_last), kSlots - 1);
}

}  // namespace
}  // namespace telltale
