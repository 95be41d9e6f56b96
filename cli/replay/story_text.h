// StoryText: what a replay tells, as lines of JSON and for people.
//
// Thread safety: pure functions.
#ifndef TELLTALE_CLI_REPLAY_STORY_TEXT_H_
#define TELLTALE_CLI_REPLAY_STORY_TEXT_H_

#include <string>

#include "absl/status/status.h"
#include "cli/replay/replay.h"

namespace telltale {

// A line of kind `replay` that says what was read, and one for each step.
std::string StoryJson(const ReplayPlan& plan, const ReplayedStory& story);
// The same as a head and a table.
std::string StoryText(const ReplayPlan& plan, const ReplayedStory& story);
// E6011: nobody met the key.
absl::Status KeyNotMet(const ReplayPlan& plan, const Replayed& replayed);

}  // namespace telltale

#endif  // TELLTALE_CLI_REPLAY_STORY_TEXT_H_
