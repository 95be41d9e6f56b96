// Variables: `${NAME}` and `${NAME:-default}` inside of values.
//
// Replaced after parsing, so what a variable holds can never become structure.
//
// Thread safety: pure functions.
#ifndef TELLTALE_ENGINE_RULES_VARIABLES_H_
#define TELLTALE_ENGINE_RULES_VARIABLES_H_

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace telltale {

// The value of an environment variable, nullopt if it is not set.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;

// An environment in which no variable is set.
inline std::optional<std::string> NoEnvironment(const std::string& name) { return std::nullopt; }

struct Expanded {
  std::string text;
  std::vector<std::string> named;  // all variables, in their order
  std::vector<std::string> unset;  // those without value and default; they left nothing behind
};

// As in a shell, a default stands also for a variable that is set to nothing.
Expanded ExpandVariables(std::string_view text, const Environment& environment);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_RULES_VARIABLES_H_
