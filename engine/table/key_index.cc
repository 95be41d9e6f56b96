#include "engine/table/key_index.h"

#include <algorithm>
#include <utility>

#include "engine/base/status.h"

namespace telltale {

void KeyIndex::Put(Segment& segment, Place place) {
  const size_t mask = segment.places.size() - 1;
  size_t i = place.tag & mask;
  while (segment.places[i].slot != kFree) i = (i + 1) & mask;
  segment.places[i] = place;
  ++segment.used;
}

KeyIndex::Segment* KeyIndex::AddSegment(size_t size, uint32_t bits) {
  Segment* const added = segments_.emplace_back(std::make_unique<Segment>(size)).get();
  added->bits = bits;
  places_ += size;
  return added;
}

void KeyIndex::Enlarge(Segment& segment) {
  std::vector<Place> old(segment.places.size() * 2);
  old.swap(segment.places);
  places_ += old.size();
  segment.used = 0;
  for (const Place& place : old) {
    if (place.slot != kFree) Put(segment, place);
  }
}

// The tags that go on with a one move to a segment of their own.
void KeyIndex::Split(Segment& segment, uint32_t tag) {
  if (segment.bits == bits_) {
    std::vector<Segment*> doubled;
    doubled.reserve(directory_.size() * 2);
    for (Segment* each : directory_) doubled.insert(doubled.end(), 2, each);
    directory_ = std::move(doubled);
    ++bits_;
  }
  const uint32_t bits = ++segment.bits;
  Segment* const ones = AddSegment(segment.places.size(), bits);
  const size_t first = (Prefix(tag, bits) | 1) << (bits_ - bits);
  std::fill_n(directory_.begin() + static_cast<ptrdiff_t>(first), size_t{1} << (bits_ - bits),
              ones);
  const auto moves = [bits](const Place& place) {
    return place.slot != kFree && (Prefix(place.tag, bits) & 1) != 0;
  };
  if (std::none_of(segment.places.begin(), segment.places.end(), moves)) return;
  std::vector<Place> old(segment.places.size());
  old.swap(segment.places);
  segment.used = 0;
  for (const Place& place : old) {
    if (place.slot != kFree) Put(moves(place) ? *ones : segment, place);
  }
}

void KeyIndex::MakeRoom(uint32_t tag) {
  while (IsFull(Of(tag))) {
    Segment& segment = Of(tag);
    if (segment.places.size() < kMost || segment.bits == kMostBits) {
      Enlarge(segment);
    } else {
      Split(segment, tag);
    }
  }
}

void KeyIndex::Insert(const KeyHash& hash, uint32_t slot) {
  const uint32_t tag = Tag(hash);
  MakeRoom(tag);
  Put(Of(tag), {slot, tag});
}

// Closes the gap by moving later entries of the run back, as far as their homes allow.
void KeyIndex::Erase(const KeyHash& hash, uint32_t slot) {
  Segment& segment = Of(Tag(hash));
  std::vector<Place>& places = segment.places;
  const size_t mask = places.size() - 1;
  size_t gap = Tag(hash) & mask;
  while (places[gap].slot != slot) {
    CHECK(places[gap].slot != kFree);
    gap = (gap + 1) & mask;
  }
  for (size_t i = (gap + 1) & mask; places[i].slot != kFree; i = (i + 1) & mask) {
    const size_t from_home = (i - places[i].tag) & mask;
    const size_t from_gap = (i - gap) & mask;
    if (from_home < from_gap) continue;
    places[gap] = places[i];
    gap = i;
  }
  places[gap] = Place{};
  --segment.used;
}

void KeyIndex::Clear() { Reset(0); }

void KeyIndex::Reset(size_t count) {
  segments_.clear();
  places_ = 0;
  bits_ = 0;
  // Chance fills some segments more than others; an eighth is far more than it ever does.
  const size_t wanted = count + count / 8;
  size_t size = kLeast;
  while (wanted * 4 > size * 3 && size < kMost) size *= 2;
  while (wanted * 4 > (size << bits_) * 3 && bits_ < kMostBits) ++bits_;
  directory_.clear();
  for (size_t i = 0; i < size_t{1} << bits_; ++i) directory_.push_back(AddSegment(size, bits_));
}

}  // namespace telltale
