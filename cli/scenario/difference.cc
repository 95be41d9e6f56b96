#include "cli/scenario/difference.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/scenario/sent_variables.h"
#include "engine/base/strings.h"
#include "engine/base/time.h"

namespace telltale {
namespace {

std::string ShowCommands(const CompiledTopic& topic, const std::vector<ScenarioCommand>& commands) {
  std::vector<std::string> texts;
  for (const ScenarioCommand& command : commands) {
    texts.push_back(absl::StrCat(A(KindName(command.kind)), " ", ShortSubject(topic, command)));
    if (!command.ending.empty()) absl::StrAppend(&texts.back(), " ", command.ending);
  }
  return texts.empty() ? "nothing sent" : absl::StrJoin(texts, ", ");
}

// As people write times of a scenario: 95s rather than 1m35s.
std::string ShowTime(Millis time) {
  constexpr Millis kInSeconds{600'000};
  if (time >= kInSeconds || time.count() % 1000 != 0) return FormatDuration(time);
  return absl::StrCat(time.count() / 1000, "s");
}

// `raised` of one record, `60 good, 1 cleared` of several.
std::string ShowOutcomes(const Counts& outcomes) {
  uint64_t all = 0;
  std::vector<std::string> texts;
  for (const auto& [name, count] : outcomes) {
    if (count == 0) continue;
    all += count;
    texts.push_back(absl::StrCat(count, " ", name));
  }
  if (texts.size() == 1 && all == 1) return absl::StrCat("outcome ", texts[0].substr(2));
  return absl::StrCat("outcomes ", absl::StrJoin(texts, ", "));
}

// " (late first at 33s)", of the first record whose outcome is not expected at all.
std::string ShowFirst(const ScenarioStep& step, const CameOfStep& came) {
  if (step.records.size() < 2) return "";
  for (size_t i = 0; i < came.outcomes.size(); ++i) {
    if (step.outcomes->contains(came.outcomes[i])) continue;
    return absl::StrCat(" (", came.outcomes[i], " first at ", ShowTime(step.records[i].at), ")");
  }
  return "";
}

std::string ShowRefusal(const std::string& error) {
  return error.empty() ? "the edit accepted" : absl::StrCat("the edit refused as ", error);
}

bool SameCounts(const Counts& expected, const Counts& came) {
  const auto covers = [](const Counts& some, const Counts& others) {
    return std::all_of(some.begin(), some.end(), [&](const auto& each) {
      const auto other = others.find(each.first);
      return each.second == (other == others.end() ? 0 : other->second);
    });
  };
  return covers(expected, came) && covers(came, expected);
}

// Each command of the step must bring what is expected.
void CompareVariables(const ScenarioStep& step, const CameOfStep& came,
                      std::vector<std::string>& expected, std::vector<std::string>& found) {
  for (const auto& [name, value] : step.variables) {
    std::string wrong = came.variables.empty() ? "nothing" : "";
    for (const std::string& sent : came.variables) {
      if (const std::string other = ValueOfVariable(sent, name); other != value) wrong = other;
    }
    if (wrong.empty()) continue;
    expected.push_back(absl::StrCat("variable ", name, " ", value));
    found.push_back(absl::StrCat(name, " ", wrong));
  }
}

std::optional<Difference> CompareStep(const Scenario& scenario, size_t index,
                                      const CameOfStep& came) {
  const ScenarioStep& step = scenario.steps[index];
  std::vector<std::string> expected, found;
  const Counts outcomes = CountOutcomes(came.outcomes);
  if (step.outcomes && !SameCounts(*step.outcomes, outcomes)) {
    expected.push_back(ShowOutcomes(*step.outcomes));
    found.push_back(ShowOutcomes(outcomes) + ShowFirst(step, came));
  }
  if (step.refused != came.refused) {
    expected.push_back(ShowRefusal(step.refused));
    found.push_back(ShowRefusal(came.refused));
  }
  const CompiledTopic& topic = TopicAt(scenario, index);
  if (step.commands != came.commands) {
    expected.push_back(ShowCommands(topic, step.commands));
    found.push_back(ShowCommands(topic, came.commands));
  }
  CompareVariables(step, came, expected, found);
  if (expected.empty()) return std::nullopt;
  return Difference{index, step.line, absl::StrJoin(expected, ", "), absl::StrJoin(found, ", ")};
}

}  // namespace

std::vector<Difference> Compare(const Scenario& scenario, const CameOfScenario& came) {
  std::vector<Difference> differences;
  for (size_t i = 0; i < came.steps.size(); ++i) {
    if (auto difference = CompareStep(scenario, i, came.steps[i])) {
      differences.push_back(*std::move(difference));
    }
  }
  if (!came.status.ok()) {
    const int line = came.steps.empty() ? 1 : scenario.steps[came.steps.size() - 1].line;
    differences.push_back(
        {std::nullopt, line, "the node to go on", std::string(came.status.message())});
    return differences;
  }
  for (const ScenarioTotal& total : scenario.totals) {
    const auto found = came.totals.find(total.name);
    const uint64_t count = found == came.totals.end() ? 0 : found->second;
    if (count == total.count) continue;
    differences.push_back({std::nullopt, total.line, absl::StrCat(total.name, " ", total.count),
                           absl::StrCat(total.name, " ", count)});
  }
  for (const std::string& episode : came.doubled) {
    differences.push_back(
        {std::nullopt, 1,
         absl::StrCat("one instance of ",
                      ShortEpisode(TopicAt(scenario, scenario.steps.size() - 1), episode)),
         "another one of it"});
  }
  return differences;
}

std::string ShortSubject(const CompiledTopic& topic, const ScenarioCommand& command) {
  if (command.kind != Message::Kind::kRoute) return ShortEpisode(topic, command.episode);
  const size_t name = topic.routes.size() == 1 ? topic.routes[0].name.size() + 1 : 0;
  return command.episode.substr(name);
}

std::string ShortEpisode(const CompiledTopic& topic, const std::string& episode) {
  const size_t at = episode.rfind('@');
  const std::string prefix = topic.rules.size() == 1 ? topic.rules[0].name + "/" : "";
  // As FormatCompact() writes it: 19700101T000039.000Z.
  const std::string raised = episode.substr(at + 1);
  const std::string rfc3339 =
      absl::StrCat(raised.substr(0, 4), "-", raised.substr(4, 2), "-", raised.substr(6, 5), ":",
                   raised.substr(11, 2), ":", raised.substr(13));
  const std::optional<int64_t> ms = ParseRfc3339(rfc3339);
  const size_t begin = episode.starts_with(prefix) ? prefix.size() : 0;
  return absl::StrCat(episode.substr(begin, at - begin), "@", ShowTime(Millis{ms.value_or(0)}));
}

Counts CountOutcomes(const std::vector<std::string>& outcomes) {
  Counts counts;
  for (const std::string& outcome : outcomes) ++counts[outcome];
  return counts;
}

}  // namespace telltale
