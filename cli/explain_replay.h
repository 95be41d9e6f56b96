// ExplainReplay: what `telltale explain KEY --replay` does: finds the rule, the input and the
// store's ticks, and prints what the replay tells.
//
// Thread safety: none; used by main's thread.
#ifndef TELLTALE_CLI_EXPLAIN_REPLAY_H_
#define TELLTALE_CLI_EXPLAIN_REPLAY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/exit_code.h"
#include "cli/operator_flags.h"

namespace CLI {
class App;
}  // namespace CLI

namespace telltale {

// What --replay brings along.
struct ReplayFlags {
  bool replay = false;
  std::vector<std::string> inputs;  // FILE, `-` or TOPIC=FILE
  std::string from;                 // an offset or a time; empty: the earliest record
  std::optional<int32_t> partition;
};
// After AddListFlags().
void AddReplayFlags(CLI::App& app, ReplayFlags& flags);

// Whose story is told.
struct ReplaySubject {
  std::string what;  // a key, or an episode's id
  std::string rule;  // empty: the episode's, or the only one
};

// Prints the story of the key, and what is wrong on stderr. Of `list` there are the configuration,
// where its store lies, and whether JSON is wanted.
ExitCode ExplainByReplay(const ReplayFlags& flags, ReplaySubject subject, const ListFlags& list);

}  // namespace telltale

#endif  // TELLTALE_CLI_EXPLAIN_REPLAY_H_
