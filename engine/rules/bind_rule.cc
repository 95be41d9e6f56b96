#include "engine/rules/bind_rule.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/limits.h"
#include "engine/base/nearest.h"
#include "engine/base/strings.h"
#include "engine/rules/bind_forms.h"
#include "engine/rules/bind_message.h"
#include "engine/rules/section.h"
#include "engine/rules/topic_name.h"

namespace telltale {
namespace {

constexpr Millis kBackTtl{24 * 3600 * 1000};
constexpr size_t kMaxRuleName = 32;
constexpr char kHeaderWord[] = "header:";

bool IsRuleName(std::string_view name) {
  return !name.empty() && name.size() <= kMaxRuleName &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

// One rule on its way to being compiled.
class RuleBinder {
 public:
  RuleBinder(const ConfigNode::Member& member, std::vector<Finding>& findings)
      : findings_(findings),
        section_("rules.NAME", "rule " + member.key, &member.value, member.key_mark, findings) {
    rule_.name = member.key;
  }

  CompiledTopic* FindTopic(RuleSet& rules) { return BindItsTopic(rule_.name, section_, rules); }
  void Bind(CompiledTopic& topic, Millis message_ttl, const JobPlan& jobs);

 private:
  void BindKey(CompiledTopic& topic);
  void BindPlan(CompiledTopic& topic);

  std::vector<Finding>& findings_;
  Section section_;
  CompiledRule rule_;
};

void RuleBinder::Bind(CompiledTopic& topic, Millis message_ttl, const JobPlan& jobs) {
  rule_.jobs = jobs;
  rule_.jobs.gate = section_.Boolean("gate").value_or(jobs.gate);
  BindKey(topic);
  rule_.where = section_.Condition("where", topic.slots);
  rule_.fault = section_.Condition("fault", topic.slots);
  rule_.enable = section_.Condition("while", topic.slots);
  rule_.bad = section_.Condition("bad", topic.slots);
  rule_.good = section_.Condition("good", topic.slots);
  BindPlan(topic);
  if (section_.Node("start") == nullptr) section_.Missing("start");
  MessageBinder messages(section_, topic, rule_, findings_);
  rule_.start = messages.Bind("start", message_ttl).value_or(MessagePlan{});
  rule_.back = messages.Bind("back", kBackTtl);
  if (rule_.back && !rule_.back->name.empty() && rule_.back->name == rule_.start.name) {
    section_.Report(ErrorId::kBadName, section_.Node("back")->mark,
                    absl::StrCat("expected another message for 'back' than for 'start', but both "
                                 "are '",
                                 rule_.back->name, "'"));
  }
  rule_.forwards = messages.BindForwards(message_ttl);
  const bool ends = !rule_.plan.clear.Has(Clear::Form::kNever);
  if (ends && section_.Node("back") == nullptr) section_.Missing("back");
  topic.rules.push_back(std::move(rule_));
}

void RuleBinder::BindKey(CompiledTopic& topic) {
  const ConfigNode* key = section_.Node("key");
  if (key == nullptr) return section_.Missing("key");
  if (key->kind != ConfigNode::Kind::kList || key->items.empty()) {
    return section_.Report(ErrorId::kWrongType, key->mark,
                           "expected a list of field paths such as [vehicle, sensor] for 'key', "
                           "but there is something else");
  }
  for (const ConfigNode& item : key->items) {
    const std::optional<Path> path = ParsePath(item.scalar);
    if (item.kind != ConfigNode::Kind::kScalar || !path) {
      section_.Report(ErrorId::kBadForm, item.mark,
                      absl::StrCat("expected a field path, but it is '", item.scalar, "'"));
      continue;
    }
    if (std::find(rule_.key_paths.begin(), rule_.key_paths.end(), *path) != rule_.key_paths.end()) {
      section_.Report(ErrorId::kDuplicateOption, item.mark,
                      absl::StrCat("expected '", item.scalar,
                                   "' once in 'key', but it is there "
                                   "twice"));
    }
    rule_.key_paths.push_back(*path);
    rule_.key_slots.push_back(topic.slots.Add(*path));
  }
}

void RuleBinder::BindPlan(CompiledTopic& topic) {
  Plan& plan = rule_.plan;
  if (section_.Text("while_not").value_or("freeze") == "reset") plan.while_not = WhileNot::kReset;
  if (section_.Text("after_end").value_or("wait") == "restart") plan.after_end = AfterEnd::kRestart;
  plan.late = topic.late;
  plan.remember = topic.remember;
  plan.forget = section_.Duration("forget").value_or(plan.forget);
  rule_.retire = section_.Boolean("retire").value_or(false);
  BindForms(section_, topic, rule_);
}

StartAt BindStartAt(Section& section) {
  const std::optional<std::string> text = section.Text("start_at");
  if (!text || *text == "earliest") return {};
  if (*text == "latest") return {.kind = StartAt::Kind::kLatest};
  if (const auto ms = ParseRfc3339(*text)) return {StartAt::Kind::kTime, ArrivalMs(*ms)};
  section.Report(ErrorId::kBadForm, section.Node("start_at")->mark,
                 absl::StrCat("expected earliest, latest or an RFC 3339 time for 'start_at', but "
                              "it is '",
                              *text, "'"));
  return {};
}

IdSource BindId(Section& section, SlotTable& slots) {
  const std::optional<std::string> text = section.Text("id");
  if (!text) return {};
  if (text->rfind(kHeaderWord, 0) == 0) {
    std::string header = text->substr(sizeof(kHeaderWord) - 1);
    if (header.empty()) {
      section.Report(ErrorId::kBadForm, section.Node("id")->mark,
                     "expected the name of a header behind 'header:', but there is none");
    }
    return {.kind = IdSource::Kind::kHeader, .header = std::move(header)};
  }
  const std::optional<Path> path = section.FieldPath("id");
  return path ? IdSource{.kind = IdSource::Kind::kField, .slot = slots.Add(*path)} : IdSource{};
}

}  // namespace

CompiledTopic* BindItsTopic(const std::string& own_name, Section& section, RuleSet& rules) {
  if (!IsRuleName(own_name)) {
    section.Report(ErrorId::kBadName, section.mark(),
                   absl::StrCat("expected a name of at most 32 characters a-z, 0-9 and -, but it "
                                "is '",
                                own_name, "'"));
  }
  const std::optional<std::string> name = section.Text("topic");
  if (!name) {
    section.Missing("topic");
    return nullptr;
  }
  std::vector<std::string> known;
  for (CompiledTopic& topic : rules.topics) {
    if (topic.name == *name) return &topic;
    known.push_back(topic.name);
  }
  const std::string nearest = Nearest(*name, known);
  section.Report(
      ErrorId::kUnknownTopic, section.Node("topic")->mark,
      absl::StrCat("expected a topic that stands under `topics`, but '", *name, "' does not"),
      nearest.empty() ? "" : absl::StrCat("did you mean '", nearest, "'?"));
  return nullptr;
}

CompiledTopic BindTopic(const ConfigNode::Member& member, std::vector<Finding>& findings) {
  Section section("topics.NAME", "topic " + member.key, &member.value, member.key_mark, findings);
  CompiledTopic topic{.name = member.key};
  if (!IsTopicName(topic.name)) {
    section.Report(
        ErrorId::kBadName, section.mark(),
        absl::StrCat("expected the name of a Kafka topic (1 to 249 of a-z A-Z 0-9 . _ -, "
                     "not . or .. alone), but it is '",
                     topic.name, "'"));
  }
  section.Text("format");
  if (const auto path = section.FieldPath("time")) topic.time = topic.slots.Add(*path);
  if (const auto path = section.FieldPath("arrival")) topic.arrival = topic.slots.Add(*path);
  topic.id_source = BindId(section, topic.slots);
  topic.late = section.Duration("late").value_or(topic.late);
  topic.ahead = section.Duration("ahead").value_or(topic.ahead);
  topic.remember = static_cast<uint8_t>(section.Count("remember").value_or(topic.remember));
  topic.start_at = BindStartAt(section);
  return topic;
}

void BindRule(const ConfigNode::Member& member, Millis message_ttl, RuleSet& rules,
              std::vector<Finding>& findings) {
  RuleBinder binder(member, findings);
  if (CompiledTopic* topic = binder.FindTopic(rules)) binder.Bind(*topic, message_ttl, rules.jobs);
}

}  // namespace telltale
