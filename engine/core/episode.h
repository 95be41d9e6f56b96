// Episode: how one ends, by whatever input, and what is told to its workflow meanwhile.
//
// Once its workflow has ended (`after_end: wait`) an episode goes on without one: it ends as ever,
// but nobody is left to be told. Private to engine/core.
#ifndef TELLTALE_ENGINE_CORE_EPISODE_H_
#define TELLTALE_ENGINE_CORE_EPISODE_H_

#include "engine/core/event.h"
#include "engine/core/key_state.h"
#include "engine/core/outcome.h"
#include "engine/core/plan.h"

namespace telltale {

// An episode that an event or an order at t ends has judged everything up to t.
inline constexpr Millis kInstant{1};

struct EpisodeEnding {
  Outcome outcome;
  Ending ending;
  EventTime at;
  EventTime judged;  // events before it come too late from here on
};

// Ends the open episode. The command is a back, unless the workflow has ended.
StepResult EndEpisode(const Plan& plan, KeyRef key, const EpisodeEnding& ending);

// Hands an event to the open episode; it is ignored if there is none, or nobody to be told.
StepResult OnForward(const Plan& plan, KeyView key, const Forward& forward);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_CORE_EPISODE_H_
