#include "cli/check.h"

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <iostream>
#include <memory>

#include "absl/strings/str_cat.h"
#include "cli/verb.h"
#include "connectors/yaml/yaml_config.h"
#include "engine/base/json_text.h"
#include "engine/core/key_state.h"

namespace telltale {
namespace {

struct CheckFlags {
  std::vector<std::string> configs;
  bool json = false;
};

std::optional<std::string> FromEnvironment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

std::vector<Finding> Load(const std::vector<std::string>& paths, ConfigTree& tree, Config& config) {
  std::vector<Finding> findings;
  LoadConfig(paths, tree, findings);
  if (HasErrors(findings)) return findings;
  for (Finding& finding : Bind(tree, &FromEnvironment, config)) {
    findings.push_back(std::move(finding));
  }
  return findings;
}

std::string ToJson(const Finding& finding, const ConfigTree& tree) {
  std::string json = "{\"error\":\"" + ErrorNumber(finding.error) + "\",\"name\":";
  AppendJsonString(json, FindError(finding.error).name);
  json += ",\"severity\":";
  AppendJsonString(json, finding.severity == Finding::Severity::kError ? "error" : "warning");
  json += ",\"file\":";
  AppendJsonString(json, tree.sources.empty() ? "" : tree.sources[finding.mark.source].name);
  absl::StrAppend(&json, ",\"line\":", finding.mark.line, ",\"column\":", finding.mark.column,
                  ",\"text\":");
  AppendJsonString(json, finding.text);
  json += ",\"next\":";
  AppendJsonString(json, finding.remedy.empty() ? FindError(finding.error).next : finding.remedy);
  return json + "}";
}

// Record and hash; texts and the index come on top.
size_t BytesPerKey(const Plan& plan) {
  return sizeof(KeyHash) + sizeof(KeyState) + TailBytes(plan);
}

// Prints findings (as JSON on stdout if asked) and, if there is no error, what each rule needs.
ExitCode Check(const CheckFlags& flags) {
  ConfigTree tree;
  Config config;
  const std::vector<Finding> findings = Load(flags.configs, tree, config);
  for (const Finding& finding : findings) {
    if (flags.json) {
      std::cout << ToJson(finding, tree) << "\n";
    } else {
      std::cerr << FormatFinding(finding, tree);
    }
  }
  if (HasErrors(findings)) return kExitConfiguration;
  if (flags.json) return kExitOk;
  for (const CompiledTopic& topic : config.rules.topics) {
    for (const CompiledRule& rule : topic.rules) {
      std::cout << "rule " << rule.name << " on " << topic.name << ": " << rule.shape << "; "
                << BytesPerKey(rule.plan) << " bytes per key and its text\n";
    }
  }
  return kExitOk;
}

Action DeclareCheck(CLI::App& app) {
  auto flags = std::make_shared<CheckFlags>();
  app.add_option("-c,--config,config", flags->configs, "Configuration file or directory")
      ->required()
      ->type_name("PATH");
  app.add_flag("--json", flags->json, "Print findings as JSON");
  return [flags] { return Check(*flags); };
}

}  // namespace

std::optional<Config> ReadConfig(const std::vector<std::string>& paths) {
  ConfigTree tree;
  Config config;
  const std::vector<Finding> findings = Load(paths, tree, config);
  for (const Finding& finding : findings) std::cerr << FormatFinding(finding, tree);
  if (HasErrors(findings)) return std::nullopt;
  return config;
}

extern const Verb kCheckVerb = {
    "check", "Look for mistakes in a configuration", "telltale check --config prod.yaml",
    "0 no error, there may be warnings; 2 usage; 78 errors", &DeclareCheck};

}  // namespace telltale
