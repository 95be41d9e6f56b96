// RunFlags: what the command line of `run` says; what is empty is as configured.
#ifndef TELLTALE_CLI_RUN_FLAGS_H_
#define TELLTALE_CLI_RUN_FLAGS_H_

#include <optional>
#include <string>
#include <vector>

#include "engine/base/time.h"

namespace telltale {

struct RunFlags {
  std::vector<std::string> configs;  // files or directories
  std::vector<std::string> inputs;   // FILE, `-` or TOPIC=FILE
  std::string output;
  std::string state_dir;
  std::string listen;
  std::string ticks_file;  // empty: ticks are not written out
  std::string log_format;  // logfmt, json; empty: by what stderr is
  std::string log_level = "info";
  std::vector<std::string> accepted;  // names or numbers of refusals
  bool new_store = false;
  bool follow = false;
  std::optional<Millis> require_ready;
};

}  // namespace telltale

#endif  // TELLTALE_CLI_RUN_FLAGS_H_
