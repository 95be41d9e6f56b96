#include "engine/rules/bind_message.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "engine/base/limits.h"
#include "engine/base/message_guard.h"
#include "engine/base/strings.h"
#include "engine/rules/renderer.h"

namespace telltale {
namespace {

constexpr size_t kMostVariableNameBytes = 100;

}  // namespace

bool IsVariableName(const std::string& name) {
  const auto fits = [](unsigned char c) { return absl::ascii_isalnum(c) || c == '_' || c >= 0x80; };
  return !name.empty() && name.size() <= kMostVariableNameBytes && !absl::ascii_isdigit(name[0]) &&
         std::all_of(name.begin(), name.end(), fits);
}

std::optional<Millis> BindTtl(Section& section) {
  const ConfigNode* node = section.Node("ttl");
  if (node == nullptr || ParseDuration(node->scalar) != Millis{0}) return section.Duration("ttl");
  section.Report(ErrorId::kZeroTtl, node->mark,
                 "expected a duration of at least 1s for 'ttl', but it is 0");
  return std::nullopt;
}

bool CheckVariable(Section& section, const ConfigNode::Member& member) {
  if (!IsVariableName(member.key)) {
    section.Report(ErrorId::kBadName, member.key_mark,
                   absl::StrCat("expected a name of letters, digits and _ in 'variables', "
                                "at most ",
                                kMostVariableNameBytes, " bytes, but it is '", member.key, "'"));
    return false;
  }
  if (member.value.kind == ConfigNode::Kind::kScalar) return true;
  section.Report(
      ErrorId::kWrongType, member.value.mark,
      absl::StrCat("expected an expression for '", member.key, "', but there is something else"));
  return false;
}

std::optional<MessagePlan> MessageBinder::Bind(std::string_view name, Millis ttl) {
  const ConfigNode* node = rule_section_.Node(name);
  if (node == nullptr) return std::nullopt;
  if (node->kind != ConfigNode::Kind::kMap) {
    return MessagePlan{.name = MessageName(name, *node, node), .ttl = ttl};
  }
  const std::string options = absl::StrCat("rules.NAME.", A(name));
  Section section(options, absl::StrCat("'", A(name), "' of rule ", rule_.name), node, node->mark,
                  findings_);
  const bool is_start = name == "start";
  return MessagePlan{.name = MessageName(name, *node, node->Find("message")),
                     .ttl = BindTtl(section).value_or(ttl),
                     .variables = BindVariables(section),
                     .expires = is_start ? section.Duration("expires") : std::nullopt};
}

std::vector<ForwardPlan> MessageBinder::BindForwards(Millis ttl) {
  const ConfigNode* node = rule_section_.Node("forward");
  std::vector<ForwardPlan> forwards;
  if (node == nullptr) return forwards;
  if (node->kind != ConfigNode::Kind::kList || node->items.empty() ||
      node->items.size() > kMaxForwards) {
    rule_section_.Report(ErrorId::kWrongType, node->mark,
                         absl::StrCat("expected a list of 1 to ", kMaxForwards,
                                      " entries for 'forward', but there is something else"),
                         "Write `forward: [{ where: ..., message: ... }]`.");
    return forwards;
  }
  for (const ConfigNode& item : node->items) forwards.push_back(BindForward(item, ttl));
  return forwards;
}

ForwardPlan MessageBinder::BindForward(const ConfigNode& node, Millis ttl) {
  Section section("rules.NAME.forward", absl::StrCat("'forward' of rule ", rule_.name), &node,
                  node.mark, findings_);
  if (node.kind != ConfigNode::Kind::kMap) return {};
  const ConfigNode* name = node.Find("message");
  ForwardPlan forward{.where = section.Condition("where", topic_.slots),
                      .message = {.name = MessageName("forward", node, name),
                                  .ttl = BindTtl(section).value_or(ttl),
                                  .variables = BindVariables(section)}};
  if (name != nullptr) CheckForwardName(forward.message.name, *name);
  return forward;
}

// A start published with a forward would begin another workflow, a back would end this one.
void MessageBinder::CheckForwardName(const std::string& name, const ConfigNode& node) {
  const bool is_start = name == rule_.start.name;
  if (name.empty() || !(is_start || (rule_.back && name == rule_.back->name))) return;
  rule_section_.Report(ErrorId::kBadName, node.mark,
                       absl::StrCat("expected another message for 'forward' than for '",
                                    is_start ? "start" : "back", "', but both are '", name, "'"));
}

// `node` may be absent; then `whole` is where it should be.
std::string MessageBinder::MessageName(std::string_view option, const ConfigNode& whole,
                                       const ConfigNode* node) {
  if (node != nullptr && node->kind == ConfigNode::Kind::kScalar && IsMessageName(node->scalar)) {
    return node->scalar;
  }
  rule_section_.Report(
      ErrorId::kBadName, node != nullptr ? node->mark : whole.mark,
      absl::StrCat("expected the name of a message for '", A(option), "', of 1 to ",
                   kMaxMessageNameBytes, " bytes without control characters, but there is none"));
  return "";
}

std::optional<OwnVariables> MessageBinder::BindVariables(Section& section) {
  const ConfigNode* node = section.Node("variables");
  if (node == nullptr || node->kind == ConfigNode::Kind::kNull) return std::nullopt;
  OwnVariables variables;
  if (node->kind != ConfigNode::Kind::kMap || node->members.size() > kMaxOwnVariables) {
    section.Report(ErrorId::kWrongType, node->mark,
                   absl::StrCat("expected up to ", kMaxOwnVariables,
                                " expressions by name for 'variables', but there is something "
                                "else"));
    return variables;
  }
  for (const ConfigNode::Member& member : node->members) {
    BindVariable(section, member, variables);
  }
  return variables;
}

void MessageBinder::BindVariable(Section& section, const ConfigNode::Member& member,
                                 OwnVariables& variables) {
  const auto reserved = ReservedVariables();
  if (std::find(reserved.begin(), reserved.end(), member.key) != reserved.end()) {
    return section.Report(ErrorId::kBadName, member.key_mark,
                          absl::StrCat("expected a name of your own in 'variables', but '",
                                       member.key, "' is sent by Telltale"),
                          "Leave it out: it is there all the same.");
  }
  if (!CheckVariable(section, member)) return;
  feel::CompileError error;
  if (variables.Add(member.key, member.value.scalar, rule_.key_paths, topic_.slots, error)) return;
  Mark mark = member.value.mark;
  mark.column += error.column - 1;
  section.Report(ErrorId::kBadExpression, mark, absl::StrCat("'", member.key, "': ", error.message),
                 error.remedy);
}

}  // namespace telltale
