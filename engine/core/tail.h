// Tail: the bytes behind a key's head, seen as what they hold. Private to engine/core.
//
//   [ ring of ids ][ next place of the ring ][ what the phase needs ]
//
//   normal: [ streak or span of bad events ][ times of `N in T` ][ windows of `raise` ]
//   open:   [ OpenFacts ][ windows of `clear` ]
//
// The last part is shared: while the key is normal it holds the evidence for raising, while an
// episode is open the facts about it and the evidence for clearing. Everything is read and written
// by copying, so that no alignment is assumed. The next place is one behind the last id; behind the
// last place it means the first.
#ifndef TELLTALE_ENGINE_CORE_TAIL_H_
#define TELLTALE_ENGINE_CORE_TAIL_H_

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "absl/types/span.h"
#include "engine/base/time.h"
#include "engine/core/key_state.h"
#include "engine/core/plan.h"

namespace telltale {

// The last word of the events in order, and how long it has been so: bad ones while the key is
// normal, good ones while an episode is open.
struct Span {
  EventTime since;        // the first event of that word after the last of the other
  Millis stood_still{0};  // how long the span stood still since then
  EventTime still_since;  // since when it does again
};

// While an episode is open.
struct OpenFacts {
  EventTime first_bad;  // of the evidence that raised it
  uint32_t count = 0;   // bad events, those of the evidence included
  uint32_t unused = 0;
  Span good;  // `good for`
};

// Bits of KeyState::flags.
inline constexpr uint8_t kSpanRuns = 1;         // `bad for`, `good for`: the span is set
inline constexpr uint8_t kStandsStill = 2;      // its still_since is set
inline constexpr uint8_t kSilent = 64;          // the key is marked silent
inline constexpr uint8_t kWorkflowEnded = 128;  // of the open episode: nobody is left to be told

inline size_t RingBytes(uint8_t remember) {
  return remember == 0 ? 0 : (size_t{remember} + 1) * sizeof(uint64_t);
}
inline size_t RingBytes(const Plan& plan) { return RingBytes(plan.remember); }

// What evidence of streaks takes: `N in a row` needs to know the first, `bad for` the whole span.
inline size_t StreakBytes(const Plan& plan) {
  if (plan.raise.Has(Raise::Form::kBadFor)) return sizeof(Span);
  return plan.raise.Has(Raise::Form::kInARow) ? sizeof(EventTime) : 0;
}
// Where the times of `N in T` begin.
inline size_t TimesPlace(const Plan& plan) { return RingBytes(plan) + StreakBytes(plan); }
// Where the span of a phase lies.
inline size_t SpanPlace(const Plan& plan, Phase phase) {
  return RingBytes(plan) + (phase == Phase::kOpen ? offsetof(OpenFacts, good) : 0);
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
