#include "engine/table/packed_record.h"

#include <gtest/gtest.h>

#include <bit>

namespace telltale {
namespace {

struct Record {
  KeyState head;
  std::array<uint64_t, 20> tail{};
  friend bool operator==(const Record& a, const Record& b) {
    return std::bit_cast<std::array<char, sizeof(Record)>>(a) ==
           std::bit_cast<std::array<char, sizeof(Record)>>(b);
  }
};
constexpr size_t kWords = WordsOf(sizeof(Record::tail));
constexpr size_t kBitmapBytes = 4;  // of 26 words

std::string Pack(const Record& record) {
  std::string packed;
  PackRecord(reinterpret_cast<const std::byte*>(&record), kWords, packed);
  return packed;
}

Record Unpack(std::string_view packed) {
  ByteReader in(packed);
  RecordWords words;
  UnpackRecord(in, kWords, words);
  EXPECT_TRUE(in.ok() && in.done());
  Record record;
  std::memcpy(static_cast<void*>(&record), words.data(), sizeof(record));
  return record;
}

TEST(PackedRecordTest, IsOnlyABitmapForAFreshKey) {
  EXPECT_EQ(Pack(Record{}), std::string(kBitmapBytes, '\0'));
  EXPECT_TRUE(Unpack(Pack(Record{})) == Record{});
}

TEST(PackedRecordTest, HoldsTheWordsThatWereSet) {
  Record record;
  record.head.newest = EventMs(0);  // as much a value as any
  record.head.phase = Phase::kOpen;
  record.tail[0] = 1;
  record.tail[19] = UINT64_MAX;
  const std::string packed = Pack(record);
  EXPECT_EQ(packed.size(), kBitmapBytes + 4 * sizeof(uint64_t));
  EXPECT_TRUE(Unpack(packed) == record);
}

TEST(PackedRecordTest, HoldsEveryWordIfAllAreSet) {
  Record record;
  std::memset(static_cast<void*>(&record), 0x5a, sizeof(record));
  EXPECT_TRUE(Unpack(Pack(record)) == record);
}

TEST(PackedRecordTest, FailsWhenWordsAreMissing) {
  Record record;
  record.tail[3] = 7;
  const std::string packed = Pack(record);
  for (size_t length = 0; length < packed.size(); ++length) {
    ByteReader in(std::string_view(packed).substr(0, length));
    RecordWords words;
    UnpackRecord(in, kWords, words);
    EXPECT_FALSE(in.ok()) << length;
  }
}

}  // namespace
}  // namespace telltale
