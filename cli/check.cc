// The verb `check`: looks for mistakes in a configuration.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cli/exit_code.h"
#include "cli/files/read_file.h"
#include "cli/flag_checks.h"
#include "cli/logging.h"
#include "cli/read_config.h"
#include "cli/sample.h"
#include "cli/sample_text.h"
#include "cli/verb.h"
#include "connectors/bpmn/bpmn_reader.h"
#include "connectors/bpmn/xml_tree.h"
#include "engine/base/json_object.h"
#include "engine/base/status.h"
#include "engine/check/road_check.h"
#include "engine/check/rule_check.h"
#include "engine/check/workflow_check.h"
#include "engine/core/key_state.h"

namespace telltale {
namespace {

// Records of each topic that --sample takes at most: what is known of their keys lies in memory.
constexpr size_t kMostSampled = 10'000'000;

struct CheckFlags {
  std::vector<std::string> configs;
  std::vector<std::string> workflows;
  std::vector<std::string> inputs;
  size_t sample = 0;  // records per topic
  bool json = false;
};

std::string ToJson(const Finding& finding, const ConfigTree& tree) {
  const ErrorEntry& entry = FindError(finding.error);
  std::string json;
  JsonObject object(json);
  object.Text("error", ErrorNumber(finding.error));
  object.Text("name", entry.name);
  object.Text("severity", SeverityName(finding.severity));
  object.Text("file", tree.sources.empty() ? "" : tree.sources[finding.mark.source].name);
  object.Number("line", finding.mark.line);
  object.Number("column", finding.mark.column);
  object.Text("text", finding.text);
  object.Text("reason", finding.reason.empty() ? entry.meaning : finding.reason);
  object.Text("next", finding.remedy.empty() ? entry.next : finding.remedy);
  object.Close();
  return json;
}

// Record and hash; texts and the index come on top.
size_t BytesPerKey(const Plan& plan) {
  return sizeof(KeyHash) + sizeof(KeyState) + TailBytes(plan);
}

// Reads a file of workflows; its text joins the sources, so that findings can show its lines.
void ReadWorkflows(const std::string& path, LoadedConfig& loaded,
                   std::vector<Workflow>& workflows) {
  const int source = static_cast<int>(loaded.tree.sources.size());
  absl::StatusOr<std::string> text = ReadFile(path, kMaxXmlBytes);
  loaded.tree.sources.push_back({path, ""});
  if (!text.ok()) {
    loaded.findings.push_back(
        {.error = ErrorId::kFileUnreadable,
         .mark = {.source = source},
         .text = absl::StrCat("expected a BPMN file, but: ", text.status().message())});
    return;
  }
  loaded.tree.sources.back().text = *std::move(text);
  ReadBpmn(loaded.tree.sources.back().text, source, workflows, loaded.findings);
}

void Add(std::vector<Finding> found, LoadedConfig& loaded) {
  std::move(found.begin(), found.end(), std::back_inserter(loaded.findings));
}

// Judges what could be read: the rules, the roads, then the workflows that they start.
void Judge(const CheckFlags& flags, LoadedConfig& loaded) {
  if (HasErrors(loaded.findings)) return;
  std::vector<Workflow> workflows;
  for (const std::string& path : flags.workflows) ReadWorkflows(path, loaded, workflows);
  const bool judged = !workflows.empty() && !HasErrors(loaded.findings);
  Add(CheckRules(loaded.config, loaded.tree, /*workflows_follow=*/judged), loaded);
  Add(CheckRoads(loaded.config, loaded.tree), loaded);
  if (judged) Add(CheckWorkflows(loaded.config, loaded.tree, workflows), loaded);
  SortByPlace(loaded.findings);
}

absl::Status LookForAuditTopic(const CheckFlags& flags, LoadedConfig& loaded) {
  if (!loaded.config.audit) return absl::OkStatus();
  const std::string& topic = loaded.config.audit->topic;
  ASSIGN_OR_RETURN(const bool lacks, LacksTopic(loaded.config, flags.inputs, topic));
  if (!lacks) return absl::OkStatus();
  loaded.findings.push_back(
      {.severity = Finding::Severity::kWarning,
       .error = ErrorId::kTopicMissing,
       .mark = loaded.tree.root.Find("audit")->Find("topic")->mark,
       .text = absl::StrCat("expected topic ", topic, " in Kafka, but there is none"),
       .reason = std::string(FindError(ErrorId::kTopicMissing).meaning)});
  return absl::OkStatus();
}

// What was met in the topics, and what of it contradicts the rules.
absl::Status LookAtSample(const CheckFlags& flags, LoadedConfig& loaded,
                          std::vector<TopicReport>& reports) {
  if (flags.sample == 0 || HasErrors(loaded.findings)) return absl::OkStatus();
  InitLogging(DefaultLogFormat(), LogLevel::kWarning);  // Kafka's client may have to complain
  ASSIGN_OR_RETURN(reports, TakeSample(loaded.config, flags.inputs, flags.sample));
  for (size_t i = 0; i < reports.size(); ++i) {
    Add(CheckSample(loaded.config.rules.topics[i], reports[i], loaded.tree), loaded);
  }
  RETURN_IF_ERROR(LookForAuditTopic(flags, loaded));
  SortByPlace(loaded.findings);
  return absl::OkStatus();
}

void PrintFindings(const LoadedConfig& loaded, bool json) {
  for (const Finding& finding : loaded.findings) {
    if (json) {
      std::cout << ToJson(finding, loaded.tree) << "\n";
    } else {
      std::cerr << FormatFinding(finding, loaded.tree);
    }
  }
}

void PrintShapes(const Config& config) {
  for (const CompiledTopic& topic : config.rules.topics) {
    for (const CompiledRule& rule : topic.rules) {
      std::cout << "rule " << rule.name << " on " << topic.name << ": " << rule.shape << "; "
                << BytesPerKey(rule.plan) << " bytes per key and its text\n";
    }
    for (const CompiledRoute& route : topic.routes) {
      std::cout << "route " << route.name << " on " << topic.name << ": "
                << (route.starts ? "start " : "correlate ")
                << (route.message_name ? "as each record says" : route.message) << "\n";
    }
  }
  for (const PublishPlan& plan : config.publish) {
    std::cout << "publish " << plan.name << ": jobs of " << plan.job << " to "
              << (plan.topic_of ? "a topic of the job's" : plan.topic) << "\n";
  }
  if (config.audit) std::cout << "audit: to " << config.audit->topic << "\n";
}

// Prints findings (as JSON on stdout if asked), what was sampled, and, if there is no error, what
// each rule needs.
ExitCode Check(const CheckFlags& flags) {
  LoadedConfig loaded = LoadWithSecrets(flags.configs);
  Judge(flags, loaded);
  std::vector<TopicReport> reports;
  const absl::Status sampled = LookAtSample(flags, loaded, reports);
  PrintFindings(loaded, flags.json);
  for (size_t i = 0; i < reports.size(); ++i) {
    const CompiledTopic& topic = loaded.config.rules.topics[i];
    std::cout << (flags.json ? SampleJson(topic, reports[i]) + "\n"
                             : SampleText(topic, reports[i]));
  }
  if (!sampled.ok()) {
    std::cerr << sampled.message() << "\n";
    return ExitCodeFor(sampled);
  }
  if (HasErrors(loaded.findings)) return kExitConfiguration;
  if (!flags.json) PrintShapes(loaded.config);
  return kExitOk;
}

Action DeclareCheck(CLI::App& app) {
  auto flags = std::make_shared<CheckFlags>();
  app.add_option("-c,--config,config", flags->configs, "Configuration file or directory")
      ->required()
      ->check(IsNotEmpty)
      ->type_name("PATH");
  app.add_option("--bpmn", flags->workflows,
                 "Workflow that the rules start; all of them, as nothing else is taken to be there")
      ->check(IsNotEmpty)
      ->type_name("FILE");
  CLI::Option* const sample =
      app.add_option(
             "--sample", flags->sample,
             "Read so many records of each topic, claim and commit nothing, and report on them")
          ->check(CLI::Range(size_t{1}, kMostSampled))
          ->type_name("N");
  app.add_option("--input", flags->inputs, "What to sample: FILE, - or TOPIC=FILE, as for run")
      ->check(IsNotEmpty)
      ->needs(sample)
      ->type_name("FILE");
  app.add_flag("--json", flags->json, "Print findings and samples as JSON");
  return [flags] { return Check(*flags); };
}

}  // namespace

extern const Verb kCheckVerb = {
    "check", "Look for mistakes in a configuration, its workflows and its data",
    "telltale check --config prod.yaml --bpmn maintenance.bpmn",
    "0 no error, there may be warnings; 2 usage; 69 Kafka is away; 78 errors", &DeclareCheck};

}  // namespace telltale
