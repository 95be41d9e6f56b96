// Report and order: what a workflow says about its episode, and what is ordered about it.
//
// Both name the episode by when it was raised. If another one is open by now, or none, nothing
// changes. Private to engine/core; Step() is the way in.
#ifndef TELLTALE_ENGINE_CORE_REPORT_H_
#define TELLTALE_ENGINE_CORE_REPORT_H_

#include "engine/core/event.h"
#include "engine/core/key_state.h"
#include "engine/core/outcome.h"
#include "engine/core/plan.h"

namespace telltale {

StepResult OnReport(const Plan& plan, KeyRef key, const Report& report);
StepResult OnOrder(const Plan& plan, KeyRef key, const Order& order);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_CORE_REPORT_H_
