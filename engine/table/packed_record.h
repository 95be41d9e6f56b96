// PackedRecord: a key's head and tail as they are stored: only the words that differ from a fresh
// key's. A bitmap says which they are. Most keys are far from using all of their record; what is
// left out is neither checksummed nor logged, flushed, compacted and read again.
//
// Described in docs/formats/state.md. Thread safety: pure functions.
#ifndef TELLTALE_ENGINE_TABLE_PACKED_RECORD_H_
#define TELLTALE_ENGINE_TABLE_PACKED_RECORD_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "engine/base/limits.h"
#include "engine/core/key_state.h"
#include "engine/table/byte_codec.h"

namespace telltale {

using RecordWord = uint64_t;

constexpr size_t WordsOf(size_t tail_bytes) {
  return (sizeof(KeyState) + tail_bytes) / sizeof(RecordWord);
}
inline constexpr size_t kMaxRecordWords = WordsOf(kMaxTailBytes);
using RecordWords = std::array<RecordWord, kMaxRecordWords>;

// Appends the `words` words at `record`: a head, then a tail.
//
// REQUIRES: words <= kMaxRecordWords
void PackRecord(const std::byte* record, size_t words, std::string& out);

// The inverse, into the first `words` of `into`; `in` has failed if it is not what was packed.
//
// REQUIRES: words <= kMaxRecordWords
void UnpackRecord(ByteReader& in, size_t words, RecordWords& into);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_TABLE_PACKED_RECORD_H_
