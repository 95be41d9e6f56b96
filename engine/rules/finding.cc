#include "engine/rules/finding.h"

#include <algorithm>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "engine/base/strings.h"
#include "engine/rules/secrets.h"

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

// Longer lines, and lines that a terminal would not show as they are, help nobody.
constexpr size_t kMostShownBytes = 200;

bool IsShowable(std::string_view line) {
  return line.size() <= kMostShownBytes && std::none_of(line.begin(), line.end(), [](char c) {
           const auto byte = static_cast<unsigned char>(c);
           return (byte < 0x20 && c != '\t') || byte == 0x7f || byte >= 0xf5;
         });
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
                   finding.mark.column, ": ", A(SeverityName(finding.severity)), " ",
                   ErrorNumber(finding.error), " ", A(entry.name), ": ", finding.text, "\n");
  const std::string_view line =
      source != nullptr ? LineOf(source->text, finding.mark.line) : std::string_view();
  if (!line.empty() && IsShowable(line)) {
    const int column = std::max(finding.mark.column, 1);
    absl::StrAppend(&text, "  ", MaskLine(line), "\n  ", std::string(column - 1, ' '), "^\n");
  }
  if (!finding.reason.empty()) absl::StrAppend(&text, "  why   ", finding.reason, "\n");
  absl::StrAppend(&text, "  next  ",
                  finding.remedy.empty() ? std::string(entry.next) : finding.remedy, "\n");
  return text;
}

std::string_view SeverityName(Finding::Severity severity) {
  constexpr std::string_view kNames[] = {"note", "warning", "error"};
  return kNames[static_cast<int>(severity)];
}

bool HasErrors(const std::vector<Finding>& findings) {
  return std::any_of(findings.begin(), findings.end(), [](const Finding& finding) {
    return finding.severity == Finding::Severity::kError;
  });
}

void SortByPlace(std::vector<Finding>& findings) {
  std::stable_sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
    const auto place = [](const Mark& m) { return std::tuple(m.source, m.line, m.column); };
    return place(a.mark) < place(b.mark);
  });
}

}  // namespace telltale
