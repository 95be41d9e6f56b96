#include "engine/table/key_texts.h"

#include <cstring>

#include "engine/base/status.h"

namespace telltale {

KeyTexts::Ref KeyTexts::Allocate(size_t units) {
  if (const auto found = free_.find(units); found != free_.end() && !found->second.empty()) {
    const Ref ref = found->second.back();
    found->second.pop_back();
    return ref;
  }
  // A text does not cross chunks; what is left of the last one is given up.
  if (next_ % kChunkUnits + units > kChunkUnits) next_ = chunks_.size() * kChunkUnits;
  if (next_ == chunks_.size() * kChunkUnits) {
    chunks_.push_back(std::make_unique_for_overwrite<char[]>(kChunkBytes));
  }
  const Ref ref = static_cast<Ref>(next_);
  CHECK(ref < kLong);
  next_ += units;
  return ref;
}

KeyTexts::Ref KeyTexts::Add(std::string_view text) {
  if (text.size() > kLongBytes) {
    long_bytes_ += text.size();
    long_.emplace(next_long_, text);
    return next_long_++;
  }
  const Ref ref = Allocate(UnitsFor(text.size()));
  const auto length = static_cast<uint32_t>(text.size());
  std::memcpy(At(ref), &length, sizeof(length));
  std::memcpy(At(ref) + sizeof(length), text.data(), text.size());
  return ref;
}

std::string_view KeyTexts::Get(Ref ref) const {
  if (ref & kLong) return long_.at(ref);
  uint32_t length;
  std::memcpy(&length, At(ref), sizeof(length));
  return {At(ref) + sizeof(length), length};
}

void KeyTexts::Free(Ref ref) {
  if (ref & kLong) {
    long_bytes_ -= long_.at(ref).size();
    long_.erase(ref);
    return;
  }
  free_[UnitsFor(Get(ref).size())].push_back(ref);
}

}  // namespace telltale
