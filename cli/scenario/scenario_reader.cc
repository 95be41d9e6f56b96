#include "cli/scenario/scenario_reader.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "cli/files/read_file.h"
#include "cli/scenario/scenario_rules.h"
#include "cli/scenario/scenario_words.h"
#include "cli/scenario/step_reader.h"
#include "connectors/yaml/yaml_reader.h"

namespace telltale {
namespace {

using Kind = ConfigNode::Kind;

// More steps than anybody reads.
constexpr size_t kMaxScenarioBytes = 4 << 20;

class Reader {
 public:
  Reader(ScenarioFile& file, const Environment& environment)
      : file_(file), environment_(environment) {}

  void Run() {
    if (!CheckKeys()) return;
    ScenarioRules reader(file_.scenario.tree, environment_, file_.findings);
    auto rules = reader.Read();
    if (!rules) return;
    file_.scenario.rules = *std::move(rules);
    ReadSteps(reader);
    if (const ConfigNode* totals = Root().Find("totals")) ReadTotals(*totals);
  }

 private:
  const ConfigNode& Root() const { return file_.scenario.tree.root; }

  void Report(ErrorId error, const Mark& mark, std::string text, std::string remedy = "") {
    file_.findings.push_back(
        {.error = error, .mark = mark, .text = std::move(text), .remedy = std::move(remedy)});
  }

  bool CheckKeys() {
    if (Root().kind != Kind::kMap) {
      Report(ErrorId::kWrongType, Root().mark,
             "expected `rule` or `config`, and `steps`, but there is something else");
      return false;
    }
    for (const ConfigNode::Member& member : Root().members) {
      if (Contains(FileKeys(), member.key)) continue;
      Report(ErrorId::kUnknownOption, member.key_mark,
             absl::StrCat("expected a key of a scenario, but '", member.key, "' is none"),
             UseOneOf(FileKeys(), member.key));
    }
    return !HasErrors(file_.findings);
  }

  void ReadSteps(ScenarioRules& rules) {
    const ConfigNode* steps = Root().Find("steps");
    if (steps == nullptr || steps->kind != Kind::kList || steps->items.empty()) {
      return Report(ErrorId::kMissingOption, steps == nullptr ? Root().mark : steps->mark,
                    "expected `steps`, a list of what happens, but there is none",
                    "Write `steps:` and below it `  - { at: 0s, FIELD: VALUE, ... }`.");
    }
    StepReader reader(file_.scenario.rules.topics[0], rules, file_.findings);
    for (const ConfigNode& step : steps->items) {
      file_.scenario.steps.push_back(reader.Read(step));
    }
  }

  void ReadTotals(const ConfigNode& totals) {
    if (totals.kind != Kind::kMap) {
      return Report(ErrorId::kWrongType, totals.mark,
                    "expected `totals` to be a mapping, but there is something else",
                    "Write `totals: { starts: 1, backs: 1 }`.");
    }
    Words names = TotalWords();
    names.insert(names.end(), OutcomeWords().begin(), OutcomeWords().end());
    for (const ConfigNode::Member& member : totals.members) {
      ScenarioTotal total{.name = member.key, .line = member.key_mark.line};
      if (!Contains(names, member.key)) {
        Report(ErrorId::kUnknownOption, member.key_mark,
               absl::StrCat("expected something that is counted, but '", member.key, "' is not"),
               UseOneOf(names, member.key));
      } else if (!absl::SimpleAtoi(member.value.scalar, &total.count)) {
        Report(ErrorId::kWrongType, member.value.mark,
               absl::StrCat("expected how many ", member.key, ", but it is no number"));
      }
      file_.scenario.totals.push_back(std::move(total));
    }
  }

  ScenarioFile& file_;
  const Environment& environment_;
};

}  // namespace

ScenarioFile ReadScenarioText(const std::string& path, std::string text,
                              const Environment& environment) {
  ScenarioFile file;
  ConfigTree& tree = file.scenario.tree;
  tree.sources = {{path, std::move(text)}};
  if (ReadYaml(tree.sources[0].text, 0, tree.root, file.findings)) Reader(file, environment).Run();
  return file;
}

ScenarioFile ReadScenarioFile(const std::string& path, const Environment& environment) {
  absl::StatusOr<std::string> text = ReadFile(path, kMaxScenarioBytes);
  if (text.ok()) return ReadScenarioText(path, *std::move(text), environment);
  ScenarioFile file;
  file.scenario.tree.sources = {{path, ""}};
  file.findings.push_back(
      {.error = ErrorId::kFileUnreadable,
       .mark = {},
       .text = absl::StrCat("expected a scenario file, but: ", text.status().message())});
  return file;
}

bool LooksLikeScenario(const std::string& path) {
  const absl::StatusOr<std::string> text = ReadFile(path, kMaxScenarioBytes);
  ConfigNode root;
  std::vector<Finding> findings;
  if (!text.ok() || !ReadYaml(*text, 0, root, findings)) return true;  // to be reported
  return std::any_of(root.members.begin(), root.members.end(),
                     [](const auto& member) { return Contains(FileKeys(), member.key); });
}

}  // namespace telltale
