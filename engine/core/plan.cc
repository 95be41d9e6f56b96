#include "engine/core/plan.h"

#include <algorithm>

#include "engine/base/limits.h"
#include "engine/core/tail.h"

namespace telltale {
namespace {

// Normal keys: evidence for raising.
size_t RaiseBytes(const Plan& plan) {
  if (plan.raise.form == Raise::Form::kInARow) return sizeof(EventTime);  // first of the streak
  return (CountEvidenceLimit(plan) + 1) * sizeof(EventTime);  // one more while it is judged
}

}  // namespace

size_t CountEvidenceLimit(const Plan& plan) {
  const int64_t span = plan.raise.span.count();
  const auto windows = static_cast<size_t>((plan.late.count() + span + span - 1) / span);
  const size_t per_window = size_t{plan.raise.n} - 1;
  return per_window > kMaxTailBytes / windows ? kMaxTailBytes : per_window * windows;
}

size_t TailBytes(const Plan& plan) {
  return RingBytes(plan) + std::max(RaiseBytes(plan), sizeof(OpenFacts));
}

}  // namespace telltale
