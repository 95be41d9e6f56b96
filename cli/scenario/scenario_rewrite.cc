#include "cli/scenario/scenario_rewrite.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "cli/scenario/difference.h"
#include "cli/scenario/sent_variables.h"
#include "cli/scenario/source_editor.h"

namespace telltale {
namespace {

bool IsPlain(const std::string& text) {
  constexpr std::string_view kSafe =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./@~+-%";
  return text.find_first_not_of(kSafe) == std::string::npos && text[0] != '@' && text[0] != '%' &&
         text[0] != '-' && text[0] != '~';
}

std::string Quoted(const std::string& text) {
  return IsPlain(text) ? text : absl::StrCat("'", absl::StrReplaceAll(text, {{"'", "''"}}), "'");
}

// One text, or a list of several.
std::string OneOrList(const std::vector<std::string>& texts) {
  if (texts.empty()) return "";
  if (texts.size() == 1) return texts[0];
  return absl::StrCat("[", absl::StrJoin(texts, ", "), "]");
}

std::string OutcomeYaml(const std::vector<std::string>& outcomes) {
  const Counts counts = CountOutcomes(outcomes);
  if (counts.size() == 1) return counts.begin()->first;
  std::vector<std::string> texts;
  for (const auto& [name, count] : counts) texts.push_back(absl::StrCat(name, ": ", count));
  return absl::StrCat("{ ", absl::StrJoin(texts, ", "), " }");
}

class Rewriter {
 public:
  Rewriter(const Scenario& scenario, const CameOfScenario& came)
      : scenario_(scenario), came_(came), editor_(scenario.tree.sources[0].text) {}

  std::string Run() {
    const ConfigNode& steps = *scenario_.tree.root.Find("steps");
    for (size_t i = 0; i < came_.steps.size(); ++i) {
      if (steps.items[i].kind == ConfigNode::Kind::kMap) RewriteStep(i, steps.items[i]);
    }
    if (came_.status.ok()) RewriteTotals();
    return editor_.Finish();
  }

 private:
  // Somebody who writes only what happens wants to be told everything.
  bool FillsOutcomes() const {
    const CompiledTopic& topic = scenario_.rules.topics[0];
    return topic.rules.size() + topic.routes.size() == 1 &&
           std::none_of(scenario_.steps.begin(), scenario_.steps.end(),
                        [](const ScenarioStep& step) { return step.outcomes.has_value(); });
  }

  void RewriteStep(size_t index, const ConfigNode& node) {
    const ScenarioStep& step = scenario_.steps[index];
    const CameOfStep& came = came_.steps[index];
    const bool is_record = step.kind == ScenarioStep::Kind::kRecords;
    if (step.outcomes ? *step.outcomes != CountOutcomes(came.outcomes)
                      : is_record && FillsOutcomes()) {
      editor_.Set(node, "outcome", OutcomeYaml(came.outcomes));
    }
    if (step.refused != came.refused) editor_.Set(node, "refused", came.refused);
    if (step.commands != came.commands) RewriteCommands(node, index, came.commands);
    if (!step.variables.empty()) RewriteVariables(node, step, came);
  }

  // To those of the first command that was sent.
  void RewriteVariables(const ConfigNode& node, const ScenarioStep& step, const CameOfStep& came) {
    std::vector<std::string> members;
    bool differs = came.variables.empty();
    for (const auto& [name, value] : step.variables) {
      if (came.variables.empty()) break;
      const std::string sent = ValueOfVariable(came.variables[0], name);
      differs |= sent != value;
      members.push_back(absl::StrCat(name, ": ", sent));
    }
    if (!differs) return;
    editor_.Set(node, "variables",
                members.empty() ? "" : absl::StrCat("{ ", absl::StrJoin(members, ", "), " }"));
  }

  void RewriteCommands(const ConfigNode& node, size_t index,
                       const std::vector<ScenarioCommand>& commands) {
    std::array<std::vector<std::string>, 4> episodes;  // by Message::Kind
    std::vector<std::string> endings;
    for (const ScenarioCommand& command : commands) {
      const std::string episode = Quoted(ShortSubject(TopicAt(scenario_, index), command));
      episodes[static_cast<size_t>(command.kind)].push_back(episode);
      if (!command.ending.empty()) endings.push_back(command.ending);
    }
    const bool same =
        std::adjacent_find(endings.begin(), endings.end(), std::not_equal_to<>()) == endings.end();
    if (same && !endings.empty()) endings.resize(1);
    for (const auto kind : {Message::Kind::kStart, Message::Kind::kBack, Message::Kind::kForward,
                            Message::Kind::kRoute}) {
      editor_.Set(node, std::string(KindName(kind)),
                  OneOrList(episodes[static_cast<size_t>(kind)]));
    }
    editor_.Set(node, "ending", OneOrList(endings));
  }

  void RewriteTotals() {
    const ConfigNode* totals = scenario_.tree.root.Find("totals");
    for (const ScenarioTotal& total : scenario_.totals) {
      const auto found = came_.totals.find(total.name);
      const uint64_t count = found == came_.totals.end() ? 0 : found->second;
      if (count != total.count) editor_.Set(*totals, total.name, absl::StrCat(count));
    }
  }

  const Scenario& scenario_;
  const CameOfScenario& came_;
  SourceEditor editor_;
};

}  // namespace

std::string RewriteExpectations(const Scenario& scenario, const CameOfScenario& came) {
  return Rewriter(scenario, came).Run();
}

}  // namespace telltale
