// Evidence of `N in T`: the bad events of a normal key that may still be among N of them within T.
//
// Times are kept sorted, once for all `N in T` of the rule. A straggler may be up to `late` older
// than the newest event, so events stay until they are older than `late` + the longest T. Private
// to engine/core.
#ifndef TELLTALE_ENGINE_CORE_EVIDENCE_H_
#define TELLTALE_ENGINE_CORE_EVIDENCE_H_

#include <cstddef>
#include <optional>

#include "engine/core/key_state.h"
#include "engine/core/plan.h"

namespace telltale {

// N bad events that lie in less than T.
struct EvidenceGroup {
  EventTime first;
  EventTime last;
};

// Adds a bad event, and returns its place among the others.
//
// REQUIRES: the plan has a kCountInSpan; key.head.newest takes the event into account.
size_t AddEvidence(const Plan& plan, KeyRef key, EventTime at);

// Returns the earliest group of `raise` that is complete with the event at `place`.
std::optional<EvidenceGroup> FindGroup(const Plan& plan, const Raise& raise, KeyRef key,
                                       size_t place);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_CORE_EVIDENCE_H_
