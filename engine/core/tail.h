// Tail: the bytes behind a key's head, seen as what they hold. Private to engine/core.
//
//   [ ring of ids ][ next place of the ring ][ what the phase needs ]
//
// The last part is shared: while the key is normal it holds the evidence for raising, while an
// episode is open the facts about it. Everything is read and written by copying, so that no
// alignment is assumed. The next place is one behind the last id; behind the last place it means
// the first.
#ifndef TELLTALE_ENGINE_CORE_TAIL_H_
#define TELLTALE_ENGINE_CORE_TAIL_H_

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "absl/types/span.h"
#include "engine/base/time.h"
#include "engine/core/plan.h"

namespace telltale {

// While an episode is open.
struct OpenFacts {
  EventTime first_bad;  // of the evidence that raised it
  uint32_t count = 0;   // bad events, those of the evidence included
  uint32_t unused = 0;
  EventTime good_since;   // `good for`: the first good event after the last bad one
  Millis stood_still{0};  // how long the span stood still since then
  EventTime still_since;  // since when it does again
};

// Bits of KeyState::flags.
inline constexpr uint8_t kGoodSpan = 1;         // good_since is set
inline constexpr uint8_t kStandsStill = 2;      // still_since is set
inline constexpr uint8_t kWorkflowEnded = 128;  // of the open episode: nobody is left to be told

inline size_t RingBytes(const Plan& plan) {
  return plan.remember == 0 ? 0 : (size_t{plan.remember} + 1) * sizeof(uint64_t);
}

template <class T>
T LoadAt(absl::Span<const std::byte> tail, size_t offset) {
  T value;
  std::memcpy(&value, tail.data() + offset, sizeof(T));
  return value;
}
template <class T>
void StoreAt(absl::Span<std::byte> tail, size_t offset, const T& value) {
  std::memcpy(tail.data() + offset, &value, sizeof(T));
}

// The key's last ids. Empty places hold 0, which is no id.
bool HasId(const Plan& plan, absl::Span<const std::byte> tail, uint64_t id);
void RememberId(const Plan& plan, absl::Span<std::byte> tail, uint64_t id);

inline OpenFacts LoadFacts(const Plan& plan, absl::Span<const std::byte> tail) {
  return LoadAt<OpenFacts>(tail, RingBytes(plan));
}
inline void StoreFacts(const Plan& plan, absl::Span<std::byte> tail, const OpenFacts& facts) {
  StoreAt(tail, RingBytes(plan), facts);
}

}  // namespace telltale

#endif  // TELLTALE_ENGINE_CORE_TAIL_H_
