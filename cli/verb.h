// Verb: one word after `telltale`, with all that the command line has to know about it.
//
// A verb lives in its own file, which declares its flags and does its work; cli/verb_table.cc
// lists them, and parsing, help and completion come from there:
//
//   Action DeclareCount(CLI::App& app) {
//     auto flags = std::make_shared<CountFlags>();
//     app.add_option("--from", flags->from, "Where to begin");
//     return [flags] { return Count(*flags); };
//   }
//   extern const Verb kCountVerb = {"count", "Count things", "telltale count --from 3", "",
//                                   &DeclareCount};
//
// Thread safety: constant data.
#ifndef TELLTALE_CLI_VERB_H_
#define TELLTALE_CLI_VERB_H_

#include <functional>
#include <string_view>

#include "absl/types/span.h"
#include "cli/exit_code.h"

namespace CLI {
class App;  // The argument library stays in the .cc files: its header is large.
}

namespace telltale {

// What is done once the command line is parsed.
using Action = std::function<ExitCode()>;

struct Verb {
  std::string_view name;
  std::string_view line;     // what it does, in a line of `telltale --help`
  std::string_view example;  // what one would type; shown by `telltale NAME --help`
  std::string_view exits;    // its exit codes, if there is more to say than 0 and 2
  // Adds flags and sub-verbs to `app`, and returns what runs them. Wrong values are for a
  // validator of the flag: they end in exit code 2.
  Action (*declare)(CLI::App& app);
};

// Declares each of `verbs` under `app`, and returns what runs the one that is typed. A verb with
// verbs of its own, `config show`, calls it in its `declare`.
Action DeclareVerbs(absl::Span<const Verb* const> verbs, CLI::App& app);

}  // namespace telltale

#endif  // TELLTALE_CLI_VERB_H_
