// The verb `run`: reads events and starts workflows.
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/files/write_file.h"
#include "cli/flag_checks.h"
#include "cli/logging.h"
#include "cli/node.h"
#include "cli/print_error.h"
#include "cli/read_config.h"
#include "cli/run_flags.h"
#include "cli/verb.h"
#include "cli/wiring.h"
#include "engine/base/status.h"
#include "engine/rules/config.h"
#include "engine/runtime/startup.h"

namespace telltale {
namespace {

void SetUpLogging(const RunFlags& flags) {
  LogFormat format = DefaultLogFormat();
  if (flags.log_format == "json") format = LogFormat::kJson;
  if (flags.log_format == "logfmt") format = LogFormat::kLogfmt;
  LogLevel least = LogLevel::kInfo;
  if (flags.log_level == "debug") least = LogLevel::kDebug;
  if (flags.log_level == "warning") least = LogLevel::kWarning;
  if (flags.log_level == "error") least = LogLevel::kError;
  InitLogging(format, least);
}

// Runs until the input is finished or a signal asks to stop. Prints what is wrong, and a summary,
// on stderr; stdout is for commands.
ExitCode Run(const RunFlags& flags) {
  SetUpLogging(flags);
  if (!flags.ticks_file.empty()) {
    const absl::Status writable = CheckWritable(flags.ticks_file);
    if (!writable.ok()) return PrintError(writable);
  }
  std::optional<Config> config = ReadConfig(flags.configs);
  if (!config) return kExitConfiguration;
  absl::StatusOr<Plumbing> plumbing = Decide(flags, *config);
  if (!plumbing.ok()) return PrintError(plumbing.status());
  if (!flags.ticks_file.empty()) {
    std::vector<std::string> read = flags.configs;
    for (const auto& [topic, path] : plumbing->files) read.push_back(path);
    const absl::Status own = CheckNotRead("--ticks", flags.ticks_file, read);
    if (!own.ok()) return PrintError(own);
  }
  if (plumbing->dry) {
    Log(LogLevel::kInfo, "run",
        "dry: the configuration's state.dir, history and audit are left alone");
  }
  Node node(flags, *std::move(config), *std::move(plumbing));
  absl::Status status = node.Start();
  if (status.ok()) status = node.Work();
  if (!status.ok()) return PrintError(status);
  return node.Finish();
}

// Empty, or what is wrong with `text`, as the argument library wants it.
std::string IsDuration(const std::string& text) {
  if (ParseDuration(text)) return "";
  return "expected a duration such as 30s, at most 3650d, but it is '" + text + "'";
}

std::string IsAddress(const std::string& text) {
  if (IsListenAddress(text)) return "";
  return "expected ADDRESS:PORT such as 127.0.0.1:9620, but it is '" + text + "'";
}

std::string IsAcceptable(const std::string& text) {
  std::vector<std::string> names;
  for (const ErrorId id : kAcceptable) names.emplace_back(FindError(id).name);
  const ErrorEntry* error = FindError(text);
  const bool known = error != nullptr && absl::c_linear_search(kAcceptable, error->id);
  if (known) return "";
  return absl::StrCat("expected ", absl::StrJoin(names, ", "), ", but it is '", text, "'");
}

void AddOverrides(CLI::App& app, RunFlags& flags) {
  app.add_option("-c,--config", flags.configs, "Configuration file or directory; repeatable")
      ->required()
      ->check(IsNotEmpty)
      ->type_name("PATH");
  app.add_option("--input", flags.inputs,
                 "Read this NDJSON file instead of Kafka, `-` for standard input; with several "
                 "topics TOPIC=FILE, repeatable. Unless Zeebe is told, state is kept in memory or "
                 "in --state-dir, and no history is taken")
      ->allow_extra_args(false)
      ->check(IsNotEmpty)
      ->type_name("FILE");
  app.add_option("--output", flags.output, "zeebe, stdout or embedded")
      ->check(CLI::IsMember({"zeebe", "stdout", "embedded"}));
  app.add_option("--state-dir", flags.state_dir, "Where the store lies")
      ->check(IsNotEmpty)
      ->type_name("DIR");
  app.add_option("--listen", flags.listen, "Address of health and metrics; port 0 takes a free one")
      ->check(IsAddress)
      ->type_name("ADDRESS:PORT");
  app.add_flag("--follow", flags.follow, "Wait for more at the end of a file");
}

void AddConditions(CLI::App& app, RunFlags& flags) {
  app.add_option("--ticks", flags.ticks_file,
                 "At the end write the store's ticks to this file, for a replay")
      ->check(IsNotEmpty)
      ->type_name("FILE");
  app.add_flag("--new-store", flags.new_store, "Let an empty store take over a used group");
  app.add_option("--accept", flags.accepted,
                 "Go on in spite of this refusal, e.g. retention-gap; repeatable")
      ->allow_extra_args(false)
      ->check(IsAcceptable)
      ->type_name("NAME");
  const auto set = [&flags](const std::string& text) { flags.require_ready = ParseDuration(text); };
  app.add_option_function<std::string>("--require-ready", set,
                                       "Exit 69 if not ready after this long")
      ->check(IsDuration)
      ->type_name("DURATION");
}

void AddLogging(CLI::App& app, RunFlags& flags) {
  app.add_option("--log-format", flags.log_format, "logfmt or json; default: logfmt on a terminal")
      ->check(CLI::IsMember({"logfmt", "json"}));
  app.add_option("--log-level", flags.log_level, "debug, info, warning or error")
      ->check(CLI::IsMember({"debug", "info", "warning", "error"}));
}

Action DeclareRun(CLI::App& app) {
  auto flags = std::make_shared<RunFlags>();
  AddOverrides(app, *flags);
  AddConditions(app, *flags);
  AddLogging(app, *flags);
  return [flags] { return Run(*flags); };
}

}  // namespace

extern const Verb kRunVerb = {
    "run", "Read events and start workflows",
    // A production configuration tried on recorded events, without its Kafka, Zeebe and store.
    "telltale run --config prod.yaml --input events.ndjson --output stdout",
    "0 ok; 1 commands are parked; 2 usage; 69 not ready in time; 70 internal; 74 storage;\n"
    "  78 configuration or a refusal at start (telltale names it)",
    &DeclareRun};

}  // namespace telltale
