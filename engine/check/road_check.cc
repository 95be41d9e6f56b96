#include "engine/check/road_check.h"

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "engine/base/strings.h"
#include "engine/check/hyphens.h"
#include "engine/check/witness.h"
#include "engine/check/zeebe_words.h"
#include "engine/feel/code.h"

namespace telltale {
namespace {

using Severity = Finding::Severity;

class RoadChecker {
 public:
  RoadChecker(const Config& config, const ConfigTree& tree) : config_(config), tree_(tree) {}

  std::vector<Finding> Run() {
    CheckState();
    for (const PublishPlan& plan : config_.publish) CheckTopicOf(plan);
    for (const CompiledTopic& topic : config_.rules.topics) CheckTopic(topic);
    for (const char* section : {"routes", "publish"}) CheckHyphens(tree_.root.Find(section));
    if (config_.history) CheckHistory(*config_.history);
    return std::move(findings_);
  }

 private:
  void Warn(ErrorId error, const Mark& mark, std::string text, std::string remedy = "") {
    findings_.push_back({Severity::kWarning, error, mark, std::move(text), std::move(remedy),
                         std::string(FindError(error).meaning)});
  }
  // Where an option of the section stands; if it is not given, where the section does.
  Mark OfSection(const char* section, const std::string& option = "") const {
    const ConfigNode* node = tree_.root.Find(section);
    const ConfigNode* found = option.empty() ? nullptr : node->Find(option);
    return (found != nullptr ? found : node)->mark;
  }

  void CheckState();
  void CheckTopicOf(const PublishPlan& plan);
  void CheckTopic(const CompiledTopic& topic);
  void CheckName(const CompiledRoute& route);
  void CheckCircle(const CompiledTopic& topic);
  void CheckHyphens(const ConfigNode* node);
  void CheckHistory(const HistoryPlan& plan);
  void CheckFields(const HistoryPlan& plan, const feel::Program& program, const Mark& mark);
  void CheckWords(const HistoryPlan& plan, const feel::Program& program, const Mark& mark);

