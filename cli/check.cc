// The verb `check`: looks for mistakes in a configuration.
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cli/read_config.h"
#include "cli/verb.h"
#include "engine/base/json_text.h"
#include "engine/core/key_state.h"

namespace telltale {
namespace {

struct CheckFlags {
  std::vector<std::string> configs;
  bool json = false;
};

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
  const LoadedConfig loaded = LoadWithSecrets(flags.configs);
  for (const Finding& finding : loaded.findings) {
    if (flags.json) {
      std::cout << ToJson(finding, loaded.tree) << "\n";
    } else {
      std::cerr << FormatFinding(finding, loaded.tree);
    }
  }
  if (HasErrors(loaded.findings)) return kExitConfiguration;
  if (flags.json) return kExitOk;
  for (const CompiledTopic& topic : loaded.config.rules.topics) {
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

extern const Verb kCheckVerb = {
    "check", "Look for mistakes in a configuration", "telltale check --config prod.yaml",
    "0 no error, there may be warnings; 2 usage; 78 errors", &DeclareCheck};

}  // namespace telltale
