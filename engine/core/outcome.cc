#include "engine/core/outcome.h"

namespace telltale {

std::string_view OutcomeName(Outcome outcome) {
  constexpr std::string_view kNames[kOutcomes] = {
      "counted", "raised",    "still-bad", "good",        "neither",        "fault",    "off",
      "cleared", "duplicate", "late",      "late-judged", "before-horizon", "forgotten"};
  return kNames[static_cast<int>(outcome)];
}

std::string_view EndingName(Ending ending) {
  constexpr std::string_view kNames[] = {"none", "healed", "quiet", "silent", "closed"};
  return kNames[static_cast<int>(ending)];
}

}  // namespace telltale
