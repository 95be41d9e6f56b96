// ShownConfig: a configuration as the program understood it: each option with its value and where
// that came from. Secrets are masked.
//
//   ShowOptions(tree, environment, Show::kEffective) -> ToYaml(options, ShowSources::kShown)
//
// Thread safety: pure functions. REQUIRES: the tree was bound without an error.
#ifndef TELLTALE_CLI_REFERENCE_SHOWN_CONFIG_H_
#define TELLTALE_CLI_REFERENCE_SHOWN_CONFIG_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "engine/rules/config_tree.h"
#include "engine/rules/option_table.h"
#include "engine/rules/variables.h"

namespace telltale {

enum class Show {
  kGiven,      // what stands in the files
  kEffective,  // and the presets of what does not
};
enum class ShowSources { kHidden, kShown };

struct ShownOption {
  std::vector<std::string> path;  // {"rules", "oil-low", "bad"}
  OptionType type;
  ConfigNode value;         // variables replaced; kNull: not given and without a preset
  std::string source;       // `a.yaml:3`, with the environment variables in it, or `default`
  std::string_view absent;  // of kNull: what is done instead
};

// In the order of the option table; topics and rules in the order of the files.
std::vector<ShownOption> ShowOptions(const ConfigTree& tree, const Environment& environment,
                                     Show show);

// A configuration that can be read again, unless a secret is masked in it; sources are comments.
std::string ToYaml(absl::Span<const ShownOption> options, ShowSources sources);
// The same as one JSON object.
std::string ToJson(absl::Span<const ShownOption> options);
// A line per option: {"option":"kafka.group","value":"telltale","source":"default"}.
std::string ToJsonLines(absl::Span<const ShownOption> options);

}  // namespace telltale

#endif  // TELLTALE_CLI_REFERENCE_SHOWN_CONFIG_H_
