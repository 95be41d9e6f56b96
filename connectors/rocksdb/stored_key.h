// StoredKey: under which key a row lies in the database: its kind, its partition and a number.
// Big-endian, so that rows of a kind and partition lie together, by rising number.
//
// Described in docs/formats/state.md. Thread safety: values.
#ifndef TELLTALE_CONNECTORS_ROCKSDB_STORED_KEY_H_
#define TELLTALE_CONNECTORS_ROCKSDB_STORED_KEY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/ids.h"

namespace telltale {

// Persisted numbers: never reused, never renumbered.
enum class RowKind : uint8_t {
  kCatalog = 1,     // one, without a partition
  kProgress = 2,    // one per partition
  kPage = 3,        // number: rule, page
  kBlock = 4,       // number: the commit's sequence
  kOutbox = 5,      // number: twice the command's position; one more for its mark
  kQuarantine = 6,  // number: counted from 1, oldest first
  kTick = 7,        // number: counted from 1, oldest first
  kAudit = 8,       // number: counted from 1, oldest first
};
inline constexpr int kRowKinds = 9;  // 0 is none

struct StoredKey {
  RowKind kind = RowKind::kCatalog;
  PartitionId partition;
  uint64_t number = 0;
  friend bool operator==(const StoredKey&, const StoredKey&) = default;
};

// REQUIRES: the partition's number is not negative.
std::string Encode(const StoredKey& key);
// nullopt if `bytes` are no key of ours.
std::optional<StoredKey> DecodeKey(std::string_view bytes);

// The first key behind all that have this kind and partition.
std::string EndOf(RowKind kind, PartitionId partition);

// Numbers of pages, and what they say.
constexpr uint64_t PageNumber(RuleId rule, uint32_t page) {
  return uint64_t{rule.value} << 32 | page;
}
constexpr RuleId RuleOfPage(uint64_t number) { return {static_cast<uint16_t>(number >> 32)}; }
constexpr uint32_t PageOfNumber(uint64_t number) { return static_cast<uint32_t>(number); }

// Numbers of outbox rows and of their marks, which follow them.
constexpr uint64_t RowNumber(OutboxSeq seq) { return seq.value * 2; }
constexpr uint64_t MarkNumber(OutboxSeq seq) { return seq.value * 2 + 1; }
constexpr OutboxSeq SeqOfNumber(uint64_t number) { return {number / 2}; }
constexpr bool IsMark(uint64_t number) { return number % 2 == 1; }

}  // namespace telltale

#endif  // TELLTALE_CONNECTORS_ROCKSDB_STORED_KEY_H_
