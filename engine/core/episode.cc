#include "engine/core/episode.h"

#include <algorithm>

#include "engine/core/tail.h"

namespace telltale {

StepResult EndEpisode(const Plan& plan, KeyRef key, const EpisodeEnding& ending) {
  const OpenFacts facts = LoadFacts(plan, key.tail);
  const bool workflow_ended = key.head.flags & kWorkflowEnded;
  key.head.phase = Phase::kNormal;
  key.head.judged = std::max(key.head.judged, ending.judged);
  ForgetEvidence(plan, key);
  key.head.flags &= kSilent;
  return {ending.outcome, Command{.kind = Command::Kind::kBack,
                                  .ending = ending.ending,
                                  .heard = !workflow_ended,
                                  .count = facts.count,
                                  .raised_at = key.head.raised_at,
                                  .first_bad = facts.first_bad,
                                  .cleared_at = ending.at}};
}

StepResult OnForward(const Plan& plan, KeyView key, const Forward& forward) {
  const bool is_told = key.head.phase == Phase::kOpen && !(key.head.flags & kWorkflowEnded);
  if (!is_told) return {Outcome::kForwardIgnored};
  const OpenFacts facts = LoadFacts(plan, key.tail);
  return {Outcome::kForwarded, Command{.kind = Command::Kind::kForward,
                                       .entry = forward.entry,
                                       .count = facts.count,
                                       .raised_at = key.head.raised_at,
                                       .first_bad = facts.first_bad,
                                       .event_at = forward.at}};
}

}  // namespace telltale
