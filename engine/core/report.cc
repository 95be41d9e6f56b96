#include "engine/core/report.h"

#include <algorithm>

#include "engine/core/episode.h"
#include "engine/core/tail.h"

namespace telltale {
namespace {

bool IsOpen(const KeyState& head, EventTime raised_at) {
  return head.phase == Phase::kOpen && head.raised_at == raised_at;
}

StepResult Close(const Plan& plan, KeyRef key) {
  const EventTime end = std::max(key.head.newest, key.head.raised_at);
  return EndEpisode(plan, key,
                    {.outcome = Outcome::kClosed,
                     .ending = Ending::kClosed,
                     .at = end,
                     .judged = end + kInstant});
}

}  // namespace

StepResult OnReport(const Plan& plan, KeyRef key, const Report& report) {
  if (!IsOpen(key.head, report.raised_at)) return {Outcome::kStale};
  if (report.kind == Report::Kind::kStarted) return {Outcome::kStarted};
  if (key.head.flags & kWorkflowEnded) return {Outcome::kStale};
  key.head.flags |= kWorkflowEnded;
  if (plan.after_end == AfterEnd::kWait) return {Outcome::kEnded};
  return Close(plan, key);
}

StepResult OnOrder(const Plan& plan, KeyRef key, const Order& order) {
  return IsOpen(key.head, order.raised_at) ? Close(plan, key) : StepResult{Outcome::kStale};
}

}  // namespace telltale
