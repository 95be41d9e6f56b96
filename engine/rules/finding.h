// Finding: what is wrong with, or worth a warning about, a configuration.
//
// A person reads: file:line:column, the number and name of the catalogue, what was expected and
// what came, the source line with a caret, why it matters, and what to do. Thread safety: values.
#ifndef TELLTALE_ENGINE_RULES_FINDING_H_
#define TELLTALE_ENGINE_RULES_FINDING_H_

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/error_catalogue.h"
#include "engine/rules/config_tree.h"

namespace telltale {

struct Finding {
  enum class Severity {
    kNote,     // worth knowing
    kWarning,  // it works, but hardly as it is meant
    kError,    // it cannot work
  };
  Severity severity = Severity::kError;
  ErrorId error;
  Mark mark;
  std::string text;    // "expected ..., but ..."
  std::string remedy;  // what to do, e.g. the nearest valid name; may be empty
  std::string reason;  // why it matters, where that is not plain; may be empty
};

// Returns the finding as a person reads it, source line and caret included.
std::string FormatFinding(const Finding& finding, const ConfigTree& tree);

// `error`, `warning` or `note`.
std::string_view SeverityName(Finding::Severity severity);

bool HasErrors(const std::vector<Finding>& findings);

// In the order of the files and their lines.
void SortByPlace(std::vector<Finding>& findings);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_RULES_FINDING_H_
