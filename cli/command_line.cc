#include "cli/command_line.h"

#include <CLI/CLI.hpp>
#include <iostream>
#include <string>
#include <vector>

#include "cli/version.h"
#include "engine/base/error_catalogue.h"
#include "engine/base/nearest.h"

namespace telltale {
namespace {

constexpr char kAbout[] =
    "telltale: event streams in, exactly one workflow per insight out.\n"
    "\n"
    "Reads events from Kafka (or a file), starts one Zeebe workflow per episode of a rule, and\n"
    "tells it once when things are back to normal.";

// The verb, or sub-verb, that was being read when `error` came up.
const CLI::App& Innermost(const CLI::App& app) {
  for (const CLI::App* sub : app.get_subcommands()) return Innermost(*sub);
  return app;
}

std::string FullName(const CLI::App& app) {
  if (app.get_parent() == nullptr) return app.get_name();
  return FullName(*app.get_parent()) + " " + app.get_name();
}

// Returns `; did you mean 'run'?`, or where a flag that came too early belongs, or nothing.
std::string DidYouMean(const std::string& word, const CLI::App& app) {
  std::vector<std::string> known;
  if (word.rfind("--", 0) == 0) {
    for (const CLI::Option* option : app.get_options()) {
      for (const std::string& name : option->get_lnames()) known.push_back("--" + name);
    }
  } else {
    for (const CLI::App* sub : app.get_subcommands(nullptr)) known.push_back(sub->get_name());
  }
  const std::string nearest = Nearest(word, known);
  if (nearest.empty()) return "";
  if (nearest == word) return "; it belongs behind the verb: " + FullName(app) + " " + word;
  return "; did you mean '" + nearest + "'?";
}

// Says what is wrong, where, and how to learn more.
ExitCode Refuse(const CLI::App& app, const CLI::ParseError& error) {
  const CLI::App& where = Innermost(app);
  const std::string name = FullName(where);
  const bool wants_verb = where.get_require_subcommand_min() > 0;
  const std::vector<std::string> unexpected = app.remaining(/*recurse=*/true);
  std::cerr << name << ": ";
  if (unexpected.empty()) {
    std::cerr << (wants_verb ? "expected a verb, but there is none" : error.what());
  } else {
    const std::string& word = unexpected.front();
    std::cerr << "did not expect '" << word << "'" << DidYouMean(word, where);
  }
  std::cerr << "\n  more  " << name << " --help\n";
  return kExitUsage;
}

// What was printed must have arrived: a disk that is full is no success.
ExitCode CheckPrinted(ExitCode code) {
  if (std::cout.flush() || code != kExitOk) return code;
  const absl::Status broken = MakeError(ErrorId::kOutputBroken,
                                        "expected to print the result, but standard output cannot "
                                        "be written");
  std::cerr << broken.message() << "\n";
  return ExitCodeFor(broken);
}

}  // namespace

ExitCode RunCommandLine(absl::Span<const Verb* const> verbs, int argc, const char* const* argv) {
  CLI::App app(kAbout, "telltale");
  app.set_version_flag("--version", "telltale " + std::string(kVersion), "Print the version");
  app.footer("telltale VERB --help shows a verb's flags and an example.");
  const Action action = DeclareVerbs(verbs, app);
  // The library reports by exceptions; none leaves this function.
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() != 0) return Refuse(app, error);
    app.exit(error, std::cout, std::cerr);  // prints help
    return kExitOk;
  }
  return CheckPrinted(action());
}

}  // namespace telltale
