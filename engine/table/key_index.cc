#include "engine/table/key_index.h"

#include "engine/base/status.h"

namespace telltale {

void KeyIndex::Put(Place place) {
  size_t i = Home(place.tag);
  while (places_[i].slot != kFree) i = Next(i);
  places_[i] = place;
}

void KeyIndex::Rebuild(size_t places) {
  std::vector<Place> old(places);
  old.swap(places_);
  for (const Place& place : old) {
    if (place.slot != kFree) Put(place);
  }
}

void KeyIndex::Reserve(size_t count) {
  // At most three quarters full: probes stay short.
  size_t places = places_.size();
  while (count * 4 > places * 3) places *= 2;
  if (places != places_.size()) Rebuild(places);
}

void KeyIndex::Insert(const KeyHash& hash, uint32_t slot) {
  Reserve(used_ + 1);
  Put({slot, Tag(hash)});
  ++used_;
}

// Closes the gap by moving later entries of the run back, as far as their homes allow.
void KeyIndex::Erase(const KeyHash& hash, uint32_t slot) {
  size_t gap = Home(Tag(hash));
  while (places_[gap].slot != slot) {
    CHECK(places_[gap].slot != kFree);
    gap = Next(gap);
  }
  for (size_t i = Next(gap); places_[i].slot != kFree; i = Next(i)) {
    const size_t mask = places_.size() - 1;
    const size_t from_home = (i - Home(places_[i].tag)) & mask;
    const size_t from_gap = (i - gap) & mask;
    if (from_home < from_gap) continue;
    places_[gap] = places_[i];
    gap = i;
  }
  places_[gap] = Place{};
  --used_;
}

void KeyIndex::Clear() {
  places_.assign(kLeast, Place{});
  used_ = 0;
}

}  // namespace telltale
