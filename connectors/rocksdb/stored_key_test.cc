#include "connectors/rocksdb/stored_key.h"

#include <gtest/gtest.h>

namespace telltale {
namespace {

constexpr PartitionId kPartition{{258}, 3};

TEST(StoredKeyTest, ComesBackFromItsBytes) {
  const StoredKey key{RowKind::kBlock, {{65535}, INT32_MAX}, UINT64_MAX};
  EXPECT_EQ(DecodeKey(Encode(key)), key);
}

TEST(StoredKeyTest, IsWhatTheFormatSays) {
  EXPECT_EQ(Encode({RowKind::kBlock, kPartition, 0x0405}),
            std::string("\x04\x01\x02\0\0\0\x03\0\0\0\0\0\0\x04\x05", 15));
}

TEST(StoredKeyTest, SortsByKindThenPartitionThenNumber) {
  const StoredKey ordered[] = {
      {RowKind::kPage, {{1}, 0}, UINT64_MAX}, {RowKind::kBlock, {{1}, 0}, 1},
      {RowKind::kBlock, {{1}, 0}, 256},       {RowKind::kBlock, {{1}, 1}, 0},
      {RowKind::kBlock, {{1}, 256}, 0},       {RowKind::kBlock, {{2}, 0}, 0}};
  for (size_t i = 1; i < std::size(ordered); ++i) {
    EXPECT_LT(Encode(ordered[i - 1]), Encode(ordered[i])) << i;
  }
}

TEST(StoredKeyTest, EndsAPartitionBehindItsLastNumber) {
  EXPECT_LT(Encode({RowKind::kTick, kPartition, UINT64_MAX}), EndOf(RowKind::kTick, kPartition));
  EXPECT_LT(EndOf(RowKind::kTick, kPartition), Encode({RowKind::kTick, {{258}, 4}, 0}));
}

TEST(StoredKeyTest, RefusesBytesOfAnotherLength) {
  EXPECT_EQ(DecodeKey(""), std::nullopt);
  EXPECT_EQ(DecodeKey(std::string(14, '\1')), std::nullopt);
  EXPECT_EQ(DecodeKey(std::string(16, '\1')), std::nullopt);
}

TEST(StoredKeyTest, NumbersPagesByRuleThenPage) {
  EXPECT_LT(PageNumber(RuleId{1}, UINT32_MAX), PageNumber(RuleId{2}, 0));
  EXPECT_EQ(RuleOfPage(PageNumber(RuleId{7}, 9)), RuleId{7});
  EXPECT_EQ(PageOfNumber(PageNumber(RuleId{7}, 9)), 9u);
}

TEST(StoredKeyTest, PutsAMarkBehindItsRowAndBeforeTheNext) {
  EXPECT_LT(RowNumber(OutboxSeq{5}), MarkNumber(OutboxSeq{5}));
  EXPECT_LT(MarkNumber(OutboxSeq{5}), RowNumber(OutboxSeq{6}));
  EXPECT_EQ(SeqOfNumber(RowNumber(OutboxSeq{5})), OutboxSeq{5});
  EXPECT_EQ(SeqOfNumber(MarkNumber(OutboxSeq{5})), OutboxSeq{5});
  EXPECT_TRUE(IsMark(MarkNumber(OutboxSeq{5})));
  EXPECT_FALSE(IsMark(RowNumber(OutboxSeq{5})));
}

}  // namespace
}  // namespace telltale
