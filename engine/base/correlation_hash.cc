#include "engine/base/correlation_hash.h"

#include <cstdlib>

#include "engine/base/status.h"

namespace telltale {

int32_t CorrelationHash(std::string_view correlation_key) {
  uint32_t hash = 0;  // unsigned: it must wrap around
  for (const char c : correlation_key) {
    hash = 31 * hash + static_cast<uint32_t>(static_cast<signed char>(c));
  }
  return static_cast<int32_t>(hash);
}

int32_t PartitionOfHash(int32_t correlation_hash, int32_t partitions) {
  CHECK(partitions >= 1);
  return std::abs(correlation_hash % partitions) + 1;
}

}  // namespace telltale
