#include "engine/core/tail.h"

namespace telltale {

bool HasId(const Plan& plan, absl::Span<const std::byte> tail, uint64_t id) {
  if (id == 0) return false;
  for (size_t i = 0; i < plan.remember; ++i) {
    if (LoadAt<uint64_t>(tail, i * sizeof(uint64_t)) == id) return true;
  }
  return false;
}

void RememberId(const Plan& plan, absl::Span<std::byte> tail, uint64_t id) {
  if (id == 0 || plan.remember == 0) return;
  const size_t next_at = size_t{plan.remember} * sizeof(uint64_t);
  uint64_t next = LoadAt<uint64_t>(tail, next_at);
  if (next >= plan.remember) next = 0;  // the ring is full: its oldest id goes
  StoreAt(tail, next * sizeof(uint64_t), id);
  StoreAt(tail, next_at, next + 1);
}

}  // namespace telltale
