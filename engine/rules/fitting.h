// Fitting: what to change of a rule that needs more memory per key than a key may have.
//
// Thread safety: pure function.
#ifndef TELLTALE_ENGINE_RULES_FITTING_H_
#define TELLTALE_ENGINE_RULES_FITTING_H_

#include <string>

#include "engine/core/plan.h"

namespace telltale {

// Returns the changes each of which alone would do, as a sentence; empty if none would.
//
// REQUIRES: TailBytes(plan) > kMaxTailBytes
std::string WhatFits(const Plan& plan);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_RULES_FITTING_H_
