// KeyIndex: from a key's hash to its slot. Open addressing, linear probing, eight bytes per place.
//
// A place holds a slot and 32 bits of the hash. Their highest bits choose a segment, their lowest
// the place's home in it, so growing and closing gaps never touch the records. A segment that is
// full doubles while it is small, then splits in two, so no insertion ever moves more than one
// segment's places, however many keys there are. Slots whose bits agree are candidates: the caller
// compares the whole hash.
//
// Thread safety: none; part of a key table.
#ifndef TELLTALE_ENGINE_TABLE_KEY_INDEX_H_
#define TELLTALE_ENGINE_TABLE_KEY_INDEX_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "engine/base/ids.h"

namespace telltale {

class KeyIndex {
 public:
  KeyIndex() { Clear(); }

  // Returns the first slot of which matches(slot) is true, among those whose bits agree.
  template <class Matches>
  std::optional<uint32_t> Find(const KeyHash& hash, Matches matches) const {
    const uint32_t tag = Tag(hash);
    const Segment& segment = Of(tag);
    const Place* const places = segment.places.data();
    const size_t mask = segment.places.size() - 1;
    for (size_t i = tag & mask; places[i].slot != kFree; i = (i + 1) & mask) {
      if (places[i].tag == tag && matches(places[i].slot)) return places[i].slot;
    }
    return std::nullopt;
  }

  // Asks for the memory that Find() will read first.
  void Prefetch(const KeyHash& hash) const { __builtin_prefetch(Home(Tag(hash))); }
  // The slot that Find() will most likely return: that of the home place; none if that is free.
  std::optional<uint32_t> Guess(const KeyHash& hash) const {
    const uint32_t slot = Home(Tag(hash))->slot;
    return slot == kFree ? std::nullopt : std::optional(slot);
  }

  // REQUIRES: the slot is not in the index.
  void Insert(const KeyHash& hash, uint32_t slot);
  // REQUIRES: the slot is in the index under `hash`.
  void Erase(const KeyHash& hash, uint32_t slot);
  void Clear();
  // Clears, and makes room for `count` slots at once.
  void Reset(size_t count);

  size_t memory_bytes() const { return places_ * sizeof(Place); }

 private:
  static constexpr size_t kLeast = 64;
  // Places of a segment before it splits: 128 KiB, moved within a fraction of a millisecond.
  static constexpr size_t kMost = 16384;
  // Bits that may choose a segment; beyond, segments grow. Hashes that agree in more are no hashes.
  static constexpr uint32_t kMostBits = 20;
  static constexpr uint32_t kFree = UINT32_MAX;
  struct Place {
    uint32_t slot = kFree;
    uint32_t tag = 0;
  };
  struct Segment {
    explicit Segment(size_t size) : places(size) {}
    std::vector<Place> places;  // a power of two
    size_t used = 0;
    uint32_t bits = 0;  // that all of its tags begin with
  };

  static uint32_t Tag(const KeyHash& hash) { return static_cast<uint32_t>(hash.low); }
  // The number that the first `bits` bits of the tag are.
  static size_t Prefix(uint32_t tag, uint32_t bits) { return uint64_t{tag} >> (32 - bits); }
  Segment& Of(uint32_t tag) const { return *directory_[Prefix(tag, bits_)]; }
  // At most three quarters full: probes stay short.
  static bool IsFull(const Segment& segment) {
    return (segment.used + 1) * 4 > segment.places.size() * 3;
  }

  const Place* Home(uint32_t tag) const {
    const Segment& segment = Of(tag);
    return segment.places.data() + (tag & (segment.places.size() - 1));
  }
  static void Put(Segment& segment, Place place);
  Segment* AddSegment(size_t size, uint32_t bits);
  void MakeRoom(uint32_t tag);
  void Enlarge(Segment& segment);
  void Split(Segment& segment, uint32_t tag);

  std::vector<std::unique_ptr<Segment>> segments_;
  std::vector<Segment*> directory_;  // by the first bits_ bits of the tag
  uint32_t bits_ = 0;
  size_t places_ = 0;
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_TABLE_KEY_INDEX_H_
