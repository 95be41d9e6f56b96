// What a key table writes, and what it makes of it again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/escaping.h"
#include "engine/base/error_catalogue.h"
#include "engine/base/hash.h"
#include "engine/base/status.h"
#include "engine/base/strings.h"
#include "engine/table/block.h"
#include "engine/table/byte_codec.h"
#include "engine/table/key_table.h"
#include "engine/table/table_view.h"

namespace telltale {
namespace {

constexpr Plan kRemembersOne{.raise = Raise{.n = 3}, .remember = 1};
constexpr RuleId kRule{1};

KeyTable::KeySlot AddKey(KeyTable& table, const std::string& text, uint32_t streak = 1) {
  const KeyTable::KeySlot slot = table.FindOrAdd(HashKey(text), text);
  table.At(slot).head.streak = streak;
  table.Touch(slot);
  return slot;
}

std::string TakeBlock(KeyTable& table) {
  std::string block;
  table.AppendBlock(block);
  return block;
}

absl::Status Restore(KeyTable& table, uint64_t seq, std::string_view block) {
  return RestoreBlock(CommitSeq{seq}, block,
                      [&](RuleId rule) { return rule == kRule ? &table : nullptr; });
}

class TableCodecTest : public testing::Test {
 protected:
  KeyTable live_{kRule, kRemembersOne};
  KeyTable recovered_{kRule, kRemembersOne};
};

TEST_F(TableCodecTest, RecoversFromBlocksAlone) {
  AddKey(live_, "V1");
  const auto v2 = AddKey(live_, "V2");
  const std::string first = TakeBlock(live_);
  live_.Forget(v2);
  AddKey(live_, "V1", 5);
  const std::string second = TakeBlock(live_);

  ASSERT_TRUE(Restore(recovered_, 1, first).ok());
  ASSERT_TRUE(Restore(recovered_, 2, second).ok());
  recovered_.FinishRestore();
  EXPECT_EQ(ViewOf(recovered_), ViewOf(live_));
  EXPECT_EQ(recovered_.Find(HashKey("V2")), std::nullopt);
}

TEST_F(TableCodecTest, RecoversFromAPageAlone) {
  for (int i = 0; i < 300; ++i) AddKey(live_, std::to_string(i));
  live_.Forget(7);
  TakeBlock(live_);
  for (uint32_t page = 0; page < 2; ++page) {
    ASSERT_TRUE(recovered_.RestorePage(page, live_.EncodePage(page, CommitSeq{1})).ok());
  }
  recovered_.FinishRestore();
  EXPECT_EQ(ViewOf(recovered_), ViewOf(live_));
}

TEST_F(TableCodecTest, ReusesTheSlotsThatWereFree) {
  for (int i = 0; i < 10; ++i) AddKey(live_, std::to_string(i));
  live_.Forget(3);
  ASSERT_TRUE(Restore(recovered_, 1, TakeBlock(live_)).ok());
  recovered_.FinishRestore();
  EXPECT_EQ(AddKey(recovered_, "new"), 3u);
  EXPECT_EQ(recovered_.pages(), 1u);
}

TEST_F(TableCodecTest, BringsTheNewKeyOfASlotThatWasForgottenAndReusedInOneBatch) {
  const auto slot = AddKey(live_, "old");
  const std::string first = TakeBlock(live_);
  live_.Forget(slot);
  ASSERT_EQ(AddKey(live_, "new"), slot);
  ASSERT_TRUE(Restore(recovered_, 1, first).ok());
  ASSERT_TRUE(Restore(recovered_, 2, TakeBlock(live_)).ok());
  recovered_.FinishRestore();
  EXPECT_EQ(ViewOf(recovered_), ViewOf(live_));
  EXPECT_EQ(recovered_.Find(HashKey("old")), std::nullopt);
}

TEST_F(TableCodecTest, TakesAKeyThatCameAndWentInOneBatch) {
  live_.Forget(AddKey(live_, "short"));
  ASSERT_TRUE(Restore(recovered_, 1, TakeBlock(live_)).ok());
  recovered_.FinishRestore();
  EXPECT_EQ(recovered_.size(), 0u);
}

TEST_F(TableCodecTest, PassesOverEntriesThatAPageAlreadyHolds) {
  const auto slot = AddKey(live_, "old", 1);
  const std::string first = TakeBlock(live_);
  live_.Forget(slot);
  AddKey(live_, "new", 2);
  TakeBlock(live_);  // gone, because the page has it
  ASSERT_TRUE(recovered_.RestorePage(0, live_.EncodePage(0, CommitSeq{2})).ok());
  ASSERT_TRUE(Restore(recovered_, 1, first).ok());
  recovered_.FinishRestore();
  EXPECT_EQ(ViewOf(recovered_), ViewOf(live_));
}

TEST_F(TableCodecTest, PassesOverRunsOfRulesThatAreGone) {
  KeyTable other(RuleId{2}, kRemembersOne);
  AddKey(other, "theirs");
  AddKey(live_, "ours");
  std::string block = TakeBlock(other);
  live_.AppendBlock(block);
  ASSERT_TRUE(Restore(recovered_, 1, block).ok());
  EXPECT_EQ(ViewOf(recovered_), ViewOf(live_));
}

TEST_F(TableCodecTest, KeepsTheHeadsOfARuleWhoseShapeWasEdited) {
  const auto slot = AddKey(live_, "V1", 2);
  live_.At(slot).head.newest = EventMs(8);
  Plan edited = kRemembersOne;
  edited.raise = {Raise::Form::kCountInSpan, 9u, Millis{1000}};
  KeyTable reshaped(kRule, edited);
  ASSERT_TRUE(Restore(reshaped, 1, TakeBlock(live_)).ok());
  EXPECT_EQ(reshaped.At(slot).head.newest, EventMs(8));
  EXPECT_EQ(reshaped.At(slot).head.streak, 0u);
}

std::string Hex(std::string_view bytes) { return absl::BytesToHexString(A(bytes)); }

// docs/formats/state.md, byte by byte. A change of these bytes is a new version of the format.
TEST_F(TableCodecTest, WritesBlocksAndPagesAsTheFormatSays) {
  const auto slot = AddKey(live_, "V1", 2);
  live_.At(slot).head.newest = EventMs(1000);
  live_.At(slot).tail[0] = std::byte{0xee};
  live_.Forget(AddKey(live_, "V2"));
  const std::string layout =
      "10e24d8a7cbcf499"
      "38000000"
      "01000000";
  const std::string entry =
      "00000000"
      "01"
      "979505f1302909af"
      "172cf0b98409134e"
      "02000000"
      "5631"
      "6100"
      "e803000000000000"
      "0200000000000000"
      "ee00000000000000";
  EXPECT_EQ(Hex(TakeBlock(live_)),
            "0100"
            "4a000000" +
                layout + entry +
                "01000000"
                "02"
                "21c7ce4052139b5d");
  EXPECT_EQ(Hex(live_.EncodePage(0, CommitSeq{5})),
            "0500000000000000" + layout + entry + "5246e568385de540");
}

TEST_F(TableCodecTest, NeedsEveryBlockForAPageOfWhichNothingWasFound) {
  for (int i = 0; i < 300; ++i) AddKey(live_, std::to_string(i));
  ASSERT_TRUE(recovered_.RestorePage(1, live_.EncodePage(1, CommitSeq{5})).ok());
  recovered_.FinishRestore();
  recovered_.CoverNewPages(CommitSeq{6});
  EXPECT_EQ(recovered_.CoveredBy(0), CommitSeq{0});
  EXPECT_EQ(recovered_.CoveredBy(1), CommitSeq{5});
}

TEST_F(TableCodecTest, NoticesEveryByteOfABlockThatChanged) {
  AddKey(live_, "V1");
  const std::string block = TakeBlock(live_);
  for (size_t i = 0; i < block.size(); ++i) {
    std::string damaged = block;
    damaged[i] ^= 4;
    KeyTable table(kRule, kRemembersOne);
    ASSERT_EQ(ErrorOf(Restore(table, 1, damaged)), ErrorId::kCorrupt) << i;
    ASSERT_EQ(ErrorOf(Restore(table, 1, block.substr(0, i + 1))).has_value(), i + 1 < block.size())
        << i;
  }
}

TEST_F(TableCodecTest, NoticesEveryByteOfAPageThatChanged) {
  AddKey(live_, "V1");
  const std::string page = live_.EncodePage(0, CommitSeq{1});
  for (size_t i = 0; i < page.size(); ++i) {
    std::string damaged = page;
    damaged[i] ^= 4;
    KeyTable table(kRule, kRemembersOne);
    ASSERT_EQ(ErrorOf(table.RestorePage(0, damaged)), ErrorId::kCorrupt) << i;
    ASSERT_EQ(ErrorOf(table.RestorePage(0, page.substr(0, i))), ErrorId::kCorrupt) << i;
  }
}

// Bytes whose checksum is right, so that only their meaning can be wrong.
std::string Sealed(std::string bytes) {
  PutChecksum(0, bytes);
  return bytes;
}

TEST_F(TableCodecTest, RefusesWhatNoTableWritesEvenUnderARightChecksum) {
  AddKey(live_, "V1");
  std::string page = live_.EncodePage(0, CommitSeq{1});
  page.resize(page.size() - kChecksumBytes);
  const size_t kHeader = sizeof(uint64_t) + sizeof(RecordLayout);
  for (const size_t cut : {size_t{0}, kHeader - 1, kHeader + 3, page.size() - 1}) {
    EXPECT_EQ(ErrorOf(recovered_.RestorePage(0, Sealed(page.substr(0, cut)))), ErrorId::kCorrupt);
  }
  EXPECT_EQ(ErrorOf(recovered_.RestorePage(1, Sealed(page))), ErrorId::kCorrupt);
  page[kHeader + sizeof(KeyTable::KeySlot)] = 9;  // no kind of entry
  EXPECT_EQ(ErrorOf(recovered_.RestorePage(0, Sealed(page))), ErrorId::kCorrupt);
}

TEST_F(TableCodecTest, RefusesTheStateOfASlotThatHasNoKey) {
  const auto slot = AddKey(live_, "V1");
  TakeBlock(live_);
  live_.Touch(slot);
  EXPECT_EQ(ErrorOf(Restore(recovered_, 2, TakeBlock(live_))), ErrorId::kCorrupt);
}

}  // namespace
}  // namespace telltale
