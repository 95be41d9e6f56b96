#include "cli/verb.h"

#include <CLI/CLI.hpp>
#include <string>
#include <utility>
#include <vector>

namespace telltale {
namespace {

std::string Footer(const Verb& verb) {
  std::string text = "Example:\n  " + std::string(verb.example);
  if (!verb.exits.empty()) text += "\n\nExit codes:\n  " + std::string(verb.exits);
  return text;
}

}  // namespace

Action DeclareVerbs(absl::Span<const Verb* const> verbs, CLI::App& app) {
  app.require_subcommand(1);
  app.get_formatter()->label("SUBCOMMAND", "VERB");
  std::vector<std::pair<const CLI::App*, Action>> all;
  for (const Verb* verb : verbs) {
    CLI::App* sub = app.add_subcommand(std::string(verb->name), std::string(verb->line));
    sub->group("Verbs")->footer(Footer(*verb));
    all.emplace_back(sub, verb->declare(*sub));
  }
  return [all] {
    for (const auto& [sub, action] : all) {
      if (sub->parsed()) return action();
    }
    return kExitUsage;
  };
}

}  // namespace telltale
