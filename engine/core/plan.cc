#include "engine/core/plan.h"

#include <algorithm>

#include "engine/base/limits.h"
#include "engine/core/tail.h"

namespace telltale {
namespace {

bool Counts(const Raise& raise) { return raise.form == Raise::Form::kCountInSpan; }

// Normal keys: evidence for raising, but windows.
size_t RaiseBytes(const Plan& plan) {
  if (!plan.raise.Has(Raise::Form::kCountInSpan)) return StreakBytes(plan);
  const size_t times = CountEvidenceLimit(plan) + 1;  // one more while it is judged
  return StreakBytes(plan) + times * sizeof(EventTime);
}

}  // namespace

void PlaceWindows(Plan& plan) {
  size_t raise_bytes = RaiseBytes(plan), clear_bytes = sizeof(OpenFacts);
  const auto place = [&plan](size_t index, size_t& bytes) {
    plan.windows[index].place = static_cast<uint32_t>(bytes);
    bytes += WindowBytes(plan.windows[index]);
  };
  for (const Raise& raise : plan.raise) {
    if (raise.form == Raise::Form::kWindow) place(raise.window, raise_bytes);
  }
  for (const Clear& clear : plan.clear) {
    if (clear.form == Clear::Form::kWindow) place(clear.window, clear_bytes);
  }
}

Millis CountHorizon(const Plan& plan) {
  Millis horizon{0};
  for (const Raise& raise : plan.raise) {
    if (Counts(raise)) horizon = std::max(horizon, raise.span);
  }
  return horizon;
}

size_t CountEvidenceLimit(const Plan& plan) {
  const int64_t reach = (plan.late + CountHorizon(plan)).count();
  size_t limit = kMaxTailBytes;
  for (const Raise& raise : plan.raise) {
    if (!Counts(raise)) continue;
    const int64_t span = raise.span.count();
    const auto windows = static_cast<size_t>((reach + span - 1) / span);
    const size_t per_window = size_t{raise.n} - 1;
    if (per_window <= limit / windows) limit = std::min(limit, per_window * windows);
  }
  return limit;
}

size_t TailBytes(const Plan& plan) {
  size_t bytes = std::max(RaiseBytes(plan), sizeof(OpenFacts));
  for (const Window& window : plan.windows) {
    bytes = std::max(bytes, window.place + WindowBytes(window));
  }
  return RingBytes(plan) + bytes;
}

}  // namespace telltale
