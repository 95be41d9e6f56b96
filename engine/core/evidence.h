// Evidence of `N in T`: the bad events of a normal key that may still be among N of them within T.
//
// Times are kept sorted. A straggler may be up to `late` older than the newest event, so events
// stay until they are older than `late` + T. Private to engine/core.
#ifndef TELLTALE_ENGINE_CORE_EVIDENCE_H_
#define TELLTALE_ENGINE_CORE_EVIDENCE_H_

#include <optional>

#include "engine/core/key_state.h"
#include "engine/core/plan.h"

namespace telltale {

// N bad events that lie in less than T.
struct EvidenceGroup {
  EventTime first;
  EventTime last;
};

// Adds a bad event, and returns the earliest group that is now complete.
//
// REQUIRES: plan.raise.form is kCountInSpan; key.head.newest takes the event into account.
std::optional<EvidenceGroup> AddEvidence(const Plan& plan, KeyRef key, EventTime at);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_CORE_EVIDENCE_H_
