#include "engine/rules/finding.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "engine/base/strings.h"

namespace telltale {
namespace {

std::string_view LineOf(std::string_view text, int line) {
  for (; line > 1; --line) {
    const size_t end = text.find('\n');
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
  return text.substr(0, text.find('\n'));
}

}  // namespace

std::string FormatFinding(const Finding& finding, const ConfigTree& tree) {
  const ErrorEntry& entry = FindError(finding.error);
  const ConfigSource* source = nullptr;
  if (finding.mark.source < static_cast<int>(tree.sources.size())) {
    source = &tree.sources[finding.mark.source];
  }
  std::string text =
      absl::StrCat(source != nullptr ? source->name : "configuration", ":", finding.mark.line, ":",
                   finding.mark.column, ": ",
                   finding.severity == Finding::Severity::kError ? "error " : "warning ",
                   ErrorNumber(finding.error), " ", A(entry.name), ": ", finding.text, "\n");
  const std::string_view line =
      source != nullptr ? LineOf(source->text, finding.mark.line) : std::string_view();
  if (!line.empty()) {
    const int column = std::max(finding.mark.column, 1);
    absl::StrAppend(&text, "  ", A(line), "\n  ", std::string(column - 1, ' '), "^\n");
  }
  absl::StrAppend(&text, "  next  ",
                  finding.remedy.empty() ? std::string(entry.next) : finding.remedy, "\n");
  return text;
}

bool HasErrors(const std::vector<Finding>& findings) {
  return std::any_of(findings.begin(), findings.end(), [](const Finding& finding) {
    return finding.severity == Finding::Severity::kError;
  });
}

}  // namespace telltale
