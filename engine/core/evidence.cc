#include "engine/core/evidence.h"

#include <algorithm>

#include "engine/base/status.h"
#include "engine/core/tail.h"

namespace telltale {
namespace {

// The sorted times in the tail.
class Times {
 public:
  Times(const Plan& plan, KeyRef key) : key_(key), begin_(TimesPlace(plan)) {}

  uint16_t size() const { return key_.head.used; }
  EventTime Get(size_t i) const { return LoadAt<EventTime>(key_.tail, At(i)); }
  void Set(size_t i, EventTime t) { StoreAt(key_.tail, At(i), t); }

  void DropUpTo(EventTime bound) {
    size_t gone = 0;
    while (gone < size() && Get(gone) <= bound) ++gone;
    if (gone == 0) return;
    for (size_t i = gone; i < size(); ++i) Set(i - gone, Get(i));
    key_.head.used = static_cast<uint16_t>(size() - gone);
  }
  // Returns the place of `at`, behind its equals.
  size_t Insert(EventTime at) {
    size_t i = key_.head.used++;
    for (; i > 0 && Get(i - 1) > at; --i) Set(i, Get(i - 1));
    Set(i, at);
    return i;
  }

 private:
  size_t At(size_t i) const { return begin_ + i * sizeof(EventTime); }
  KeyRef key_;
  size_t begin_;
};

}  // namespace

size_t AddEvidence(const Plan& plan, KeyRef key, EventTime at) {
  Times times(plan, key);
  times.DropUpTo(key.head.newest - plan.late - CountHorizon(plan));
  CHECK(times.size() <= CountEvidenceLimit(plan));
  return times.Insert(at);
}

// Only a group with the new event can be complete: an older one would have opened the episode.
std::optional<EvidenceGroup> FindGroup(const Plan& plan, const Raise& raise, KeyRef key,
                                       size_t place) {
  const Times times(plan, key);
  const size_t before = raise.n - 1;
  for (size_t i = place - std::min(place, before); i <= place; ++i) {
    if (i + before >= times.size()) break;
    const EvidenceGroup group{times.Get(i), times.Get(i + before)};
    if (group.last - group.first < raise.span) return group;
  }
  return std::nullopt;
}

}  // namespace telltale
