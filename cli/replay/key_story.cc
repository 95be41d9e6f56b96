#include "cli/replay/key_story.h"

#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "engine/rules/forms.h"
#include "engine/rules/renderer.h"
#include "engine/state/changes.h"

namespace telltale {
namespace {

std::string SignalName(Signal signal) {
  constexpr const char* kNames[] = {"bad", "good", "neither", "fault", "off"};
  return kNames[static_cast<int>(signal)];
}

// A span that opened an episode was one of `raise`, else it was one of `clear`.
std::string DueText(const Plan& plan, const Due& due, Outcome outcome) {
  switch (due.what) {
    case Due::What::kForget:
      return absl::StrCat("forget ", FormatDuration(plan.forget));
    case Due::What::kSilence:
      return absl::StrCat("silent ", FormatDuration(plan.silent));
    case Due::What::kSpan:
      return outcome == Outcome::kRaised ? FormText(plan.raise[due.alternative])
                                         : FormText(plan.clear[due.alternative]);
    case Due::What::kTime:  // is never a cause
    case Due::What::kWindow:
      break;
  }
  return "window";
}

// A line with all that its cause says.
StoryLine LineOf(const Plan& plan, const SeenStep& step) {
  using Kind = StoryLine::Kind;
  if (const auto* event = std::get_if<Event>(&step.cause)) {
    return {.kind = Kind::kEvent, .at = event->at, .what = SignalName(event->signal)};
  }
  if (const auto* forward = std::get_if<Forward>(&step.cause)) {
    return {
        .kind = Kind::kForward, .at = forward->at, .what = absl::StrCat("entry ", forward->entry)};
  }
  if (const auto* report = std::get_if<Report>(&step.cause)) {
    const bool ended = report->kind == Report::Kind::kEnded;
    return {.kind = Kind::kTold,
            .at = report->raised_at,
            .what = std::string(ToldName(ended ? Told::Kind::kEnded : Told::Kind::kStarted))};
  }
  if (const auto* order = std::get_if<Order>(&step.cause)) {
    return {.kind = Kind::kTold,
            .at = order->raised_at,
            .what = std::string(ToldName(Told::Kind::kClose))};
  }
  const Due& due = std::get<Due>(step.cause);
  StoryLine line{.kind = Kind::kDue, .what = DueText(plan, due, step.result.outcome)};
  if (due.what != Due::What::kForget) line.at = due.end;
  return line;
}

}  // namespace

std::string_view KindName(StoryLine::Kind kind) {
  constexpr std::string_view kNames[] = {"event", "forward", "due", "told"};
  return kNames[static_cast<int>(kind)];
}

void KeyStory::OnStep(const SeenStep& step) {
  if (step.key != key_) return;
  StoryLine line = LineOf(rule_.plan, step);
  line.offset = offset_;
  line.arrival = step.arrival;
  line.outcome = step.result.outcome;
  const auto& command = step.result.command;
  if (command && HasMessage(rule_, *command)) line.command = command;
  events_ += line.kind == StoryLine::Kind::kEvent;
  lines_.push_back(std::move(line));
  if (lines_.size() <= most_) return;
  lines_.pop_front();
  ++left_out_;
}

}  // namespace telltale
