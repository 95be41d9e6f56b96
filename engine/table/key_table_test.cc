#include "engine/table/key_table.h"

#include <gtest/gtest.h>

#include <string>

#include "engine/base/hash.h"

namespace telltale {
namespace {

constexpr Plan kPlan{.raise = Raise{.n = 3}};

KeyTable::KeySlot Add(KeyTable& table, const std::string& text) {
  return table.FindOrAdd(HashKey(text), text);
}

TEST(KeyTableTest, FindsAKeyUnderItsHash) {
  KeyTable table(RuleId{1}, kPlan);
  const auto slot = Add(table, "V1");
  EXPECT_EQ(table.Find(HashKey("V1")), slot);
  EXPECT_EQ(Add(table, "V1"), slot);
  EXPECT_EQ(table.Find(HashKey("V2")), std::nullopt);
  EXPECT_EQ(table.TextAt(slot), "V1");
  EXPECT_EQ(table.HashAt(slot), HashKey("V1"));
  EXPECT_EQ(table.size(), 1);
}

TEST(KeyTableTest, BeginsAKeyAsIfNothingWereKnown) {
  KeyTable table(RuleId{1}, kPlan);
  const auto old = Add(table, "V1");
  table.At(old).head.newest = EventMs(5);
  table.At(old).tail[0] = std::byte{1};
  table.Forget(old);
  const auto slot = Add(table, "V2");
  ASSERT_EQ(slot, old);
  EXPECT_EQ(table.At(slot).head.newest, kNoEventTime);
  EXPECT_EQ(table.At(slot).tail[0], std::byte{0});
}

TEST(KeyTableTest, DoesNotFindAForgottenKey) {
  KeyTable table(RuleId{1}, kPlan);
  const auto slot = Add(table, "V1");
  Add(table, "V2");
  table.Forget(slot);
  EXPECT_EQ(table.Find(HashKey("V1")), std::nullopt);
  EXPECT_FALSE(table.IsLive(slot));
  EXPECT_EQ(table.size(), 1);
}

TEST(KeyTableTest, KeepsTheSlotOfALivingKeyThroughGrowth) {
  KeyTable table(RuleId{1}, kPlan);
  const auto slot = Add(table, "V1");
  table.At(slot).head.streak = 2;
  for (int i = 0; i < 10000; ++i) Add(table, std::to_string(i));
  EXPECT_EQ(table.Find(HashKey("V1")), slot);
  EXPECT_EQ(table.At(slot).head.streak, 2);
  EXPECT_EQ(table.TextAt(slot), "V1");
}

TEST(KeyTableTest, FillsFreedSlotsBeforeItGrows) {
  KeyTable table(RuleId{1}, kPlan);
  for (uint32_t i = 0; i < KeyTable::kSlotsPerPage; ++i) Add(table, std::to_string(i));
  for (uint32_t i = 0; i < 100; ++i) table.Forget(i);
  for (uint32_t i = 0; i < 100; ++i) Add(table, "again " + std::to_string(i));
  EXPECT_EQ(table.pages(), 1);
  Add(table, "one more");
  EXPECT_EQ(table.pages(), 2);
}

TEST(KeyTableTest, PutsAKeyOnceIntoABlockHoweverOftenItWasTouched) {
  KeyTable table(RuleId{1}, kPlan);
  const auto slot = Add(table, "V1");
  std::string first, once, twice, none;
  table.AppendBlock(first);
  table.Touch(slot);
  table.AppendBlock(once);
  table.Touch(slot);
  table.Touch(slot);
  table.AppendBlock(twice);
  table.AppendBlock(none);
  EXPECT_EQ(once.size(), twice.size());
  EXPECT_GT(first.size(), once.size());  // it brought the key's hash and text
  EXPECT_EQ(none, "");
}

// The engine promises 200 bytes per idle key, 280 with eight ids; timers come on top of these.
double BytesPerKey(uint8_t remember) {
  constexpr int kKeys = 1'000'000;
  Plan plan = kPlan;
  plan.remember = remember;
  KeyTable table(RuleId{1}, plan);
  std::string block;
  for (int i = 0; i < kKeys; ++i) {
    Add(table, "plant 7/pump " + std::to_string(i) + "/vibration");
    if (i % 32768 != 0) continue;
    block.clear();
    table.AppendBlock(block);
  }
  return static_cast<double>(table.memory_bytes()) / kKeys;
}

TEST(KeyTableTest, TakesLessThan200BytesPerKeyWithoutIds) { EXPECT_LT(BytesPerKey(0), 180); }

TEST(KeyTableTest, TakesLessThan280BytesPerKeyWithEightIds) { EXPECT_LT(BytesPerKey(8), 260); }

}  // namespace
}  // namespace telltale
