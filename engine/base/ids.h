// Identities: small strong types for what is counted, so that no two of them can be swapped.
//
// Thread safety: values.
#ifndef TELLTALE_ENGINE_BASE_IDS_H_
#define TELLTALE_ENGINE_BASE_IDS_H_

#include <compare>
#include <cstdint>

namespace telltale {

// A number that belongs to one kind of thing.
template <class Tag, class Rep>
struct StrongInt {
  Rep value = 0;
  friend constexpr auto operator<=>(const StrongInt&, const StrongInt&) = default;
};

// A position in a partition: Kafka's offset, or the byte at which a line of a file begins.
using Offset = StrongInt<struct OffsetTag, int64_t>;
// The position of a command in its partition's outbox; never reused.
using OutboxSeq = StrongInt<struct OutboxSeqTag, uint64_t>;
// The number that the store gave to the rule's name; never reused.
using RuleId = StrongInt<struct RuleIdTag, uint16_t>;
// The number that the store gave to the topic's name; never reused.
using TopicId = StrongInt<struct TopicIdTag, uint16_t>;

// One partition of one topic: the unit of order, clock, key table, outbox and durability.
struct PartitionId {
  TopicId topic;
  int32_t partition = 0;
  friend constexpr auto operator<=>(const PartitionId&, const PartitionId&) = default;
};

// XXH3-128, seed 0, of an escaped key text. Equal hash is equal key, by decision: at a billion
// keys the chance of one collision is below 1e-20.
struct KeyHash {
  uint64_t high = 0;
  uint64_t low = 0;
  friend constexpr auto operator<=>(const KeyHash&, const KeyHash&) = default;
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_BASE_IDS_H_
