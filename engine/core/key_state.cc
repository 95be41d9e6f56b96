#include "engine/core/key_state.h"

#include <algorithm>

#include "engine/core/tail.h"

namespace telltale {

OpenEpisode Describe(const Plan& plan, KeyView key) {
  const OpenFacts facts = LoadFacts(plan, key.tail);
  if (facts.count == 0) return {};
  return {facts.first_bad, facts.count};
}

void Reset(KeyRef key) {
  key.head = KeyState{};
  std::fill(key.tail.begin(), key.tail.end(), std::byte{0});
}

void DropEvidence(KeyRef key) {
  key.head.streak = 0;
  key.head.used = 0;
  key.head.flags &= kWorkflowEnded;
}

}  // namespace telltale
