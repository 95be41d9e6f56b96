#include "cli/arguments.h"

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <iostream>

#include "cli/exit_code.h"

namespace telltale {
namespace {

constexpr char kAbout[] =
    "telltale: event streams in, exactly one workflow per insight out.\n"
    "\n"
    "Reads events from Kafka (or a file), starts one Zeebe workflow per episode of a rule, and\n"
    "tells it once when things are back to normal.";

constexpr char kRunExample[] =
    "Example: try a production configuration on recorded events, without Kafka and Zeebe:\n"
    "  telltale run --config prod.yaml --input events.ndjson --output stdout\n"
    "\n"
    "Exit codes: 0 ok; 1 commands are parked; 2 usage; 69 not ready in time; 70 internal;\n"
    "74 storage; 78 configuration or a refusal at start (telltale names it).";

constexpr char kCheckExample[] =
    "Example:\n  telltale check --config prod.yaml\n\n"
    "Exit codes: 0 no error, there may be warnings; 2 usage; 78 errors.";

std::string ParseMillis(const std::string& text, std::optional<Millis>& into) {
  into = ParseDuration(text);
  return into ? "" : "expected a duration such as 30s, but it is '" + text + "'";
}

void AddRun(CLI::App& app, RunFlags& flags, std::string& require_ready) {
  CLI::App* run = app.add_subcommand("run", "Read events and start workflows");
  run->footer(kRunExample);
  run->add_option("-c,--config", flags.configs, "Configuration file or directory; repeatable")
      ->required()
      ->type_name("PATH");
  run->add_option("--input", flags.inputs,
                  "Read this NDJSON file instead of Kafka, `-` for standard input; with several "
                  "topics TOPIC=FILE, repeatable")
      ->type_name("FILE");
  run->add_option("--output", flags.output, "zeebe, stdout or embedded")
      ->check(CLI::IsMember({"zeebe", "stdout", "embedded"}));
  run->add_option("--state-dir", flags.state_dir, "Where the store lies")->type_name("DIR");
  run->add_option("--listen", flags.listen,
                  "Address of health and metrics; port 0 takes a free one")
      ->type_name("ADDRESS:PORT");
  run->add_option("--ticks", flags.ticks_file,
                  "At the end write the store's ticks to this file, for a replay")
      ->type_name("FILE");
  run->add_flag("--follow", flags.follow, "Wait for more at the end of a file");
  run->add_flag("--new-store", flags.new_store, "Let an empty store take over a used group");
  run->add_option("--accept", flags.accepted,
                  "Go on in spite of this refusal, e.g. retention-gap; repeatable")
      ->type_name("NAME");
  run->add_option("--require-ready", require_ready, "Exit 69 if not ready after this long")
      ->type_name("DURATION");
  run->add_option("--log-format", flags.log_format, "logfmt or json; default: logfmt on a terminal")
      ->check(CLI::IsMember({"logfmt", "json"}));
  run->add_option("--log-level", flags.log_level, "debug, info, warning or error")
      ->check(CLI::IsMember({"debug", "info", "warning", "error"}));
}

void AddCheck(CLI::App& app, CheckFlags& flags) {
  CLI::App* check = app.add_subcommand("check", "Look for mistakes in a configuration");
  check->footer(kCheckExample);
  check->add_option("-c,--config,config", flags.configs, "Configuration file or directory")
      ->required()
      ->type_name("PATH");
  check->add_flag("--json", flags.json, "Print findings as JSON");
}

}  // namespace

std::optional<Arguments> ParseArguments(int argc, const char* const* argv, int& exit_code) {
  Arguments line;
  std::string require_ready;
  CLI::App app(kAbout, "telltale");
  app.require_subcommand(1);
  AddRun(app, line.run, require_ready);
  AddCheck(app, line.check);
  CLI::App* version = app.add_subcommand("version", "Print the version");
  version->footer("Example:\n  telltale version --json");
  version->add_flag("--json", line.version_json, "Print it as JSON");
  exit_code = kExitOk;
  // The library reports by exceptions; none leaves this function.
  try {
    app.parse(argc, argv);
    const std::string wrong =
        require_ready.empty() ? "" : ParseMillis(require_ready, line.run.require_ready);
    if (!wrong.empty()) throw CLI::ValidationError("--require-ready", wrong);
  } catch (const CLI::ParseError& error) {
    exit_code = app.exit(error, std::cout, std::cerr) == 0 ? kExitOk : kExitUsage;
    return std::nullopt;
  }
  if (app.got_subcommand("run")) line.verb = Arguments::Verb::kRun;
  if (app.got_subcommand("check")) line.verb = Arguments::Verb::kCheck;
  return line;
}

}  // namespace telltale