  const Config& config_;
  const ConfigTree& tree_;
  std::vector<Finding> findings_;
};

// What `run` would refuse, unless the command line helps.
void RoadChecker::CheckState() {
  const bool reads_kafka = config_.kafka && !config_.rules.topics.empty() &&
                           (config_.input.empty() || config_.input == "kafka");
  if (!config_.state.dir.empty()) return;
  const auto warn = [this](const char* section, std::string_view because) {
    Warn(
        ErrorId::kInputMismatch, OfSection(section),
        absl::StrCat("expected `dir` under `state`, because ", A(because), ", but it is not given"),
        "Add `state: { dir: /var/lib/telltale }`, or give `run` a --state-dir.");
  };
  if (config_.history) return warn("history", "history is taken");
  if (reads_kafka) return warn("kafka", "Kafka is read");
  if (config_.audit) warn("audit", "the audit waits there");
}

// `job.headers.topic` or `job.key`, where `root` is `job` and `own` what it has.
bool IsPathOf(std::string_view root, std::initializer_list<std::string_view> own,
              std::string_view text) {
  return std::any_of(own.begin(), own.end(), [&](std::string_view each) {
    const std::string path = absl::StrCat(A(root), ".", A(each));
    return text == path || text.starts_with(path + ".");
  });
}

void RoadChecker::CheckTopicOf(const PublishPlan& plan) {
  if (!IsPathOf("job", {"headers", "variables", "key", "type", "instance", "process", "element"},
                plan.topic)) {
    return;
  }
  Warn(ErrorId::kNameOrExpression, PlaceOf(tree_, "publish", plan.name, "topic"),
       absl::StrCat("expected the topic of publish ", plan.name, ", but `", plan.topic,
                    "` is a name as it stands, and not what the job says"),
       absl::StrCat("Write `topic: = ", plan.topic, "`."));
}

void RoadChecker::CheckTopic(const CompiledTopic& topic) {
  for (const CompiledRoute& route : topic.routes) CheckName(route);
  CheckCircle(topic);
}

void RoadChecker::CheckName(const CompiledRoute& route) {
  if (!IsPathOf("record", {"headers", "key", "topic"}, route.message)) return;
  const std::string option = route.starts ? "start" : "correlate";
  Warn(ErrorId::kNameOrExpression, PlaceOf(tree_, "routes", route.name, option),
       absl::StrCat("expected the name of a message of route ", route.name, ", but `",
                    route.message, "` is a name as it stands, and not what the record says"),
       absl::StrCat("Write `", option, ": = ", route.message, "`."));
}

// Who reads the topic, as a person would say it.
std::string ReaderOf(const CompiledTopic& topic) {
  return topic.rules.empty() ? absl::StrCat("route ", topic.routes.front().name)
                             : absl::StrCat("rule ", topic.rules.front().name);
}

bool WritesTo(const HistoryPlan& plan, const std::string& topic) {
  const auto types = ZeebeValueTypes();
  return std::any_of(types.begin(), types.end(), [&](std::string_view type) {
    const std::string word = absl::AsciiStrToLower(absl::StrReplaceAll(A(type), {{"_", "-"}}));
    return absl::StrReplaceAll(plan.topic, {{kValueTypeWord, word}}) == topic;
  });
}

void RoadChecker::CheckCircle(const CompiledTopic& topic) {
  const auto warn = [&](const Mark& mark, std::string_view who) {
    Warn(ErrorId::kRoadsInACircle, mark,
         absl::StrCat("expected another topic for ", A(who), " than one that is read, but ",
                      ReaderOf(topic), " reads ", topic.name));
  };
  for (const PublishPlan& plan : config_.publish) {
    if (plan.topic != topic.name) continue;
    warn(PlaceOf(tree_, "publish", plan.name, "topic"), absl::StrCat("publish ", plan.name));
  }
  if (config_.history && WritesTo(*config_.history, topic.name)) {
    warn(OfSection("history", "topic"), "history");
  }
  if (config_.audit && config_.audit->topic == topic.name) {
    warn(OfSection("audit", "topic"), "audit");
  }
}

void RoadChecker::CheckHyphens(const ConfigNode* node) {
  if (node == nullptr) return;
  for (const ConfigNode::Member& member : node->members) CheckHyphens(&member.value);
  for (const HyphenSlip& slip : FindHyphenSlips(node->scalar)) {
    Mark mark = node->mark;
    mark.column += slip.column - 1;
    Warn(ErrorId::kHyphenSubtracts, mark,
         absl::StrCat("expected the name of a header, but `", slip.written, "` subtracts"),
         absl::StrCat("Write ", slip.meant, "."));
  }
}

void RoadChecker::CheckHistory(const HistoryPlan& plan) {
  if (!config_.shard.is_all()) {
    Warn(ErrorId::kHistoryOfShards, OfSection("history"),
         absl::StrCat("expected `history` at one node, but this is shard ",
                      FormatShard(config_.shard), ", and each shard would take it"));
  }
  if (plan.where) {
    CheckFields(plan, *plan.where, OfSection("history", "where"));
    CheckWords(plan, *plan.where, OfSection("history", "where"));
  }
  if (plan.key) CheckFields(plan, *plan.key, OfSection("history", "key"));
  for (const HistoryHeader& header : plan.headers) {
    const ConfigNode* const headers = tree_.root.Find("history")->Find("headers");
    CheckFields(plan, header.value, headers->Find(header.name)->mark);
  }
}

void RoadChecker::CheckFields(const HistoryPlan& plan, const feel::Program& program,
                              const Mark& mark) {
  for (const Slot slot : FieldsOf(program)) {
    const Path& path = plan.slots.paths()[slot];
    const std::optional<std::string> mended = MendZeebeField(path.segments[0]);
    if (!mended) continue;
    Warn(ErrorId::kUnknownToZeebe, mark,
         absl::StrCat("expected a field that Zeebe's records have, but none has ", path.ToString()),
         mended->empty()
             ? absl::StrCat("What belongs to the value type stands below `value`: value.",
                            path.ToString(), ".")
             : absl::StrCat("did you mean '", *mended, "'?"));
  }
}

void RoadChecker::CheckWords(const HistoryPlan& plan, const feel::Program& program,
                             const Mark& mark) {
  const feel::Code& code = *program.code();
  const auto check = [&](const feel::Operand& field, const feel::Operand& constant) {
    if (field.kind != feel::Operand::Kind::kSlot ||
        constant.kind != feel::Operand::Kind::kConstant) {
      return;
    }
    const Value& value = code.constants[constant.index];
    if (value.kind != Value::Kind::kString) return;
    const std::string path = plan.slots.paths()[field.index].ToString();
    const std::optional<std::string> mended = MendZeebeWord(path, value.text);
    if (!mended) return;
    Warn(ErrorId::kUnknownToZeebe, mark,
         absl::StrCat("expected one of Zeebe's words for ", path, ", but \"", A(value.text),
                      "\" is none"),
         mended->empty() ? "" : absl::StrCat("did you mean \"", *mended, "\"?"));
  };
  for (const feel::Instruction& each : code.instructions) {
    check(each.operands[0], each.operands[1]);
    check(each.operands[1], each.operands[0]);
  }
}

}  // namespace

std::vector<Finding> CheckRoads(const Config& config, const ConfigTree& tree) {
  return RoadChecker(config, tree).Run();
}

}  // namespace telltale
