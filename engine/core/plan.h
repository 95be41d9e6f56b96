// Plan: a rule in its compiled, immutable form, as the pure step sees it.
//
// No names, no expressions, no text. The plan fixes the length of a key's state, so that states
// lie in tables of fixed stride and are the same bytes in memory and on disk.
//
// Units: milliseconds. Thread safety: immutable after ValidatePlan.
#ifndef TELLTALE_ENGINE_CORE_PLAN_H_
#define TELLTALE_ENGINE_CORE_PLAN_H_

#include <cstddef>
#include <cstdint>

#include "engine/base/time.h"

namespace telltale {

// When an episode opens.
struct Raise {
  enum class Form : uint8_t {
    kCountInSpan,  // `3 in 30s`: any `n` bad events in less than `span`, stragglers included
    kInARow,       // `3 bad in a row`: `n` bad events in order with no good one between
  };
  Form form = Form::kInARow;
  uint32_t n = 1;
  Millis span{0};  // kCountInSpan
  friend bool operator==(const Raise&, const Raise&) = default;
};

// When it ends.
struct Clear {
  enum class Form : uint8_t {
    kNever,       // only the workflow or an operator ends it
    kGoodFor,     // `good for 60s`: the last word is good, and has been for `span`
    kQuietFor,    // `quiet for 60s`: no bad event for `span`
    kGoodInARow,  // `5 good in a row`: `n` good events in order with no bad one between
  };
  Form form = Form::kNever;
  uint32_t n = 0;  // kGoodInARow
  Millis span{0};  // kGoodFor, kQuietFor
  friend bool operator==(const Clear&, const Clear&) = default;
};

// What an event that is off does besides letting spans stand still.
enum class WhileNot : uint8_t { kFreeze, kReset };

// What becomes of an open episode whose workflow has ended.
enum class AfterEnd : uint8_t {
  kWait,     // it stays open without a workflow until it clears; nothing is told any more
  kRestart,  // it ends, and the next raise opens a new one
};

struct Plan {
  Raise raise;
  Clear clear;
  WhileNot while_not = WhileNot::kFreeze;
  AfterEnd after_end = AfterEnd::kWait;
  Millis late{5000};
  Millis forget{24 * 3600 * 1000};
  uint8_t remember = 8;  // ids kept for duplicates, at most kMaxRemember
  friend bool operator==(const Plan&, const Plan&) = default;
};

// Bad events that `N in T` may have to remember: every window of T holds fewer than N, and a
// straggler may still complete any window that begins within `late` + T before the newest. More
// than kMaxTailBytes is given as that: no key may have them anyway.
size_t CountEvidenceLimit(const Plan& plan);

// Bytes of a key's state behind its head: ids, then what the phase needs. A multiple of 8.
//
// REQUIRES: at most kMaxTailBytes; engine/rules refuses rules that would need more.
size_t TailBytes(const Plan& plan);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_CORE_PLAN_H_
