#include "cli/replay/story_text.h"

#include <optional>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "cli/api/json_line.h"
#include "cli/operator/table_text.h"
#include "cli/operator_flags.h"
#include "engine/base/status.h"
#include "engine/base/strings.h"
#include "engine/rules/key_text.h"
#include "engine/rules/renderer.h"

namespace telltale {
namespace {

constexpr Column kColumns[] = {{"OFFSET", "offset", Shown::kNumber},
                               {"KIND", "kind"},
                               {"WHAT", "what"},
                               {"TIME", "at"},
                               {"ARRIVED", "arrival"},
                               {"OUTCOME", "outcome"},
                               {"CMD", "cmd"},
                               {"EPISODE", "episode", Shown::kAsIs, kEpisodeWidth},
                               {"ENDING", "ending"}};

std::optional<ArrivalTime> KnownTime(ArrivalTime time) {
  return time == kNoArrivalTime ? std::nullopt : std::optional(time);
}

// What came before the first record that was read.
struct Before {
  std::string_view word;
  std::string_view text;
};

Before BeforeOf(const ReplayedStory& story) {
  if (story.from > story.earliest) {
    return {"not-read", "what the key was before it is not known, older records were not read"};
  }
  if (story.earliest > Offset{0}) {
    return {"gone", "what the key was before it is not known, older records are gone"};
  }
  return {"none", "the first record"};
}

void AppendCommand(const ReplayPlan& plan, const Command& command, JsonLine& line) {
  line.Text("cmd", KindName(MessageKind(command)));
  line.Text("episode", EpisodeId(plan.topic.rules.front().name, plan.key, command.raised_at));
  line.Time("cmd_at", MessageTime(command));
  if (command.kind == Command::Kind::kBack) line.Text("ending", EndingName(command.ending));
}

void AppendStep(const ReplayPlan& plan, const StoryLine& step, std::string& out) {
  JsonLine line(out);
  line.Text("kind", KindName(step.kind));
  step.offset ? line.Number("offset", step.offset->value) : line.Null("offset");
  line.Text("what", step.what);
  line.Time("at", step.at);
  line.Time("arrival", KnownTime(step.arrival));
  line.Text("outcome", OutcomeName(step.outcome));
  if (step.command) AppendCommand(plan, *step.command, line);
}

std::string StepsJson(const ReplayPlan& plan, const ReplayedStory& story) {
  std::string out;
  for (const StoryLine& step : story.lines) AppendStep(plan, step, out);
  return out;
}

std::string TimeText(ArrivalTime time) {
  const bool is_shown = ToMs(time) >= 0 && ToMs(time) < kYear10000Ms;
  return is_shown ? FormatRfc3339(ToMs(time)) : "a time unknown";
}

}  // namespace

std::string StoryJson(const ReplayPlan& plan, const ReplayedStory& story) {
  std::string out;
  {
    JsonLine line(out);
    line.Text("kind", "replay");
    line.Text("rule", plan.topic.rules.front().name);
    line.Text("key", plan.key);
    line.Text("topic", plan.topic.name);
    line.Number("partition", story.partition);
    line.Number("from", story.from.value);
    line.Time("from_time", KnownTime(story.begin));
    line.Text("before", BeforeOf(story).word);
    line.Number("to", story.to.value);
    line.Number("records", static_cast<int64_t>(story.records));
    line.Number("of_key", static_cast<int64_t>(story.events));
    line.Number("set_aside", static_cast<int64_t>(story.set_aside));
    line.Number("ticks", static_cast<int64_t>(story.ticks));
    line.Number("left_out", static_cast<int64_t>(story.left_out));
  }
  return out + StepsJson(plan, story);
}

std::string StoryText(const ReplayPlan& plan, const ReplayedStory& story) {
  std::string out =
      absl::StrCat("rule ", plan.topic.rules.front().name, ", key ", plan.key, ": ", story.events,
                   " of ", story.records, " records of ", plan.topic.name, "/", story.partition,
                   " are of the key\n", "  from   offset ", story.from.value, ", ",
                   TimeText(story.begin), ": ", A(BeforeOf(story).text), "\n  to     offset ",
                   story.to.value, "\n  ticks  ", story.ticks, "\n");
  if (story.set_aside > 0) {
    absl::StrAppend(&out, "  aside  ", story.set_aside, " records could not be used\n");
  }
  if (story.left_out > 0) {
    absl::StrAppend(&out, "  less   the first ", story.left_out, " lines are left out\n");
  }
  return out + ToTable(kColumns, StepsJson(plan, story), WallTime{});
}

absl::Status KeyNotMet(const ReplayPlan& plan, const Replayed& replayed) {
  const std::string hint =
      replayed.nearest.empty() ? "" : absl::StrCat("; did you mean '", replayed.nearest, "'?");
  return MakeError(
      ErrorId::kKeyNotMet,
      absl::StrCat("expected key '", plan.key, "' of rule ", plan.topic.rules.front().name,
                   ", but none of ", replayed.records, " records of topic ", plan.topic.name,
                   " is of it; the rule remembers ", replayed.keys, " keys of them", hint));
}

}  // namespace telltale
