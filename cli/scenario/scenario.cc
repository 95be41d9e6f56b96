#include "cli/scenario/scenario.h"

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "connectors/json/json_scalar.h"
#include "connectors/yaml/yaml_reader.h"
#include "engine/base/hash.h"
#include "engine/base/json_text.h"
#include "engine/base/status.h"

namespace telltale {
namespace {

using Kind = ConfigNode::Kind;

// Reads the tree of one file.
class Reader {
 public:
  explicit Reader(ConfigTree tree) : tree_(std::move(tree)) {}

  absl::StatusOr<Scenario> Run() {
    RETURN_IF_ERROR(BindRules());
    const ConfigNode* steps = tree_.root.Find("steps");
    if (steps == nullptr || steps->items.empty()) return Broken(tree_.root, "expected `steps`");
    for (const ConfigNode& step : steps->items) RETURN_IF_ERROR(AddStep(step));
    if (const ConfigNode* totals = tree_.root.Find("totals")) RETURN_IF_ERROR(AddTotals(*totals));
    return std::move(scenario_);
  }

 private:
  absl::Status Broken(const ConfigNode& node, const std::string& text) const {
    return absl::InvalidArgumentError(
        absl::StrCat(tree_.sources[0].name, ":", node.mark.line, ": ", text));
  }

  static ConfigNode Map() { return {.kind = Kind::kMap}; }
  static ConfigNode Scalar(std::string text) {
    return {.kind = Kind::kScalar, .scalar = std::move(text), .quoted = true};
  }
  static void Put(ConfigNode& map, const std::string& key, ConfigNode value) {
    map.members.push_back({key, value.mark, std::move(value)});
  }
  // The topic's time and id are the fields `at` and `id`, unless it says otherwise.
  static ConfigNode WithDefaults(ConfigNode topic) {
    if (topic.kind != Kind::kMap) topic = Map();
    if (topic.Find("time") == nullptr) Put(topic, "time", Scalar("at"));
    if (topic.Find("id") == nullptr) Put(topic, "id", Scalar("id"));
    return topic;
  }

  absl::Status BindRules() {
    ConfigTree tree{.sources = tree_.sources, .root = Map()};
    if (const ConfigNode* config = tree_.root.Find("config")) {
      tree.root = *config;
      for (ConfigNode::Member& member : tree.root.members) {
        if (member.key != "topics") continue;
        for (ConfigNode::Member& topic : member.value.members) {
          topic.value = WithDefaults(std::move(topic.value));
        }
      }
    } else {
      RETURN_IF_ERROR(BuildConfig(tree.root));
    }
    Config config;
    const std::vector<Finding> findings = Bind(tree, &NoEnvironment, config);
    for (const Finding& finding : findings) {
      if (finding.severity == Finding::Severity::kError) {
        return absl::InvalidArgumentError(FormatFinding(finding, tree));
      }
    }
    scenario_.rules = std::move(config.rules);
    uint16_t number = 0;  // as the store would give them
    for (CompiledTopic& topic : scenario_.rules.topics) {
      for (CompiledRule& rule : topic.rules) rule.id = {++number};
    }
    return absl::OkStatus();
  }

  absl::Status BuildConfig(ConfigNode& root) const {
    const ConfigNode* rule = tree_.root.Find("rule");
    if (rule == nullptr || rule->Find("topic") == nullptr) {
      return Broken(tree_.root, "expected `rule` with a topic, or `config`");
    }
    const ConfigNode* topic = tree_.root.Find("topic");
    const ConfigNode* name = rule->Find("name");
    ConfigNode options = *rule;
    std::erase_if(options.members, [](const auto& member) { return member.key == "name"; });
    ConfigNode topics = Map(), rules = Map();
    Put(topics, rule->Find("topic")->scalar, WithDefaults(topic != nullptr ? *topic : Map()));
    Put(rules, name != nullptr ? name->scalar : "r", std::move(options));
    Put(root, "topics", std::move(topics));
    Put(root, "rules", std::move(rules));
    return absl::OkStatus();
  }

  absl::StatusOr<Millis> Duration(const ConfigNode& node) const {
    if (const auto duration = ParseDuration(node.scalar)) return *duration;
    return Broken(node, absl::StrCat("expected a duration, but it is '", node.scalar, "'"));
  }

  absl::Status AddStep(const ConfigNode& node) {
    ScenarioStep& step = scenario_.steps.emplace_back();
    step.line = node.mark.line;
    if (node.kind == Kind::kScalar && node.scalar == "crash") {
      step.kind = ScenarioStep::Kind::kCrash;
      return absl::OkStatus();
    }
    if (const ConfigNode* tick = node.Find("tick")) {
      step.kind = ScenarioStep::Kind::kTick;
      ASSIGN_OR_RETURN(step.tick, Duration(*tick));
    } else if (const ConfigNode* at = node.Find("at")) {
      ASSIGN_OR_RETURN(step.at, Duration(*at));
      step.json = Json(node, step.at);
    } else {
      RETURN_IF_ERROR(AddTold(node, step));
    }
    if (const ConfigNode* arrival = node.Find("arrival")) {
      ASSIGN_OR_RETURN(step.arrival, Duration(*arrival));
    }
    if (const ConfigNode* outcome = node.Find("outcome")) step.outcome = outcome->scalar;
    return AddCommands(node, step);
  }

  absl::Status AddTold(const ConfigNode& node, ScenarioStep& step) const {
    constexpr std::pair<const char*, Told::Kind> kKinds[] = {{"started", Told::Kind::kStarted},
                                                             {"ended", Told::Kind::kEnded},
                                                             {"close", Told::Kind::kClose}};
    step.kind = ScenarioStep::Kind::kTold;
    for (const auto& [name, kind] : kKinds) {
      const ConfigNode* episode = node.Find(name);
      if (episode == nullptr) continue;
      step.told.kind = kind;
      return Address(*episode, step.told);
    }
    return Broken(node, "expected `at`, `tick`, `started`, `ended`, `close` or crash");
  }

