#include "cli/scenario/scenario_rules.h"

#include <algorithm>
#include <filesystem>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/files/config_files.h"
#include "cli/scenario/scenario_words.h"
#include "engine/rules/config.h"

namespace telltale {
namespace {

using Kind = ConfigNode::Kind;

ConfigNode Map() { return {.kind = Kind::kMap}; }

ConfigNode Text(std::string text) {
  return {.kind = Kind::kScalar, .scalar = std::move(text), .quoted = true};
}

void Put(ConfigNode& map, const std::string& key, ConfigNode value) {
  map.members.push_back({key, value.mark, std::move(value)});
}

bool Is(const ConfigNode* node, Kind kind) { return node != nullptr && node->kind == kind; }

// The topic's time and id are the fields `at` and `id`, unless it says otherwise.
ConfigNode WithDefaults(ConfigNode topic) {
  if (topic.kind == Kind::kNull) topic.kind = Kind::kMap;
  if (topic.kind != Kind::kMap) return topic;
  if (topic.Find("time") == nullptr) Put(topic, "time", Text("at"));
  if (topic.Find("id") == nullptr) Put(topic, "id", Text("id"));
  return topic;
}

// Topics, rules and routes, and how long messages live; nothing else of a configuration decides.
ConfigNode WhatDecides(const ConfigNode& root) {
  ConfigNode kept = Map();
  for (const ConfigNode::Member& member : root.members) {
    const bool decides = member.key == "topics" || member.key == "rules" || member.key == "routes";
    if (decides) kept.members.push_back(member);
  }
  const ConfigNode* zeebe = root.Find("zeebe");
  const ConfigNode* ttl = zeebe == nullptr ? nullptr : zeebe->Find("message_ttl");
  if (ttl == nullptr) return kept;
  ConfigNode section = Map();
  Put(section, "gateway", Text("localhost:26500"));  // required, and never called
  Put(section, "message_ttl", *ttl);
  Put(kept, "zeebe", std::move(section));
  return kept;
}

// Members of `from` replace those of `into`; those that are null remove them.
void MergeInto(ConfigNode& into, const ConfigNode& from) {
  for (const ConfigNode::Member& member : from.members) {
    std::erase_if(into.members, [&](const auto& each) { return each.key == member.key; });
    if (member.value.kind != Kind::kNull) into.members.push_back(member);
  }
}

ConfigNode& MemberOf(ConfigNode& map, const std::string& key) {
  return std::find_if(map.members.begin(), map.members.end(),
                      [&](const auto& each) { return each.key == key; })
      ->value;
}

}  // namespace

std::optional<RuleSet> ScenarioRules::Read() {
  const ConfigNode* given = tree_.root.Find("config");
  const bool good = given == nullptr            ? OfOneRule(root_)
                    : given->kind == Kind::kMap ? Inline(*given, root_)
                                                : OfFiles(*given, root_);
  return good ? BindRoot(root_) : std::nullopt;
}

std::optional<RuleSet> ScenarioRules::Edit(const ConfigNode& edit, Fate fate) {
  ConfigNode root = root_;
  const bool good = edit.kind == Kind::kMap ? Change(edit, root) : OfFiles(edit, root);
  if (!good) return std::nullopt;
  std::optional<RuleSet> rules = BindRoot(root);
  if (fate == Fate::kAccepted) root_ = std::move(root);
  return rules;
}

std::optional<RuleSet> ScenarioRules::BindRoot(const ConfigNode& root) {
  const ConfigTree config{.sources = tree_.sources, .root = root};
  Config bound;
  for (Finding& finding : Bind(config, environment_, bound)) {
    if (finding.severity == Finding::Severity::kError) findings_.push_back(std::move(finding));
  }
  if (HasErrors(findings_) || !Choose(bound.rules)) return std::nullopt;
  return std::move(bound.rules);
}

// Options of the only rule, if it is written in the scenario; else rules and routes by name.
bool ScenarioRules::Change(const ConfigNode& edit, ConfigNode& root) {
  if (tree_.root.Find("config") == nullptr) {
    ConfigNode::Member& rule = MemberOf(root, "rules").members.front();
    MergeInto(rule.value, edit);
    if (const ConfigNode* name = edit.Find("name")) rule.key = name->scalar;
    std::erase_if(rule.value.members, [](const auto& member) { return member.key == "name"; });
    return true;
  }
  for (const ConfigNode::Member& change : edit.members) {
    const ConfigNode* routes = root.Find("routes");
    const bool is_route =
        root.Find("rules") == nullptr || (routes != nullptr && routes->Find(change.key) != nullptr);
    ConfigNode& entries = MemberOf(root, is_route ? "routes" : "rules");
    const ConfigNode* before = entries.Find(change.key);
    ConfigNode::Member after = change;
    if (before != nullptr && change.value.kind == Kind::kMap) {
      after.value = *before;
      MergeInto(after.value, change.value);
    }
    ConfigNode one = Map();
    one.members.push_back(std::move(after));
    MergeInto(entries, one);
  }
  return true;
}

bool ScenarioRules::Refuse(ErrorId error, const Mark& mark, std::string text, std::string remedy) {
  findings_.push_back(
      {.error = error, .mark = mark, .text = std::move(text), .remedy = std::move(remedy)});
  return false;
}

// `rule` with its topic's name, and the options of that under `topic`.
bool ScenarioRules::OfOneRule(ConfigNode& root) {
  const ConfigNode* rule = tree_.root.Find("rule");
  if (!Is(rule, Kind::kMap)) {
    return Refuse(ErrorId::kMissingOption, rule == nullptr ? tree_.root.mark : rule->mark,
                  "expected `rule` with the options of a rule, or `config`, but there is neither",
                  "Write the rule as `rule: { topic: t, key: [k], ... }`, or name your "
                  "configuration as `config: FILE`.");
  }
  const ConfigNode* topic = rule->Find("topic");
  if (!Is(topic, Kind::kScalar)) {
    return Refuse(ErrorId::kMissingOption, rule->mark,
                  "expected the rule to name its `topic`, but it does not", "");
  }
  const ConfigNode* options = tree_.root.Find("topic");
  const ConfigNode* name = rule->Find("name");
  ConfigNode body = *rule;
  std::erase_if(body.members, [](const auto& member) { return member.key == "name"; });
  root = Map();
  ConfigNode topics = Map(), rules = Map();
  Put(topics, topic->scalar, WithDefaults(options == nullptr ? Map() : *options));
  Put(rules, name == nullptr ? "r" : name->scalar, std::move(body));
  Put(root, "topics", std::move(topics));
  Put(root, "rules", std::move(rules));
  return true;
}

bool ScenarioRules::Inline(const ConfigNode& given, ConfigNode& root) {
  root = WhatDecides(given);
  for (ConfigNode::Member& member : root.members) {
    if (member.key != "topics") continue;
    for (ConfigNode::Member& topic : member.value.members) {
      topic.value = WithDefaults(std::move(topic.value));
    }
  }
  return true;
}

// `config: FILE` or a list of them, relative to the scenario.
bool ScenarioRules::OfFiles(const ConfigNode& given, ConfigNode& root) {
  const auto folder = std::filesystem::path(tree_.sources[0].name).parent_path();
  std::vector<std::string> paths;
  for (const ConfigNode& node : given.kind == Kind::kList ? given.items : std::vector{given}) {
    if (node.kind != Kind::kScalar) {
      return Refuse(ErrorId::kWrongType, node.mark,
                    "expected `config` to be a file, a list of files, or topics and rules, but "
                    "there is something else",
                    "Write `config: ../telltale.yaml`.");
    }
    paths.push_back((folder / node.scalar).lexically_normal().string());
    std::error_code ignored;
    if (!std::filesystem::exists(paths.back(), ignored)) {
      return Refuse(
          ErrorId::kFileUnreadable, node.mark,
          absl::StrCat("expected a configuration in ", paths.back(), ", but there is no such file"),
          "Write its path as seen from the scenario.");
    }
  }
  ConfigTree files{.sources = tree_.sources};
  LoadConfig(paths, files, findings_);
  tree_.sources = std::move(files.sources);
  if (HasErrors(findings_)) return false;
  root = WhatDecides(files.root);
  return true;
}

// Leaves what `topic: NAME` and `rule: NAME` say, which must be one topic.
bool ScenarioRules::Choose(RuleSet& rules) {
  if (tree_.root.Find("config") == nullptr) return IsOneTopic(rules);
  return ChooseTopic(rules) && ChooseRule(rules) && IsOneTopic(rules);
}

bool ScenarioRules::ChooseTopic(RuleSet& rules) {
  const ConfigNode* topic = tree_.root.Find("topic");
  if (topic == nullptr) return true;
  Words names;
  for (const CompiledTopic& each : rules.topics) names.push_back(each.name);
  if (!CheckName("topic", *topic, names)) return false;
  std::erase_if(rules.topics, [&](const auto& each) { return each.name != topic->scalar; });
  return true;
}

bool ScenarioRules::ChooseRule(RuleSet& rules) {
  const ConfigNode* rule = tree_.root.Find("rule");
  if (rule == nullptr) return true;
  Words names;
  for (const CompiledTopic& topic : rules.topics) {
    for (const CompiledRule& each : topic.rules) names.push_back(each.name);
  }
  if (!CheckName("rule", *rule, names)) return false;
  for (CompiledTopic& topic : rules.topics) {
    std::erase_if(topic.rules, [&](const auto& each) { return each.name != rule->scalar; });
    topic.routes.clear();
  }
  std::erase_if(rules.topics, [](const auto& topic) { return topic.rules.empty(); });
  return true;
}

bool ScenarioRules::CheckName(const std::string& what, const ConfigNode& node, const Words& names) {
  if (node.kind != Kind::kScalar) {
    return Refuse(
        ErrorId::kWrongType, node.mark,
        absl::StrCat("expected the name of a ", what, " of `config`, but there is something else"),
        absl::StrCat("With `config`, `", what, "` only chooses: `", what, ": NAME`."));
  }
  if (Contains(names, node.scalar)) return true;
  return Refuse(
      ErrorId::kNotInConfig, node.mark,
      absl::StrCat("expected a ", what, " of the configuration, but '", node.scalar, "' is none"),
      UseOneOf(names, node.scalar));
}

bool ScenarioRules::IsOneTopic(const RuleSet& rules) {
  if (rules.topics.size() == 1) return true;
  Words names;
  for (const CompiledTopic& topic : rules.topics) names.push_back(topic.name);
  return Refuse(ErrorId::kNotInConfig, tree_.root.mark,
                absl::StrCat("expected one topic, but the configuration has ", names.size()),
                absl::StrCat("Choose by `topic: NAME` or `rule: NAME`; topics are ",
                             absl::StrJoin(names, ", "), "."));
}

}  // namespace telltale
