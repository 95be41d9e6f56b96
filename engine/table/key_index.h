// KeyIndex: from a key's hash to its slot. Open addressing, linear probing, eight bytes per place.
//
// A place holds a slot and 32 bits of the hash; those bits also say where the place's home is, so
// growing and closing gaps never touch the records. Slots whose bits agree are candidates: the
// caller compares the whole hash.
//
// Thread safety: none; part of a key table.
#ifndef TELLTALE_ENGINE_TABLE_KEY_INDEX_H_
#define TELLTALE_ENGINE_TABLE_KEY_INDEX_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/base/ids.h"

namespace telltale {

class KeyIndex {
 public:
  KeyIndex() : places_(kLeast) {}

  // Returns the first slot of which matches(slot) is true, among those whose bits agree.
  template <class Matches>
  std::optional<uint32_t> Find(const KeyHash& hash, Matches matches) const {
    const uint32_t tag = Tag(hash);
    for (size_t i = Home(tag); places_[i].slot != kFree; i = Next(i)) {
      if (places_[i].tag == tag && matches(places_[i].slot)) return places_[i].slot;
    }
    return std::nullopt;
  }

  // Makes room for `count` slots at once.
  void Reserve(size_t count);
  // REQUIRES: the slot is not in the index.
  void Insert(const KeyHash& hash, uint32_t slot);
  // REQUIRES: the slot is in the index under `hash`.
  void Erase(const KeyHash& hash, uint32_t slot);
  void Clear();

  size_t memory_bytes() const { return places_.capacity() * sizeof(Place); }

 private:
  static constexpr size_t kLeast = 64;
  static constexpr uint32_t kFree = UINT32_MAX;
  struct Place {
    uint32_t slot = kFree;
    uint32_t tag = 0;
  };

  static uint32_t Tag(const KeyHash& hash) { return static_cast<uint32_t>(hash.low); }
  size_t Home(uint32_t tag) const { return tag & (places_.size() - 1); }
  size_t Next(size_t i) const { return (i + 1) & (places_.size() - 1); }
  void Put(Place place);
  void Rebuild(size_t places);

  std::vector<Place> places_;  // a power of two
  size_t used_ = 0;
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_TABLE_KEY_INDEX_H_
