// The verb `completion`: scripts that let a shell complete verbs and flags.
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <string>

#include "cli/completion_script.h"
#include "cli/verb.h"
#include "cli/verb_table.h"

namespace telltale {
namespace {

ExitCode PrintCompletion(const std::string& shell) {
  CLI::App app("", "telltale");
  const Action unused = DeclareVerbs(VerbTable(), app);
  const std::vector<CompletedVerb> verbs = Completed(app);
  if (shell == "bash") std::cout << BashScript(verbs);
  if (shell == "zsh") std::cout << ZshScript(verbs);
  if (shell == "fish") std::cout << FishScript(verbs);
  return kExitOk;
}

Action DeclareCompletion(CLI::App& app) {
  auto shell = std::make_shared<std::string>();
  app.add_option("shell", *shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  return [shell] { return PrintCompletion(*shell); };
}

}  // namespace

extern const Verb kCompletionVerb = {
    "completion", "Print a script that completes verbs and flags in a shell",
    "telltale completion bash > /etc/bash_completion.d/telltale", "", &DeclareCompletion};

}  // namespace telltale
