// Shard: the share of the partitions that one node reads, where several nodes share the topics.
//
// Partition p belongs to shard `1 + p % count`: each has as many as the others, or one more, and
// which they are follows from the configuration alone.
//
// Thread safety: values and pure functions.
#ifndef TELLTALE_ENGINE_BASE_SHARD_H_
#define TELLTALE_ENGINE_BASE_SHARD_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace telltale {

inline constexpr int32_t kMostShards = 1000;

struct Shard {
  int32_t number = 1;  // from 1
  int32_t count = 1;

  bool is_all() const { return count == 1; }
  bool Has(int32_t partition) const { return partition % count == number - 1; }
  friend bool operator==(const Shard&, const Shard&) = default;
};

// `2/4`; nullopt: it is no such thing, or beyond kMostShards.
std::optional<Shard> ParseShard(std::string_view text);
std::string FormatShard(const Shard& shard);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_BASE_SHARD_H_
