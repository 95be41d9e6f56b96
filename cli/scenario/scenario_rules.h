// ScenarioRules: the rules that a scenario is about: one written in it, a configuration written in
// it, or some rules of a configuration in files of its own.
//
// Thread safety: none; reads files.
#ifndef TELLTALE_CLI_SCENARIO_SCENARIO_RULES_H_
#define TELLTALE_CLI_SCENARIO_SCENARIO_RULES_H_

#include <optional>
#include <string>
#include <vector>

#include "engine/rules/config_tree.h"
#include "engine/rules/finding.h"
#include "engine/rules/rule_set.h"
#include "engine/rules/variables.h"

namespace telltale {

// Files that are read are added to the sources of the scenario's own tree. Of a configuration only
// what decides about records matters; the rest may name variables that are not set.
class ScenarioRules {
 public:
  // All must outlive it.
  ScenarioRules(ConfigTree& tree, const Environment& environment, std::vector<Finding>& findings)
      : tree_(tree), environment_(environment), findings_(findings) {}

  // Returns one topic with the rules that are asked for; nullopt after adding an error to the
  // findings. Call once, before any edit.
  std::optional<RuleSet> Read();

  // The same after an edit: options of the only rule, or rules by name, or files; what is null is
  // removed. The next edit goes on from here, unless this one is to be refused.
  enum class Fate { kAccepted, kRefused };
  std::optional<RuleSet> Edit(const ConfigNode& edit, Fate fate);

 private:
  bool Refuse(ErrorId error, const Mark& mark, std::string text, std::string remedy);
  bool OfOneRule(ConfigNode& root);
  bool Inline(const ConfigNode& given, ConfigNode& root);
  bool OfFiles(const ConfigNode& given, ConfigNode& root);
  bool Change(const ConfigNode& edit, ConfigNode& root);
  std::optional<RuleSet> BindRoot(const ConfigNode& root);
  bool Choose(RuleSet& rules);
  bool ChooseTopic(RuleSet& rules);
  bool ChooseRule(RuleSet& rules);
  bool CheckName(const std::string& what, const ConfigNode& node,
                 const std::vector<std::string>& names);
  bool IsOneTopic(const RuleSet& rules);

  ConfigTree& tree_;
  const Environment& environment_;
  std::vector<Finding>& findings_;
  ConfigNode root_;  // of the configuration, with the edits so far
};

}  // namespace telltale

#endif  // TELLTALE_CLI_SCENARIO_SCENARIO_RULES_H_
