// Section: one map of the configuration while it is bound. Reads options by the table, and reports
// what is unknown, missing, of another type or out of range.
//
// Thread safety: none; lives during one Bind().
#ifndef TELLTALE_ENGINE_RULES_SECTION_H_
#define TELLTALE_ENGINE_RULES_SECTION_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/path.h"
#include "engine/base/time.h"
#include "engine/feel/program.h"
#include "engine/rules/config_tree.h"
#include "engine/rules/finding.h"
#include "engine/rules/option_table.h"

namespace telltale {

class Section {
 public:
  // `name`: as in the table; `title`: as a person reads it, e.g. "rule oil-low". Reports options
  // that the table does not know. `node` may be null: then everything has its default.
  Section(std::string_view name, std::string title, const ConfigNode* node, const Mark& mark,
          std::vector<Finding>& findings);

  // Each returns nullopt if the option is not given, or wrong (then it was reported).
  std::optional<std::string> Text(std::string_view name);
  std::optional<int64_t> Count(std::string_view name);
  std::optional<int64_t> Bytes(std::string_view name);
  std::optional<Millis> Duration(std::string_view name);
  std::optional<bool> Boolean(std::string_view name);
  std::optional<Path> FieldPath(std::string_view name);
  // A condition over the fields of `slots`, compiled; they get what it reads.
  std::optional<feel::Program> Condition(std::string_view name, SlotTable& slots);
  // The node itself, whatever it is.
  const ConfigNode* Node(std::string_view name) const;

  // Reports that a required option is not given.
  void Missing(std::string_view name);
  void Report(ErrorId error, const Mark& mark, std::string text, std::string remedy = "");
  // Where the section's own name stands.
  const Mark& mark() const { return mark_; }

 private:
  std::optional<std::string> Scalar(std::string_view name, std::string_view expected);
  std::optional<int64_t> InRange(const Option& option, const ConfigNode& node, int64_t value);
  void ReportUnknown();

  std::string_view name_;
  std::string title_;
  const ConfigNode* node_;
  Mark mark_;
  std::vector<Finding>& findings_;
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_RULES_SECTION_H_
