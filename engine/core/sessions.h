// Sessions: events with less than a gap between them share one. Those of a key that are not judged
// yet lie one behind the other, the oldest first. Private to engine/core.
//
//   [ first time ][ last time ][ bucket ]   for each; a bucket without events is a free place
//
// Ownership: a view of bytes in a key's tail.
#ifndef TELLTALE_ENGINE_CORE_SESSIONS_H_
#define TELLTALE_ENGINE_CORE_SESSIONS_H_

#include <cstddef>
#include <optional>

#include "engine/base/time.h"
#include "engine/core/bucket.h"
#include "engine/core/event.h"
#include "engine/core/window.h"

namespace telltale {

class Sessions {
 public:
  Sessions(const Window& window, std::byte* bytes) : window_(window), bytes_(bytes) {}

  // Adds the event to the session that it belongs to, a new one if there is none. It may join two.
  void Add(const Event& event);

  // When the oldest one ends; nullopt: there is none.
  std::optional<EventTime> FirstEnd() const;
  void DropFirst();

  size_t size() const;
  EventTime FirstAt(size_t i) const;
  EventTime LastAt(size_t i) const;
  Bucket BucketAt(size_t i) const;

 private:
  size_t stride() const { return 2 * sizeof(EventTime) + window_.bucket_bytes; }
  std::byte* At(size_t i) const { return bytes_ + i * stride(); }
  void SetTimes(size_t i, EventTime first, EventTime last);
  void Insert(size_t i);
  void Remove(size_t i);

  const Window& window_;
  std::byte* bytes_;
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_CORE_SESSIONS_H_
