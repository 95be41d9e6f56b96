#include "engine/rules/config.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "engine/base/nearest.h"
#include "engine/base/strings.h"
#include "engine/rules/bind_access.h"
#include "engine/rules/bind_history.h"
#include "engine/rules/bind_publish.h"
#include "engine/rules/bind_route.h"
#include "engine/rules/bind_rule.h"
#include "engine/rules/section.h"
#include "engine/rules/topic_name.h"

namespace telltale {
namespace {

constexpr std::array<std::string_view, 15> kOwnedProperties = {
    "bootstrap.servers",       "group.id",
    "enable.auto.commit",      "enable.auto.offset.store",
    "auto.offset.reset",       "enable.partition.eof",
    "group.instance.id",       "partition.assignment.strategy",
    "enable.idempotence",      "acks",
    "transactional.id",        "request.required.acks",
    "message.timeout.ms",      "delivery.timeout.ms",
    "enable.gapless.guarantee"};

constexpr size_t kMostJobTypeBytes = 500;

class ConfigBinder {
 public:
  ConfigBinder(const Environment& environment, Config& config)
      : environment_(environment), config_(config) {}

  std::vector<Finding> Run(ConfigTree tree) {
    Substitute(tree.root);
    CheckSections(tree.root);
    BindTop(tree.root);
    BindKafka(tree.root.Find("kafka"));
    BindZeebe(tree.root.Find("zeebe"));
    ShardJobs();
    BindEmbedded(tree.root.Find("embedded"));
    BindState(tree.root.Find("state"));
    BindHttp(tree.root.Find("http"));
    BindHistory(tree.root.Find("history"));
    BindAudit(tree.root.Find("audit"));
    BindPublish(tree.root, config_, findings_);
    BindRules(tree.root);
    SortByPlace(findings_);
    return std::move(findings_);
  }

 private:
  void Report(ErrorId error, const Mark& mark, std::string text, std::string remedy = "",
              Finding::Severity severity = Finding::Severity::kError) {
    findings_.push_back({severity, error, mark, std::move(text), std::move(remedy)});
  }

  void Substitute(ConfigNode& node);
  std::string Expand(const ConfigNode& node);
  void CheckSections(const ConfigNode& root);
  void BindTop(const ConfigNode& root);
  void BindKafka(const ConfigNode* node);
  void BindProperties(const ConfigNode* node);
  void BindZeebe(const ConfigNode* node);
  void BindShard(Section& section);
  void BindJobs(Section& section);
  void ShardJobs();
  void BindEmbedded(const ConfigNode* node);
  void BindState(const ConfigNode* node);
  void BindHttp(const ConfigNode* node);
  void BindHistory(const ConfigNode* node);
  void BindAudit(const ConfigNode* node);
  const ConfigNode* FindEntries(const ConfigNode& root, const char* section);
  void BindRules(const ConfigNode& root);
  void DropUnusedTopics(const ConfigNode& node);

