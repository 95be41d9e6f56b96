// CompletionScript: what a shell needs in order to complete the words of a command line.
//
//   std::cout << BashScript(Completed(app));
//
// Thread safety: pure functions.
#ifndef TELLTALE_CLI_COMPLETION_SCRIPT_H_
#define TELLTALE_CLI_COMPLETION_SCRIPT_H_

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace telltale {

struct CompletedFlag {
  enum class Takes { kNothing, kText, kChoice, kPath };

  std::string name;  // without its dashes
  std::string line;
  Takes takes = Takes::kNothing;
  std::vector<std::string> choices;  // kChoice
};

struct CompletedVerb {
  std::vector<std::string> path;  // {"config", "show"}; empty: telltale itself
  std::string line;
  std::vector<CompletedFlag> flags;
  std::vector<std::string> verbs;  // what may come next
  std::vector<std::string> words;  // its positional argument is one of these
};

// `app` and all under it, each before what is under it. Flags by their long names.
std::vector<CompletedVerb> Completed(const CLI::App& app);

// To be sourced by the shell; bash's and zsh's need nothing but the shell.
std::string BashScript(const std::vector<CompletedVerb>& verbs);
std::string ZshScript(const std::vector<CompletedVerb>& verbs);
std::string FishScript(const std::vector<CompletedVerb>& verbs);

}  // namespace telltale

#endif  // TELLTALE_CLI_COMPLETION_SCRIPT_H_
