// ConditionReach: whether any window could fulfil a condition.
//
// Thread safety: pure function.
#ifndef TELLTALE_ENGINE_CHECK_CONDITION_REACH_H_
#define TELLTALE_ENGINE_CHECK_CONDITION_REACH_H_

#include "engine/core/condition.h"

namespace telltale {

// False: no window that is judged can fulfil it: `count() = 0`, for one without events is not
// judged, or `mean(value) / 0 > 1`, which is null. True may be wrong: aggregates are taken to be
// independent of each other.
//
// REQUIRES: as Holds()
bool CanHold(const Condition& condition);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_CHECK_CONDITION_REACH_H_
