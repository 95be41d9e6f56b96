// Bucket: what a window, a pane or a session knows of its events, as a few numbers.
//
// All zero is empty. Buckets can be merged, so that a sliding window is computed from its panes and
// two sessions that turn out to be one become one. Numbers are added in the order in which events
// are taken, buckets from the oldest on. Private to engine/core.
//
// Ownership: a view of bytes in a key's tail.
#ifndef TELLTALE_ENGINE_CORE_BUCKET_H_
#define TELLTALE_ENGINE_CORE_BUCKET_H_

#include <cstddef>
#include <cstdint>

#include "engine/core/event.h"
#include "engine/core/window.h"

namespace telltale {

class Bucket {
 public:
  // `bytes`: window.bucket_bytes of them.
  Bucket(const Window& window, std::byte* bytes) : window_(window), bytes_(bytes) {}

  void Clear();
  void Add(const Event& event);
  void Merge(const Bucket& other);

  // REQUIRES: the window has such a tally.
  uint32_t Count(Tally::Kind kind) const;
  // NaN: null, for nothing was there.
  double Value(const Aggregate& aggregate) const;

 private:
  const Tally& Find(Tally::Kind kind, uint8_t operand) const;
  uint32_t Counter(size_t offset) const;
  double Number(size_t offset) const;
  void Increment(size_t offset, uint32_t by);
  void AddDistinct(const Tally& tally, uint64_t value);
  void AddValue(const Tally& tally, double x);
  void MergeTally(const Tally& tally, const Bucket& other);

  const Window& window_;
  std::byte* bytes_;
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_CORE_BUCKET_H_
