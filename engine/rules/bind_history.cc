#include "engine/rules/bind_history.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "engine/base/strings.h"
#include "engine/rules/bind_access.h"
#include "engine/rules/config.h"
#include "engine/rules/section.h"
#include "engine/rules/topic_name.h"

namespace telltale {
namespace {

constexpr char kZeebeHeaders[] = "zeebe-";
constexpr size_t kMostHeaders = 64;

class HistoryBinder {
 public:
  HistoryBinder(const ConfigNode& node, std::vector<Finding>& findings)
      : findings_(findings), section_("history", "history", &node, node.mark, findings) {}

  HistoryPlan Bind() {
    BindTls();
    BindListen();
    BindTopic();
    plan_.where = section_.Condition("where", plan_.slots);
    if (const ConfigNode* key = section_.Node("key")) plan_.key = Compile("key", *key);
    BindHeaders();
    BindUser();
    BindSizes();
    plan_.connections = section_.Count("connections").value_or(plan_.connections);
    return std::move(plan_);
  }

 private:
  void BindTls();
  void BindListen();
  void BindTopic();
  void BindHeaders();
  void BindUser();
  void BindSizes();
  feel::Program Compile(std::string_view what, const ConfigNode& node);

  std::vector<Finding>& findings_;
  Section section_;
  HistoryPlan plan_;
};

void HistoryBinder::BindTls() {
  const ConfigNode* const node = section_.Node("tls");
  if (node == nullptr) return;
  Section section("history.tls", "history.tls", node, node->mark, findings_);
  HistoryTls& tls = plan_.tls.emplace();
  tls.certificate = section.Text("certificate").value_or("");
  tls.key = section.Text("key").value_or("");
  for (const char* name : {"certificate", "key"}) {
    if (section.Node(name) == nullptr) section.Missing(name);
  }
}

void HistoryBinder::BindListen() {
  const bool plain_text = section_.Boolean("plain_text").value_or(false);
  plan_.listen = section_.Text("listen").value_or(plan_.listen);
  if (!IsListenAddress(plan_.listen)) {
    return section_.Report(
        ErrorId::kBadForm, section_.Node("listen")->mark,
        absl::StrCat("expected ADDRESS:PORT such as 127.0.0.1:9621 for 'listen', but it is '",
                     plan_.listen, "'"));
  }
  if (plain_text || plan_.tls || IsLoopback(plan_.listen)) return;
  section_.Report(ErrorId::kHistoryInTheClear, section_.Node("listen")->mark,
                  absl::StrCat("expected an address of this machine alone for 'listen', because "
                               "without `tls` history comes in plain text, but it is '",
                               plan_.listen, "'"));
}

void HistoryBinder::BindTopic() {
  plan_.topic = section_.Text("topic").value_or("");
  if (plan_.topic.empty()) return section_.Missing("topic");
  if (IsTopicName(absl::StrReplaceAll(plan_.topic, {{kValueTypeWord, "value-type"}}))) return;
  section_.Report(ErrorId::kBadName, section_.Node("topic")->mark,
                  absl::StrCat("expected the name of a Kafka topic, with ", kValueTypeWord,
                               " for the record's value type or without it, for 'topic', but it "
                               "is '",
                               plan_.topic, "'"));
}

void HistoryBinder::BindHeaders() {
  const ConfigNode* node = section_.Node("headers");
  if (node == nullptr || node->kind == ConfigNode::Kind::kNull) return;
  if (node->kind != ConfigNode::Kind::kMap || node->members.size() > kMostHeaders) {
    return section_.Report(ErrorId::kWrongType, node->mark,
                           absl::StrCat("expected up to ", kMostHeaders,
                                        " expressions by name for 'headers', but there is "
                                        "something else"));
  }
  for (const ConfigNode::Member& member : node->members) {
    if (member.key.empty() || member.key.rfind(kZeebeHeaders, 0) == 0) {
      section_.Report(ErrorId::kBadName, member.key_mark,
                      absl::StrCat("expected the name of a header, not beginning with ",
                                   kZeebeHeaders, ", but it is '", member.key, "'"));
    }
    plan_.headers.push_back({member.key, Compile(member.key, member.value)});
  }
}

void HistoryBinder::BindUser() {
  plan_.username = section_.Text("username").value_or("");
  plan_.password = section_.Text("password").value_or("");
  if (plan_.username.find(':') != std::string::npos) {
    section_.Report(ErrorId::kBadName, section_.Node("username")->mark,
                    "expected a name without a colon for 'username', as basic authentication has "
                    "it, but there is one");
  }
  if (plan_.username.empty() == plan_.password.empty()) return;
  section_.Missing(plan_.username.empty() ? "username" : "password");
}

void HistoryBinder::BindSizes() {
  const std::optional<int64_t> body = section_.Bytes("body");
  const std::optional<int64_t> memory = section_.Bytes("memory");
  plan_.body_bytes = body.value_or(plan_.body_bytes);
  plan_.memory_bytes = memory.value_or(std::max(plan_.memory_bytes, plan_.body_bytes));
  if (plan_.memory_bytes >= plan_.body_bytes) return;
  section_.Report(
      ErrorId::kOutOfRange, section_.Node("memory")->mark,
      absl::StrCat("expected at least the ", plan_.body_bytes,
                   " bytes of one request (`body`) for 'memory', but it is ", plan_.memory_bytes));
}

feel::Program HistoryBinder::Compile(std::string_view what, const ConfigNode& node) {
  feel::Program program;
  feel::CompileError error;
  if (node.kind != ConfigNode::Kind::kScalar) {
    section_.Report(ErrorId::kWrongType, node.mark,
                    absl::StrCat("expected an expression for '", A(what), "', but there is none"));
  } else if (!feel::Compile(node.scalar, plan_.slots, program, error)) {
    Mark mark = node.mark;
    mark.column += error.column - 1;
    section_.Report(ErrorId::kBadExpression, mark, absl::StrCat("'", A(what), "': ", error.message),
                    error.remedy);
  }
  return program;
}

}  // namespace

HistoryPlan BindHistory(const ConfigNode& node, std::vector<Finding>& findings) {
  return HistoryBinder(node, findings).Bind();
}

}  // namespace telltale
