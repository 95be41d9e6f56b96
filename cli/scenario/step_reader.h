// StepReader: the items of a scenario's `steps`, one after the other.
//
// Thread safety: none; lives while one file is read.
#ifndef TELLTALE_CLI_SCENARIO_STEP_READER_H_
#define TELLTALE_CLI_SCENARIO_STEP_READER_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/scenario/scenario.h"
#include "cli/scenario/scenario_rules.h"
#include "cli/scenario/scenario_words.h"
#include "cli/scenario/stream.h"
#include "engine/base/time.h"
#include "engine/rules/config_tree.h"
#include "engine/rules/finding.h"
#include "engine/rules/rule_set.h"

namespace telltale {

class StepReader {
 public:
  // All must outlive the reader; `topic` is what `rules` read.
  StepReader(const CompiledTopic& topic, ScenarioRules& rules, std::vector<Finding>& findings)
      : topic_(&topic), rules_(rules), findings_(findings) {}

  // Returns the step; if it is wrong, after adding an error to the findings.
  ScenarioStep Read(const ConfigNode& node);

 private:
  void Report(ErrorId error, const Mark& mark, std::string text, std::string remedy = "");
  void ReadVerb(const ConfigNode& node, ScenarioStep& step);
  void ReadTick(const ConfigNode& node, ScenarioStep& step);
  void ReadEdit(const ConfigNode& node, ScenarioStep& step);
  void ReadTold(const ConfigNode& node, ScenarioStep& step);
  std::optional<size_t> RuleOf(const ConfigNode& node, std::string& key);
  void ReadStream(const ConfigNode& node, ScenarioStep& step);
  void CheckKeys(const ConfigNode& node, const Words& keys, const std::string& what);

  void AddRecords(const ConfigNode& node, ScenarioStep& step);
  void CheckField(const ConfigNode::Member& member);
  ConfigNode FieldsOf(const ConfigNode& node);
  ScenarioRecord MakeRecord(const ConfigNode& node, const ConfigNode& fields, Millis later);
  void GiveId(ConfigNode& fields, ScenarioRecord& record);
  void ReadHeaders(const ConfigNode* node, ScenarioRecord& record);
  void Order(const ConfigNode* shuffle, ScenarioStep& step);

  void ReadExpectations(const ConfigNode& node, ScenarioStep& step);
  void ReadOutcome(const ConfigNode& node, ScenarioStep& step);
  void ReadCommands(const ConfigNode& node, ScenarioStep& step);
  void ReadVariables(const ConfigNode& node, ScenarioStep& step);
  std::string ReadEpisode(const ConfigNode& node);
  std::optional<std::pair<std::string, EventTime>> SplitEpisode(const ConfigNode& node);
  bool CheckWord(const ConfigNode& node, const std::string& word, const Words& words,
                 const std::string& what);
  std::vector<const ConfigNode*> TextsOf(const ConfigNode* node);
  Millis ReadDuration(const ConfigNode& node);

  const CompiledTopic* topic_;  // as the last edit left it
  ScenarioRules& rules_;
  std::vector<Finding>& findings_;
  uint64_t records_ = 0;  // of all steps so far
};

}  // namespace telltale

#endif  // TELLTALE_CLI_SCENARIO_STEP_READER_H_
