#include "engine/base/shard.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "engine/base/strings.h"

namespace telltale {

std::optional<Shard> ParseShard(std::string_view text) {
  const size_t slash = text.find('/');
  if (slash == text.npos) return std::nullopt;
  Shard shard;
  if (!absl::SimpleAtoi(A(text.substr(0, slash)), &shard.number) ||
      !absl::SimpleAtoi(A(text.substr(slash + 1)), &shard.count)) {
    return std::nullopt;
  }
  if (shard.number < 1 || shard.number > shard.count || shard.count > kMostShards) {
    return std::nullopt;
  }
  return shard;
}

std::string FormatShard(const Shard& shard) { return absl::StrCat(shard.number, "/", shard.count); }

}  // namespace telltale
