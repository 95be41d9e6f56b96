// The verb `config`: the configuration as the program understands it, and its JSON Schema.
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "cli/flag_checks.h"
#include "cli/read_config.h"
#include "cli/reference/schema.h"
#include "cli/reference/shown_config.h"
#include "cli/verb.h"

namespace telltale {
namespace {

struct ShowFlags {
  std::vector<std::string> configs;
  bool effective = false;
  bool sources = false;
  bool json = false;
};

ExitCode ShowConfig(const ShowFlags& flags) {
  const LoadedConfig loaded = LoadWithSecrets(flags.configs);
  for (const Finding& finding : loaded.findings) std::cerr << FormatFinding(finding, loaded.tree);
  if (HasErrors(loaded.findings)) return kExitConfiguration;
  const auto options =
      ShowOptions(loaded.tree, &FromEnvironment, flags.effective ? Show::kEffective : Show::kGiven);
  if (!flags.json) {
    std::cout << ToYaml(options, flags.sources ? ShowSources::kShown : ShowSources::kHidden);
  } else {
    std::cout << (flags.sources ? ToJsonLines(options) : ToJson(options));
  }
  return kExitOk;
}

Action DeclareConfigShow(CLI::App& app) {
  auto flags = std::make_shared<ShowFlags>();
  app.add_option("-c,--config", flags->configs, "Configuration file or directory; repeatable")
      ->check(IsNotEmpty)
      ->required()
      ->type_name("PATH");
  app.add_flag("--effective", flags->effective, "Also what is not given, with its default");
  app.add_flag("--sources", flags->sources,
               "Say where each value comes from: file and line, environment, default");
  app.add_flag("--json", flags->json,
               "Print one JSON object; with --sources a line of JSON per option");
  return [flags] { return ShowConfig(*flags); };
}

Action DeclareSchema(CLI::App&) {
  return [] {
    std::cout << ConfigSchema();
    return kExitOk;
  };
}

constexpr Verb kShowVerb = {"show", "Print the configuration as it is understood, secrets masked",
                            "telltale config show --effective --sources --config prod.yaml",
                            "0 ok; 2 usage; 78 the configuration has errors", &DeclareConfigShow};
constexpr Verb kSchemaVerb = {"schema", "Print the JSON Schema of configurations, for editors",
                              "telltale config schema > telltale.schema.json", "", &DeclareSchema};
constexpr const Verb* kConfigVerbs[] = {&kShowVerb, &kSchemaVerb};

Action DeclareConfig(CLI::App& app) { return DeclareVerbs(kConfigVerbs, app); }

}  // namespace

extern const Verb kConfigVerb = {"config", "Show a configuration, or the schema of all",
                                 "telltale config show --effective --config prod.yaml", "",
                                 &DeclareConfig};

}  // namespace telltale