  const Environment& environment_;
  Config& config_;
  std::vector<Finding> findings_;
};

void ConfigBinder::Substitute(ConfigNode& node) {
  if (node.kind == ConfigNode::Kind::kScalar) node.scalar = Expand(node);
  for (ConfigNode& item : node.items) Substitute(item);
  for (ConfigNode::Member& member : node.members) Substitute(member.value);
}

std::string ConfigBinder::Expand(const ConfigNode& node) {
  Expanded expanded = ExpandVariables(node.scalar, environment_);
  for (const std::string& name : expanded.unset) {
    Report(ErrorId::kUnsetVariable, node.mark,
           absl::StrCat("expected the environment variable ", name, ", but it is not set"));
  }
  return std::move(expanded.text);
}

void ConfigBinder::CheckSections(const ConfigNode& root) {
  std::vector<std::string> known = {"kafka", "zeebe",  "embedded", "state",  "http",   "history",
                                    "audit", "topics", "rules",    "routes", "publish"};
  for (const Option& option : OptionTable()) {
    if (option.section.empty()) known.emplace_back(option.name);
  }
  for (const ConfigNode::Member& member : root.members) {
    if (std::find(known.begin(), known.end(), member.key) != known.end()) continue;
    const std::string nearest = Nearest(member.key, known);
    Report(ErrorId::kUnknownOption, member.key_mark,
           absl::StrCat("expected a section, but there is none named '", member.key, "'"),
           nearest.empty() ? "" : absl::StrCat("did you mean '", nearest, "'?"));
  }
}

void ConfigBinder::BindTop(const ConfigNode& root) {
  // Sections were looked at already; only the top-level options are read here.
  ConfigNode options{.kind = ConfigNode::Kind::kMap, .mark = root.mark};
  for (const Option& option : OptionTable()) {
    const ConfigNode* node = root.Find(std::string(option.name));
    if (!option.section.empty() || node == nullptr) continue;
    options.members.push_back({std::string(option.name), node->mark, *node});
  }
  Section section("", "the configuration", &options, root.mark, findings_);
  config_.input = section.Text("input").value_or("");
  config_.output = section.Text("output").value_or("");
  config_.follow = section.Boolean("follow").value_or(false);
  if (const auto loops = section.Count("loops")) config_.loops = static_cast<uint32_t>(*loops);
  BindShard(section);
}

void ConfigBinder::BindShard(Section& section) {
  const std::optional<std::string> text = section.Text("shard");
  if (!text) return;
  if (const std::optional<Shard> shard = ParseShard(*text)) {
    config_.shard = *shard;
    return;
  }
  section.Report(ErrorId::kBadForm, section.Node("shard")->mark,
                 absl::StrCat("expected I/N, the I-th of N shards (at most ", kMostShards,
                              "), for 'shard', but it is '", *text, "'"));
}

void ConfigBinder::BindKafka(const ConfigNode* node) {
  if (node == nullptr) return;
  Section section("kafka", "kafka", node, node->mark, findings_);
  KafkaConfig& kafka = config_.kafka.emplace();
  kafka.brokers = section.Text("brokers").value_or("");
  const ConfigNode* const brokers = section.Node("brokers");
  const bool is_something = brokers != nullptr && (brokers->kind == ConfigNode::Kind::kList ||
                                                   brokers->kind == ConfigNode::Kind::kMap);
  if (kafka.brokers.empty() && !is_something) section.Missing("brokers");
  kafka.group = section.Text("group").value_or(kafka.group);
  kafka.delivery_timeout = section.Duration("delivery_timeout").value_or(kafka.delivery_timeout);
  BindProperties(section.Node("properties"));
}

void ConfigBinder::BindProperties(const ConfigNode* node) {
  if (node == nullptr || node->kind == ConfigNode::Kind::kNull) return;
  if (node->kind != ConfigNode::Kind::kMap) {
    return Report(ErrorId::kWrongType, node->mark,
                  "expected properties by name, but there is something else");
  }
  for (const ConfigNode::Member& member : node->members) {
    const auto& owned = kOwnedProperties;
    if (std::find(owned.begin(), owned.end(), member.key) != owned.end()) {
      Report(ErrorId::kOwnedProperty, member.key_mark,
             absl::StrCat("expected properties that are yours to set, but '", member.key,
                          "' is set by Telltale"));
    } else if (member.value.kind != ConfigNode::Kind::kScalar) {
      Report(ErrorId::kWrongType, member.value.mark,
             absl::StrCat("expected a value for '", member.key, "', but there is none"));
    } else {
      config_.kafka->properties[member.key] = member.value.scalar;
    }
  }
}

void ConfigBinder::BindZeebe(const ConfigNode* node) {
  if (node == nullptr) return;
  ZeebeConfig& zeebe = config_.zeebe.emplace();
  if (const ConfigNode* ttl = node->Find("message_ttl");
      ttl != nullptr && ParseDuration(ttl->scalar) == Millis{0}) {
    Report(ErrorId::kZeroTtl, ttl->mark,
           "expected a duration of at least 1s for 'message_ttl', but it is 0");
  }
  Section section("zeebe", "zeebe", node, node->mark, findings_);
  zeebe.gateway = section.Text("gateway").value_or("");
  if (zeebe.gateway.empty()) section.Missing("gateway");
  zeebe.message_ttl = section.Duration("message_ttl").value_or(zeebe.message_ttl);
  zeebe.request_timeout = section.Duration("request_timeout").value_or(zeebe.request_timeout);
  zeebe.confirm_within = section.Duration("confirm_within").value_or(zeebe.confirm_within);
  BindAccess(section, zeebe, findings_);
  BindJobs(section);
}

void ConfigBinder::BindJobs(Section& section) {
  JobPlan& jobs = config_.rules.jobs;
  jobs.gate = section.Boolean("gate").value_or(jobs.gate);
  jobs.gate_job = section.Text("gate_job").value_or(jobs.gate_job);
  jobs.ended_job = section.Text("ended_job").value_or(jobs.ended_job);
  for (const auto& [name, type] :
       {std::pair("gate_job", &jobs.gate_job), std::pair("ended_job", &jobs.ended_job)}) {
    if (!type->empty() && type->size() <= kMostJobTypeBytes) continue;
    section.Report(ErrorId::kBadName, section.Node(name)->mark,
                   absl::StrCat("expected a job type of 1 to ", kMostJobTypeBytes, " bytes for '",
                                name, "', but it has ", type->size()));
  }
  if (jobs.gate_job != jobs.ended_job) return;
  const ConfigNode* node = section.Node("ended_job");
  section.Report(ErrorId::kBadName, (node != nullptr ? node : section.Node("gate_job"))->mark,
                 absl::StrCat("expected another job type for 'ended_job' than for 'gate_job', but "
                              "both are '",
                              jobs.gate_job, "'"));
}

// Each shard has job types of its own, so that a report comes to the node that it is for.
void ConfigBinder::ShardJobs() {
  const Shard& shard = config_.shard;
  if (shard.is_all()) return;
  for (std::string* type : {&config_.rules.jobs.gate_job, &config_.rules.jobs.ended_job}) {
    absl::StrAppend(type, ".", shard.number, "-of-", shard.count);
  }
}

void ConfigBinder::BindEmbedded(const ConfigNode* node) {
  Section section("embedded", "embedded", node, Mark{}, findings_);
  config_.embedded.work = section.Duration("work");
}

void ConfigBinder::BindState(const ConfigNode* node) {
  Section section("state", "state", node, Mark{}, findings_);
  StateConfig& state = config_.state;
  state.dir = section.Text("dir").value_or("");
  state.disk_reserve_bytes = section.Bytes("disk_reserve").value_or(state.disk_reserve_bytes);
  state.quarantine_rows =
      static_cast<uint32_t>(section.Count("quarantine_rows").value_or(state.quarantine_rows));
  state.audit_rows = static_cast<uint32_t>(section.Count("audit_rows").value_or(state.audit_rows));
  state.keys = section.Count("keys").value_or(state.keys);
  state.outbox_rows =
      static_cast<uint32_t>(section.Count("outbox_rows").value_or(state.outbox_rows));
  state.outbox_bytes = section.Bytes("outbox_bytes").value_or(state.outbox_bytes);
}

void ConfigBinder::BindHttp(const ConfigNode* node) {
  Section section("http", "http", node, Mark{}, findings_);
  config_.http.listen = section.Text("listen").value_or(config_.http.listen);
  if (IsListenAddress(config_.http.listen)) return;
  section.Report(ErrorId::kBadForm, section.Node("listen")->mark,
                 absl::StrCat("expected ADDRESS:PORT such as 127.0.0.1:9620 for 'listen', but it "
                              "is '",
                              config_.http.listen, "'"));
}

void ConfigBinder::BindHistory(const ConfigNode* node) {
  if (node == nullptr) return;
  config_.history = telltale::BindHistory(*node, findings_);
  if (config_.kafka) return;
  Report(ErrorId::kMissingOption, node->mark,
         "expected a `kafka` section, to which history is written, but there is none");
}

void ConfigBinder::BindAudit(const ConfigNode* node) {
  if (node == nullptr) return;
  Section section("audit", "audit", node, node->mark, findings_);
  AuditConfig& audit = config_.audit.emplace();
  audit.topic = section.Text("topic").value_or("");
  const ConfigNode* const topic = section.Node("topic");
  if (topic == nullptr || topic->kind == ConfigNode::Kind::kNull) {
    section.Missing("topic");
  } else if (topic->kind == ConfigNode::Kind::kScalar && !IsTopicName(audit.topic)) {
    Report(ErrorId::kBadName, topic->mark,
           absl::StrCat("expected ", A(kATopicName), ", but it is '", audit.topic, "'"));
  }
  if (!config_.kafka) {
    Report(ErrorId::kMissingOption, node->mark,
           "expected a `kafka` section, to which the audit is written, but there is none");
  }
  if (config_.state.audit_rows > 0) return;
  Report(ErrorId::kAuditNotKept, node->mark,
         "expected at least 1 for state.audit_rows beside `audit`, but it is 0");
}

// What stands under `topics`, `rules` or `routes`, by name; nullptr if that is nothing.
const ConfigNode* ConfigBinder::FindEntries(const ConfigNode& root, const char* section) {
  const ConfigNode* node = root.Find(section);
  if (node == nullptr || node->kind == ConfigNode::Kind::kNull) return nullptr;
  if (node->kind != ConfigNode::Kind::kMap) {
    Report(ErrorId::kWrongType, node->mark,
           absl::StrCat("expected entries by name under `", section,
                        "`, but there is something else"));
    return nullptr;
  }
  return node->members.empty() ? nullptr : node;
}

void ConfigBinder::BindRules(const ConfigNode& root) {
  const ConfigNode* const topics = FindEntries(root, "topics");
  const ConfigNode* const rules = FindEntries(root, "rules");
  const ConfigNode* const routes = FindEntries(root, "routes");
  const bool has_none = topics == nullptr && rules == nullptr && routes == nullptr;
  if (has_none && (config_.history || root.Find("publish") != nullptr)) return;
  if (topics == nullptr || (rules == nullptr && routes == nullptr)) {
    return Report(ErrorId::kMissingOption, root.mark,
                  absl::StrCat("expected at least one entry under ",
                               topics == nullptr ? "`topics`" : "`rules` or `routes`",
                               ", but there is none"));
  }
  for (const ConfigNode::Member& member : topics->members) {
    config_.rules.topics.push_back(BindTopic(member, findings_));
  }
  const Millis ttl = config_.zeebe ? config_.zeebe->message_ttl : ZeebeConfig{}.message_ttl;
  if (rules != nullptr) {
    for (const ConfigNode::Member& each : rules->members) {
      BindRule(each, ttl, config_.rules, findings_);
    }
  }
  if (routes != nullptr) {
    for (const ConfigNode::Member& each : routes->members) {
      BindRoute(each, ttl, config_.rules, findings_);
    }
  }
  DropUnusedTopics(*topics);
}

void ConfigBinder::DropUnusedTopics(const ConfigNode& node) {
  std::vector<CompiledTopic>& topics = config_.rules.topics;
  for (const ConfigNode::Member& member : node.members) {
    const auto topic = std::find_if(topics.begin(), topics.end(),
                                    [&](const auto& t) { return t.name == member.key; });
    if (!topic->rules.empty() || !topic->routes.empty() || HasErrors(findings_)) continue;
    Report(ErrorId::kUnusedTopic, member.key_mark,
           absl::StrCat("expected a rule or a route that reads topic ", member.key,
                        ", but there is none"),
           "", Finding::Severity::kWarning);
    topics.erase(topic);
  }
}

}  // namespace

bool IsListenAddress(std::string_view text) {
  constexpr int kMostPort = 65535;
  const size_t colon = text.rfind(':');
  int port = 0;
  return colon != text.npos && colon > 0 && absl::SimpleAtoi(A(text.substr(colon + 1)), &port) &&
         port >= 0 && port <= kMostPort;
}

absl::Span<const std::string_view> OwnedProperties() { return kOwnedProperties; }

std::vector<Finding> Bind(const ConfigTree& tree, const Environment& environment, Config& config) {
  return ConfigBinder(environment, config).Run(tree);
}

}  // namespace telltale
