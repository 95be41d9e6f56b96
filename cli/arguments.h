// Arguments: what the user typed, parsed and typed. The argument library stays in the .cc.
#ifndef TELLTALE_CLI_ARGUMENTS_H_
#define TELLTALE_CLI_ARGUMENTS_H_

#include <optional>
#include <string>
#include <vector>

#include "engine/base/time.h"

namespace telltale {

struct RunFlags {
  std::vector<std::string> configs;  // files or directories
  std::vector<std::string> inputs;   // FILE, `-` or TOPIC=FILE; empty: as configured
  std::string output;                // empty: as configured
  std::string state_dir;             // empty: as configured
  std::string listen;                // empty: as configured
  std::string ticks_file;            // empty: ticks are not written out
  std::string log_format;            // logfmt, json; empty: by what stderr is
  std::string log_level = "info";
  std::vector<std::string> accepted;  // names or numbers of refusals
  bool new_store = false;
  bool follow = false;
  std::optional<Millis> require_ready;
};

struct CheckFlags {
  std::vector<std::string> configs;
  bool json = false;
};

struct Arguments {
  enum class Verb { kRun, kCheck, kVersion };
  Verb verb = Verb::kVersion;
  RunFlags run;
  CheckFlags check;
  bool version_json = false;
};

// Returns the command, or nullopt after having printed help (exit_code 0) or what is wrong
// (exit_code 2).
std::optional<Arguments> ParseArguments(int argc, const char* const* argv, int& exit_code);

}  // namespace telltale

#endif  // TELLTALE_CLI_ARGUMENTS_H_
