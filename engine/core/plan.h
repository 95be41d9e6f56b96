// Plan: a rule in its compiled, immutable form, as the pure step sees it.
//
// No names, no expressions, no text. The plan fixes the length of a key's state, so that states
// lie in tables of fixed stride and are the same bytes in memory and on disk.
//
// Units: milliseconds. Thread safety: immutable once it is compiled.
#ifndef TELLTALE_ENGINE_CORE_PLAN_H_
#define TELLTALE_ENGINE_CORE_PLAN_H_

#include <cstddef>
#include <cstdint>

#include "engine/base/time.h"
#include "engine/core/fixed_list.h"
#include "engine/core/window.h"

namespace telltale {

// When an episode opens.
struct Raise {
  enum class Form : uint8_t {
    kCountInSpan,  // `3 in 30s`: any `n` bad events in less than `span`, stragglers included
    kInARow,       // `3 bad in a row`: `n` bad events in order with no good one between
    kBadFor,       // `bad for 60s`: the last word is bad, and has been for `span`
    kWindow,       // `mean(value) > 80 over 1m`
  };
  Form form = Form::kInARow;
  uint32_t n = 1;
  Millis span{0};      // kCountInSpan, kBadFor
  uint8_t window = 0;  // kWindow: index into Plan::windows
  friend bool operator==(const Raise&, const Raise&) = default;
};

// When it ends.
struct Clear {
  enum class Form : uint8_t {
    kNever,       // only the workflow, or retiring the rule, ends it
    kGoodFor,     // `good for 60s`: the last word is good, and has been for `span`
    kQuietFor,    // `quiet for 60s`: no bad event for `span`
    kGoodInARow,  // `5 good in a row`: `n` good events in order with no bad one between
    kSilentFor,   // `silent for 10m`: no event at all for `span`
    kWindow,      // `max(value) < 70 over 1m`, wholly after the raise
  };
  Form form = Form::kNever;
  uint32_t n = 0;      // kGoodInARow
  Millis span{0};      // kGoodFor, kQuietFor, kSilentFor
  uint8_t window = 0;  // kWindow: index into Plan::windows
  friend bool operator==(const Clear&, const Clear&) = default;
};

// Forms in one list. More are a mistake, and each costs time at each event.
inline constexpr size_t kMaxAlternatives = 8;

// One to kMaxAlternatives forms, any of which suffices. The default is the default form.
template <class T>
class Alternatives : private FixedList<T, kMaxAlternatives> {
  using List = FixedList<T, kMaxAlternatives>;

 public:
  constexpr Alternatives() : Alternatives(T{}) {}
  constexpr Alternatives(const T& only) { Add(only); }               // NOLINT: one form is a list
  constexpr Alternatives(typename T::Form form, uint32_t n = T{}.n,  // NOLINT: so are its parts
                         Millis span = Millis{0}, uint8_t window = 0)
      : Alternatives(T{form, n, span, window}) {}

  // REQUIRES: size() < kMaxAlternatives
  constexpr void Add(const T& item) {
    List::Add(item);
    forms_ |= 1u << static_cast<int>(item.form);
  }

  using List::begin;
  using List::end;
  using List::size;
  constexpr const T& operator[](size_t i) const { return List::operator[](i); }
  constexpr bool Has(typename T::Form form) const { return forms_ >> static_cast<int>(form) & 1; }
  friend bool operator==(const Alternatives&, const Alternatives&) = default;

 private:
  uint32_t forms_ = 0;  // a bit for each that is there: asked at every event
};

// Windows of both lists of a rule.
inline constexpr size_t kMaxWindows = 8;

// What an event that is off does besides letting spans stand still.
enum class WhileNot : uint8_t { kFreeze, kReset };

// What becomes of an open episode whose workflow has ended.
enum class AfterEnd : uint8_t {
  kWait,     // it stays open without a workflow until it clears; nothing is told any more
  kRestart,  // it ends, and the next raise opens a new one
};

struct Plan {
  Alternatives<Raise> raise;
  Alternatives<Clear> clear;
  Millis silent{0};  // a key that says nothing for longer is marked; 0: never
  WhileNot while_not = WhileNot::kFreeze;
  AfterEnd after_end = AfterEnd::kWait;
  Millis late{5000};
  Millis forget{24 * 3600 * 1000};
  uint8_t remember = 8;  // ids kept for duplicates, at most kMaxRemember
  FixedList<Window, kMaxWindows> windows;
  friend bool operator==(const Plan&, const Plan&) = default;
};

// Gives every window its place in the tail. To be called once, when all else is set.
void PlaceWindows(Plan& plan);

// The longest T of the plan's `N in T`, or 0.
Millis CountHorizon(const Plan& plan);

// Bad events that `N in T` may have to remember: every window of T holds fewer than N, and a
// straggler may still complete any window that begins within `late` + T before the newest. Several
// share what is remembered. More than kMaxTailBytes is given as that: no key may have them anyway.
size_t CountEvidenceLimit(const Plan& plan);

// Bytes of a key's state behind its head: ids, then what the phase needs. A multiple of 8.
//
// REQUIRES: windows are placed; at most kMaxTailBytes, for engine/rules refuses other rules.
size_t TailBytes(const Plan& plan);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_CORE_PLAN_H_
