#include "engine/runtime/stage_times.h"

#include <algorithm>
#include <numeric>

namespace telltale {

std::string_view StageName(Stage stage) {
  switch (stage) {
    case Stage::kFetch:
      return "fetch";
    case Stage::kStep:
      return "step";
    case Stage::kCommitWait:
      return "commit-wait";
    case Stage::kEncode:
      return "encode";
    case Stage::kSync:
      return "sync";
    case Stage::kSend:
      break;
  }
  return "send";
}

void Histogram::Add(Nanos duration) {
  size_t bucket = 0;
  while (bucket + 1 < kBuckets && duration > BoundOf(bucket)) ++bucket;
  ++buckets_[bucket];
  sum_ += duration;
}

void Histogram::Add(const Histogram& other) {
  for (size_t i = 0; i < buckets_.size(); ++i) buckets_[i] += other.buckets_[i];
  sum_ += other.sum_;
}

uint64_t Histogram::count() const {
  return std::accumulate(buckets_.begin(), buckets_.end(), uint64_t{0});
}

Nanos Histogram::Quantile(double share) const {
  const uint64_t all = count();
  if (all == 0) return Nanos{0};
  uint64_t reached = 0;
  size_t bucket = 0;
  while (bucket + 1 < kBuckets) {
    reached += buckets_[bucket];
    if (static_cast<double>(reached) >= share * static_cast<double>(all)) break;
    ++bucket;
  }
  return BoundOf(std::min(bucket, std::size(kBoundsUs) - 1));
}

}  // namespace telltale
