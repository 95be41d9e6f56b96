// KeyState: all that one rule remembers of one key, as self-contained bytes.
//
// Trivially copyable, no pointers, little-endian: the same words in memory, in a block, in a page
// and, later, in another engine's state store. Behind the head lie TailBytes(plan) bytes of ids
// and evidence; docs/formats/state.md draws both.
//
// Ownership: KeyRef and KeyView point into a key table and die with the next change of that table.
// Thread safety: none; a key belongs to its partition's thread.
#ifndef TELLTALE_ENGINE_CORE_KEY_STATE_H_
#define TELLTALE_ENGINE_CORE_KEY_STATE_H_

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "absl/types/span.h"
#include "engine/base/time.h"
#include "engine/core/plan.h"

namespace telltale {

enum class Phase : uint8_t { kNormal = 0, kOpen = 1 };

struct KeyState {
  EventTime newest = kNoEventTime;       // the greatest event time seen
  EventTime judged = kNoEventTime;       // events before it come too late; never decreases
  EventTime last_bad = kNoEventTime;     // the greatest time of a bad event
  EventTime raised_at = kNoEventTime;    // kOpen: when; kNormal: of the last episode, or none
  ArrivalTime arrived = kNoArrivalTime;  // of the event that is newest
  uint32_t streak = 0;                   // bad (kNormal) or good (kOpen) events in a row
  Phase phase = Phase::kNormal;
  uint8_t flags = 0;  // private to engine/core
  uint16_t used = 0;  // evidence entries in the tail
};
static_assert(sizeof(KeyState) == 48 && std::is_trivially_copyable_v<KeyState>);

struct KeyRef {
  KeyState& head;
  absl::Span<std::byte> tail;  // TailBytes(plan)
};

struct KeyView {
  KeyView(const KeyState& h, absl::Span<const std::byte> t) : head(h), tail(t) {}
  KeyView(KeyRef key) : head(key.head), tail(key.tail) {}  // NOLINT: reading is always allowed
  const KeyState& head;
  absl::Span<const std::byte> tail;
};

// What a person wants to know of an open episode, besides when it was raised.
struct OpenEpisode {
  EventTime first_bad = kNoEventTime;  // of the evidence that raised it
  uint32_t count = 0;                  // bad events so far; 0: not known, its rule was edited
};
// REQUIRES: the key's phase is kOpen
OpenEpisode Describe(const Plan& plan, KeyView key);

// Is the key marked, for it said nothing for longer than the rule's `silent`?
bool IsSilent(const KeyState& head);

// Makes `key` the state of a key of which nothing is known.
void Reset(KeyRef key);

// Forgets what a head knows of evidence: counts, streaks, spans. Phase, times, ids, whether the
// workflow has ended and whether the key is silent stay.
void DropEvidence(KeyRef key);

// The same, and what windows have gathered. The phase says whose.
void ForgetEvidence(const Plan& plan, KeyRef key);

// Bytes at the front of a tail that do not depend on the rule's shape: ids, and the facts of an
// open episode.
size_t LastingBytes(uint8_t remember, Phase phase);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_CORE_KEY_STATE_H_