  // `V1@39s`, with several rules `oil/V1@39s`.
  absl::Status Address(const ConfigNode& node, Told& told) const {
    const size_t at = node.scalar.rfind('@');
    const auto raised_at =
        at == std::string::npos ? std::nullopt : ParseDuration(node.scalar.substr(at + 1));
    if (!raised_at)
      return Broken(node, absl::StrCat("expected KEY@TIME, but it is '", node.scalar, "'"));
    std::string key = node.scalar.substr(0, at);
    const std::vector<CompiledRule>& rules = scenario_.rules.topics.at(0).rules;
    auto rule = rules.begin();
    if (rules.size() > 1) {
      const size_t slash = key.find('/');
      rule = std::find_if(rules.begin(), rules.end(),
                          [&](const CompiledRule& r) { return r.name == key.substr(0, slash); });
      if (rule == rules.end()) return Broken(node, "expected the name of a rule before the key");
      key.erase(0, slash == std::string::npos ? 0 : slash + 1);
    }
    told.rule = rule->id;
    told.key = HashKey(key);
    told.raised_at = EventTime{*raised_at};
    return absl::OkStatus();
  }

  // All members but expectations and `arrival` are fields of the record.
  static std::string Json(const ConfigNode& step, Millis at) {
    static const std::set<std::string> kNoFields = {"outcome", "start",   "back",
                                                    "ending",  "arrival", "at"};
    std::string json = "{\"at\":\"" + FormatRfc3339(at.count()) + "\"";
    for (const ConfigNode::Member& member : step.members) {
      if (kNoFields.contains(member.key)) continue;
      json += ',';
      AppendJsonString(json, member.key);
      json += ':' + Json(member.value);
    }
    return json + "}";
  }

  static std::string Json(const ConfigNode& node) {
    std::string json;
    switch (node.kind) {
      case Kind::kNull:
        return "null";
      case Kind::kScalar:
        if (!node.quoted &&
            (IsJsonNumber(node.scalar) || node.scalar == "true" || node.scalar == "false")) {
          return node.scalar;
        }
        AppendJsonString(json, node.scalar);
        return json;
      case Kind::kList:
        for (const ConfigNode& item : node.items) json += (json.empty() ? "" : ",") + Json(item);
        return "[" + json + "]";
      case Kind::kMap:
        break;
    }
    for (const ConfigNode::Member& member : node.members) {
      if (!json.empty()) json += ',';
      AppendJsonString(json, member.key);
      json += ':' + Json(member.value);
    }
    return "{" + json + "}";
  }

  static std::vector<std::string> Texts(const ConfigNode* node) {
    if (node == nullptr) return {};
    if (node->kind != Kind::kList) return {node->scalar};
    std::vector<std::string> texts;
    for (const ConfigNode& item : node->items) texts.push_back(item.scalar);
    return texts;
  }

  absl::Status AddCommands(const ConfigNode& node, ScenarioStep& step) const {
    for (const std::string& text : Texts(node.Find("start"))) {
      ASSIGN_OR_RETURN(std::string episode, Episode(node, text));
      step.commands.push_back({std::move(episode), ""});
    }
    const std::vector<std::string> backs = Texts(node.Find("back"));
    std::vector<std::string> endings = Texts(node.Find("ending"));
    if (endings.size() == 1) endings.resize(backs.size(), endings[0]);
    if (endings.size() != backs.size()) return Broken(node, "expected an `ending` for each back");
    for (size_t i = 0; i < backs.size(); ++i) {
      ASSIGN_OR_RETURN(std::string episode, Episode(node, backs[i]));
      step.commands.push_back({std::move(episode), endings[i]});
    }
    std::sort(step.commands.begin(), step.commands.end());
    return absl::OkStatus();
  }

  // `V1@39s` in full: r/V1@19700101T000039.000Z.
  absl::StatusOr<std::string> Episode(const ConfigNode& node, const std::string& text) const {
    const size_t at = text.rfind('@');
    const auto raised_at =
        at == std::string::npos ? std::nullopt : ParseDuration(text.substr(at + 1));
    if (!raised_at) return Broken(node, absl::StrCat("expected KEY@TIME, but it is '", text, "'"));
    size_t rules = 0;
    for (const CompiledTopic& topic : scenario_.rules.topics) rules += topic.rules.size();
    const std::string rule = rules == 1 ? scenario_.rules.topics[0].rules[0].name + "/" : "";
    return absl::StrCat(rule, text.substr(0, at), "@", FormatCompact(EventTime{*raised_at}));
  }

  absl::Status AddTotals(const ConfigNode& totals) {
    for (const ConfigNode::Member& member : totals.members) {
      const std::string name = member.key == "duplicates" ? "duplicate" : member.key;
      if (!absl::SimpleAtoi(member.value.scalar, &scenario_.totals[name])) {
        return Broken(member.value, "expected a number");
      }
    }
    return absl::OkStatus();
  }

  ConfigTree tree_;
  Scenario scenario_;
};

}  // namespace

absl::StatusOr<Scenario> ReadScenario(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  ConfigTree tree{.sources = {{path, text.str()}}};
  std::vector<Finding> findings;
  if (!in || !ReadYaml(text.str(), 0, tree.root, findings)) {
    return absl::InvalidArgumentError(findings.empty() ? path + ": cannot be read"
                                                       : FormatFinding(findings.front(), tree));
  }
  return Reader(std::move(tree)).Run();
}

}  // namespace telltale
