#include "engine/core/key_state.h"

#include <algorithm>

#include "engine/core/tail.h"

namespace telltale {

OpenEpisode Describe(const Plan& plan, KeyView key) {
  const OpenFacts facts = LoadFacts(plan, key.tail);
  if (facts.count == 0) return {};
  return {facts.first_bad, facts.count};
}

bool IsSilent(const KeyState& head) { return head.flags & kSilent; }

void Reset(KeyRef key) {
  key.head = KeyState{};
  std::fill(key.tail.begin(), key.tail.end(), std::byte{0});
}

void DropEvidence(KeyRef key) {
  key.head.streak = 0;
  key.head.used = 0;
  key.head.flags &= kWorkflowEnded | kSilent;
}

void ForgetEvidence(const Plan& plan, KeyRef key) {
  DropEvidence(key);
  if (plan.windows.empty()) return;
  const auto evidence = key.tail.subspan(LastingBytes(plan.remember, key.head.phase));
  std::fill(evidence.begin(), evidence.end(), std::byte{0});
}

size_t LastingBytes(uint8_t remember, Phase phase) {
  return RingBytes(remember) + (phase == Phase::kOpen ? sizeof(OpenFacts) : 0);
}

}  // namespace telltale
