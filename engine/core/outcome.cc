#include "engine/core/outcome.h"

namespace telltale {
namespace {

struct Entry {
  std::string_view name;
  std::string_view meaning;
};

constexpr Entry kTable[] = {
    {"counted", "Bad, and evidence; not enough of it yet."},
    {"raised", "Bad, and enough: the episode opened, and a start was decided."},
    {"still-bad", "Bad while the episode is open."},
    {"good", "Good; nothing ended."},
    {"neither", "Neither bad nor good."},
    {"fault", "The sensor is not to be believed: the event showed life only."},
    {"off", "The enable condition was not true: the event showed life only."},
    {"cleared", "The episode ended, and a back was decided unless its workflow had ended."},
    {"duplicate", "Its id is among the key's last ones: it changed nothing."},
    {"late", "More than `late` before the newest event of its key: it changed nothing."},
    {"late-judged", "Before what had been judged already: it changed nothing."},
    {"before-horizon", "At least `forget` older than its arrival: it changed nothing."},
    {"forgotten", "The key was normal for so long that its state may go."},
    {"started", "The workflow of the open episode reported that it runs: it changed nothing."},
    {"ended", "The workflow ended and `after_end` is `wait`: the episode goes on without one."},
    {"closed",
     "The episode ended by an order, and a back was decided if a workflow still runs; or the "
     "workflow ended and `after_end` is `restart`."},
    {"stale",
     "A report or an order about an episode that was over, or told before: it changed "
     "nothing."},
    {"silent", "The key said nothing for longer than `silent`: it was marked until it speaks."},
    {"judged", "A window ended and was judged; its condition did not hold."},
    {"forwarded",
     "It matched `forward`, and was handed to the open episode. Counted besides its own outcome."},
    {"forward-ignored",
     "It matched `forward`, but no episode was open after it, or the workflow had ended. Counted "
     "besides its own outcome."},
};
static_assert(std::size(kTable) == kOutcomes);

constexpr Entry kEndingTable[] = {
    {"none", "The episode is open."},
    {"healed", "Its good events said so."},
    {"quiet", "No bad event for long enough."},
    {"silent", "No event at all for long enough."},
    {"closed", "The workflow ended it, or its rule was retired."},
};
static_assert(std::size(kEndingTable) == kEndings);

}  // namespace

std::string_view OutcomeName(Outcome outcome) { return kTable[static_cast<int>(outcome)].name; }

std::string_view OutcomeMeaning(Outcome outcome) {
  return kTable[static_cast<int>(outcome)].meaning;
}

std::string_view EndingName(Ending ending) { return kEndingTable[static_cast<int>(ending)].name; }

std::string_view EndingMeaning(Ending ending) {
  return kEndingTable[static_cast<int>(ending)].meaning;
}

}  // namespace telltale
