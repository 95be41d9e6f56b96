#include "engine/core/sessions.h"

#include <algorithm>
#include <cstring>

#include "engine/base/status.h"

namespace telltale {

size_t Sessions::size() const {
  size_t n = 0;
  while (n < window_.buckets && BucketAt(n).Count(Tally::Kind::kEvents) > 0) ++n;
  return n;
}

EventTime Sessions::FirstAt(size_t i) const {
  EventTime time;
  std::memcpy(&time, At(i), sizeof(time));
  return time;
}
EventTime Sessions::LastAt(size_t i) const {
  EventTime time;
  std::memcpy(&time, At(i) + sizeof(time), sizeof(time));
  return time;
}
Bucket Sessions::BucketAt(size_t i) const { return {window_, At(i) + 2 * sizeof(EventTime)}; }

void Sessions::SetTimes(size_t i, EventTime first, EventTime last) {
  std::memcpy(At(i), &first, sizeof(first));
  std::memcpy(At(i) + sizeof(first), &last, sizeof(last));
}

std::optional<EventTime> Sessions::FirstEnd() const {
  if (BucketAt(0).Count(Tally::Kind::kEvents) == 0) return std::nullopt;
  return LastAt(0) + window_.length;
}

void Sessions::DropFirst() { Remove(0); }

void Sessions::Insert(size_t i) {
  const size_t n = size();
  CHECK(n < window_.buckets);  // each is a gap behind the one before, and the old are judged
  std::memmove(At(i + 1), At(i), (n - i) * stride());
  BucketAt(i).Clear();
}

void Sessions::Remove(size_t i) {
  const size_t n = size();
  std::memmove(At(i), At(i + 1), (n - i - 1) * stride());
  std::fill_n(At(n - 1), stride(), std::byte{0});
}

void Sessions::Add(const Event& event) {
  const Millis gap = window_.length;
  const size_t n = size();
  size_t i = 0;
  while (i < n && event.at >= LastAt(i) + gap) ++i;
  if (i == n || event.at <= FirstAt(i) - gap) {
    Insert(i);
    SetTimes(i, event.at, event.at);
    return BucketAt(i).Add(event);
  }
  SetTimes(i, std::min(FirstAt(i), event.at), std::max(LastAt(i), event.at));
  BucketAt(i).Add(event);
  if (i + 1 == n || FirstAt(i + 1) >= LastAt(i) + gap) return;
  SetTimes(i, FirstAt(i), LastAt(i + 1));
  BucketAt(i).Merge(BucketAt(i + 1));
  Remove(i + 1);
}

}  // namespace telltale
