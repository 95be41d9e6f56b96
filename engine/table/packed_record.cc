#include "engine/table/packed_record.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace telltale {
namespace {

constexpr size_t kHeadWords = WordsOf(0);
constexpr size_t kBitsPerByte = 8;
// A constant of the format: what a head is before anything is known of its key.
const auto kFreshHead = std::bit_cast<std::array<RecordWord, kHeadWords>>(KeyState{});

RecordWord FreshWord(size_t i) { return i < kHeadWords ? kFreshHead[i] : 0; }

constexpr size_t BitmapBytes(size_t words) { return (words + kBitsPerByte - 1) / kBitsPerByte; }

}  // namespace

// Every word is written behind the last and only counts if it differs: no branch can be
// mispredicted.
void PackRecord(const std::byte* record, size_t words, std::string& out) {
  std::array<char, BitmapBytes(kMaxRecordWords) + sizeof(RecordWords)> packed;
  char* end = packed.data() + BitmapBytes(words);
  std::fill(packed.data(), end, 0);
  for (size_t i = 0; i < words; ++i) {
    RecordWord word;
    std::memcpy(&word, record + i * sizeof(word), sizeof(word));
    std::memcpy(end, &word, sizeof(word));
    const bool differs = word != FreshWord(i);
    packed[i / kBitsPerByte] |= static_cast<char>(differs << i % kBitsPerByte);
    end += differs * sizeof(word);
  }
  out.append(packed.data(), end);
}

void UnpackRecord(ByteReader& in, size_t words, RecordWords& into) {
  const std::string_view bitmap = in.GetBytes(BitmapBytes(words));
  if (!in.ok()) return;
  for (size_t i = 0; i < words; ++i) {
    const bool stored = bitmap[i / kBitsPerByte] >> i % kBitsPerByte & 1;
    into[i] = stored ? in.Get<RecordWord>() : FreshWord(i);
  }
}

}  // namespace telltale
