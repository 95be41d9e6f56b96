#include "engine/rules/bind_publish.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "engine/base/strings.h"
#include "engine/rules/bind_message.h"
#include "engine/rules/section.h"
#include "engine/rules/topic_name.h"

namespace telltale {
namespace {

constexpr size_t kMostNameBytes = 32;

bool IsPlanName(std::string_view name) {
  const auto fits = [](unsigned char c) {
    return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '-';
  };
  return !name.empty() && name.size() <= kMostNameBytes &&
         std::all_of(name.begin(), name.end(), fits);
}

class PublishBinder {
 public:
  PublishBinder(const ConfigNode::Member& member, std::vector<Finding>& findings)
      : section_("publish.NAME", absl::StrCat("publish ", member.key), &member.value,
                 member.key_mark, findings) {
    plan_.name = member.key;
    if (IsPlanName(member.key)) return;
    section_.Report(ErrorId::kBadName, member.key_mark,
                    absl::StrCat("expected a name of 1 to ", kMostNameBytes,
                                 " characters of a-z, 0-9 and -, but it is '", member.key, "'"));
  }

  PublishPlan Bind() {
    plan_.job = Required("job");
    BindTopic();
    plan_.key = Program("key");
    if (auto value = Program("value")) {
      plan_.value = *std::move(value);
    } else if (section_.Node("value") == nullptr) {
      Compile("job.variables", section_.mark(), "value", plan_.value);
    }
    plan_.tombstone = Program("tombstone", JobPaths::Asked::kTruth);
    BindHeaders();
    BindResult();
    plan_.error = section_.Text("error").value_or("");
    plan_.retry_after = section_.Duration("retry_after").value_or(plan_.retry_after);
    plan_.in_flight = static_cast<uint32_t>(section_.Count("in_flight").value_or(plan_.in_flight));
    return std::move(plan_);
  }

 private:
  std::string Required(std::string_view name) {
    std::string text = section_.Text(name).value_or("");
    if (text.empty()) section_.Missing(name);
    return text;
  }

  // `topic: orders` or `topic: = job.headers.topic`.
  void BindTopic() {
    const std::string text = Required("topic");
    if (text.empty()) return;
    Mark mark = section_.Node("topic")->mark;
    if (text[0] == '=') {
      ++mark.column;
      Compile(std::string_view(text).substr(1), mark, "topic", plan_.topic_of.emplace());
    } else if (IsTopicName(text)) {
      plan_.topic = text;
    } else {
      section_.Report(ErrorId::kBadName, mark,
                      absl::StrCat("expected ", A(kATopicName),
                                   ", or = and an expression, but it is '", text, "'"));
    }
  }

  std::optional<feel::Program> Program(std::string_view name,
                                       JobPaths::Asked asked = JobPaths::Asked::kValue) {
    const std::optional<std::string> source = section_.Text(name);
    feel::Program program;
    if (!source || !Compile(*source, section_.Node(name)->mark, name, program, asked)) {
      return std::nullopt;
    }
    return program;
  }

  bool Compile(std::string_view source, Mark mark, std::string_view name, feel::Program& program,
               JobPaths::Asked asked = JobPaths::Asked::kValue) {
    feel::CompileError error;
    if (plan_.paths.Compile(source, asked, program, error)) return true;
    mark.column += error.column - 1;
    section_.Report(ErrorId::kBadExpression, mark, absl::StrCat("'", A(name), "': ", error.message),
                    error.remedy);
    return false;
  }

  void BindHeaders() {
    const ConfigNode* node = section_.Node("headers");
    if (node == nullptr || node->kind == ConfigNode::Kind::kNull) return;
    if (node->kind != ConfigNode::Kind::kMap) {
      return section_.Report(ErrorId::kWrongType, node->mark,
                             "expected expressions by name for 'headers', but there is something "
                             "else");
    }
    for (const ConfigNode::Member& member : node->members) BindHeader(member);
  }

  void BindHeader(const ConfigNode::Member& member) {
    if (member.key.empty() || member.key.rfind(kOwnHeaders, 0) == 0) {
      return section_.Report(ErrorId::kBadName, member.key_mark,
                             absl::StrCat("expected the name of a header, not beginning with ",
                                          A(kOwnHeaders), ", but it is '", member.key, "'"));
    }
    if (member.value.kind != ConfigNode::Kind::kScalar) {
      return section_.Report(ErrorId::kWrongType, member.value.mark,
                             absl::StrCat("expected an expression for '", member.key,
                                          "', but there is something else"));
    }
    feel::Program program;
    if (!Compile(member.value.scalar, member.value.mark, member.key, program)) return;
    plan_.headers.emplace_back(member.key, std::move(program));
  }

  void BindResult() {
    plan_.result = section_.Text("result").value_or("");
    if (plan_.result.empty() || IsVariableName(plan_.result)) return;
    section_.Report(ErrorId::kBadName, section_.Node("result")->mark,
                    absl::StrCat("expected a name of letters, digits and _ for 'result', but it is "
                                 "'",
                                 plan_.result, "'"));
  }

  Section section_;
  PublishPlan plan_;
};

void CheckSurroundings(const ConfigNode& node, const Config& config,
                       std::vector<Finding>& findings) {
  const auto missing = [&](std::string_view section, std::string_view why) {
    findings.push_back({.error = ErrorId::kMissingOption,
                        .mark = node.mark,
                        .text = absl::StrCat("expected a `", A(section), "` section beside ",
                                             "`publish`, but there is none"),
                        .reason = std::string(why)});
  };
  if (!config.kafka) missing("kafka", "Records are written there.");
  if (!config.zeebe) missing("zeebe", "The jobs come from there.");
}

}  // namespace

void BindPublish(const ConfigNode& root, Config& config, std::vector<Finding>& findings) {
  const ConfigNode* node = root.Find("publish");
  if (node == nullptr) return;
  if (node->kind != ConfigNode::Kind::kMap || node->members.empty()) {
    findings.push_back({.error = ErrorId::kMissingOption,
                        .mark = node->mark,
                        .text = "expected at least one entry under `publish`, but there is none"});
    return;
  }
  CheckSurroundings(*node, config, findings);
  std::map<std::string, std::string> taken;  // job type -> by whom
  if (!config.rules.topics.empty() || root.Find("rules") != nullptr) {
    taken = {{config.rules.jobs.gate_job, "zeebe.gate_job"},
             {config.rules.jobs.ended_job, "zeebe.ended_job"}};
  }
  for (const ConfigNode::Member& member : node->members) {
    PublishPlan plan = PublishBinder(member, findings).Bind();
    const auto [other, is_new] = taken.emplace(plan.job, absl::StrCat("publish.", plan.name));
    if (!is_new && !plan.job.empty()) {
      findings.push_back(
          {.error = ErrorId::kJobTypeTaken,
           .mark = member.value.Find("job")->mark,
           .text = absl::StrCat("expected a job type of its own for publish ", plan.name, ", but '",
                                plan.job, "' is that of ", other->second, " too")});
    }
    config.publish.push_back(std::move(plan));
  }
}

}  // namespace telltale
