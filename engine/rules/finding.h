// Finding: what is wrong with, or worth a warning about, a configuration.
//
// A person reads: file:line:column, the number and name of the catalogue, what was expected and
// what came, the source line with a caret, and what to do. Thread safety: values.
#ifndef TELLTALE_ENGINE_RULES_FINDING_H_
#define TELLTALE_ENGINE_RULES_FINDING_H_

#include <string>
#include <vector>

#include "engine/base/error_catalogue.h"
#include "engine/rules/config_tree.h"

namespace telltale {

struct Finding {
  enum class Severity { kWarning, kError };
  Severity severity = Severity::kError;
  ErrorId error;
  Mark mark;
  std::string text;    // "expected ..., but ..."
  std::string remedy;  // what to do, e.g. the nearest valid name; may be empty
};

// Returns the finding as a person reads it, source line and caret included.
std::string FormatFinding(const Finding& finding, const ConfigTree& tree);

bool HasErrors(const std::vector<Finding>& findings);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_RULES_FINDING_H_
