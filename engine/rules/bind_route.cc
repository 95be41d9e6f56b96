#include "engine/rules/bind_route.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/limits.h"
#include "engine/base/message_guard.h"
#include "engine/base/strings.h"
#include "engine/rules/bind_message.h"
#include "engine/rules/bind_rule.h"
#include "engine/rules/section.h"

namespace telltale {
namespace {

// One route on its way to being compiled.
class RouteBinder {
 public:
  RouteBinder(const ConfigNode::Member& member, std::vector<Finding>& findings)
      : section_("routes.NAME", "route " + member.key, &member.value, member.key_mark, findings) {
    route_.name = member.key;
  }

  void Run(Millis message_ttl, RuleSet& rules) {
    if (HasRule(rules, route_.name)) {
      section_.Report(
          ErrorId::kNameTaken, section_.mark(),
          absl::StrCat("expected a name that no rule has, but there is a rule ", route_.name));
    }
    CompiledTopic* const topic = BindItsTopic(route_.name, section_, rules);
    if (topic == nullptr) return;
    fields_ = &topic->slots;
    BindWhere();
    BindMessage();
    route_.message_id = Compile("id");
    route_.ttl = BindTtl(section_).value_or(message_ttl);
    BindVariables();
    topic->routes.push_back(std::move(route_));
  }

 private:
  void BindWhere();
  void BindMessage();
  void BindName(std::string_view option, const ConfigNode& node);
  void BindVariables();
  std::optional<feel::Program> Compile(std::string_view option);
  std::optional<feel::Program> Compile(std::string_view option, Mark mark, std::string_view source);
  void BindInputs(std::string_view option, const Mark& mark);

  Section section_;
  SlotTable* fields_ = nullptr;
  CompiledRoute route_;
};

// Before all else, so that what it reads comes first.
void RouteBinder::BindWhere() {
  route_.where = section_.Condition("where", route_.inputs.paths());
  const ConfigNode* node = section_.Node("where");
  BindInputs("where", node == nullptr ? section_.mark() : node->mark);
  route_.where_inputs = route_.inputs.size();
}

void RouteBinder::BindMessage() {
  const ConfigNode* const start = section_.Node("start");
  const ConfigNode* const correlate = section_.Node("correlate");
  route_.with = Compile("with");
  if ((start == nullptr) == (correlate == nullptr)) {
    return section_.Report(
        ErrorId::kStartOrCorrelate, start == nullptr ? section_.mark() : correlate->mark,
        absl::StrCat("expected either 'start' or 'correlate' in route ", route_.name, ", but ",
                     start == nullptr ? "there is neither" : "both are given"));
  }
  route_.starts = start != nullptr;
  BindName(start != nullptr ? "start" : "correlate", start != nullptr ? *start : *correlate);
  if (correlate != nullptr && section_.Node("with") == nullptr) section_.Missing("with");
}

// A name as it is, or behind `=` an expression that gives it.
void RouteBinder::BindName(std::string_view option, const ConfigNode& node) {
  const bool is_scalar = node.kind == ConfigNode::Kind::kScalar;
  if (is_scalar && node.scalar.starts_with('=')) {
    Mark mark = node.mark;
    ++mark.column;
    route_.message_name = Compile(option, mark, std::string_view(node.scalar).substr(1));
    return;
  }
  if (is_scalar && IsMessageName(node.scalar)) {
    route_.message = node.scalar;
    return;
  }
  section_.Report(
      ErrorId::kBadName, node.mark,
      absl::StrCat("expected the name of a message for '", A(option), "', of 1 to ",
                   kMaxMessageNameBytes, " bytes without control characters, but there is none"));
}

void RouteBinder::BindVariables() {
  const ConfigNode* const node = section_.Node("variables");
  if (node == nullptr || node->kind == ConfigNode::Kind::kNull) return;
  if (node->kind == ConfigNode::Kind::kScalar) {
    route_.all_variables = Compile("variables");
    return;
  }
  if (node->kind != ConfigNode::Kind::kMap || node->members.size() > kMaxOwnVariables) {
    return section_.Report(ErrorId::kWrongType, node->mark,
                           absl::StrCat("expected up to ", kMaxOwnVariables,
                                        " expressions by name, or one that gives an object, for "
                                        "'variables', but there is something else"));
  }
  auto& variables = route_.variables.emplace();
  for (const ConfigNode::Member& member : node->members) {
    if (!CheckVariable(section_, member)) continue;
    auto value = Compile(member.key, member.value.mark, member.value.scalar);
    if (value) variables.emplace_back(member.key, *std::move(value));
  }
}

std::optional<feel::Program> RouteBinder::Compile(std::string_view option) {
  const std::optional<std::string> source = section_.Text(option);
  if (!source) return std::nullopt;
  return Compile(option, section_.Node(option)->mark, *source);
}

std::optional<feel::Program> RouteBinder::Compile(std::string_view option, Mark mark,
                                                  std::string_view source) {
  feel::Program program;
  feel::CompileError error;
  if (feel::Compile(source, route_.inputs.paths(), program, error)) {
    BindInputs(option, mark);
    return program;
  }
  mark.column += error.column - 1;
  section_.Report(ErrorId::kBadExpression, mark, absl::StrCat("'", A(option), "': ", error.message),
                  error.remedy);
  return std::nullopt;
}

void RouteBinder::BindInputs(std::string_view option, const Mark& mark) {
  const std::optional<Path> unknown = route_.inputs.Bind(*fields_);
  if (!unknown) return;
  section_.Report(ErrorId::kBadExpression, mark,
                  absl::StrCat("'", A(option), "': expected something of the record, but ",
                               unknown->ToString(), " is nothing of it"),
                  "A record has record.key, record.topic, record.partition, record.offset, "
                  "record.timestamp and "
                  "record.headers.NAME.");
}

}  // namespace

void BindRoute(const ConfigNode::Member& member, Millis message_ttl, RuleSet& rules,
               std::vector<Finding>& findings) {
  RouteBinder(member, findings).Run(message_ttl, rules);
}

}  // namespace telltale
