#include "cli/scenario/scenario_report.h"

#include <algorithm>
#include <filesystem>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "engine/base/json_object.h"

namespace telltale {
namespace {

// Steps shown around the first difference.
constexpr size_t kStepsBefore = 4;
constexpr size_t kStepsAfter = 2;

constexpr char kRed[] = "\x1b[1;31m";
constexpr char kBold[] = "\x1b[1m";
constexpr char kPlain[] = "\x1b[0m";

// Writes the lines of a failure.
class FailureText {
 public:
  FailureText(const Scenario& scenario, const std::vector<Difference>& differences, Colours colours)
      : scenario_(scenario),
        differences_(differences),
        colours_(colours),
        lines_(absl::StrSplit(scenario.tree.sources[0].text, '\n')) {}

  std::string Write(const std::string& how) {
    const Difference& first = differences_.front();
    absl::StrAppend(&text_, In(kRed, "FAIL"), " ", scenario_.tree.sources[0].name, ":", first.line,
                    how, ": expected ", first.expected, ", but there came ", first.came, "\n");
    if (!lines_.empty() && lines_[0].starts_with("#"))
      absl::StrAppend(&text_, "  ", lines_[0], "\n");
    if (first.step) ShowAround(*first.step);
    ShowOthers();
    return std::move(text_);
  }

 private:
  std::string In(const char* colour, const std::string& text) const {
    return colours_ == Colours::kNone ? text : absl::StrCat(colour, text, kPlain);
  }

  const Difference* DifferenceOf(size_t step) const {
    const auto found = std::find_if(differences_.begin(), differences_.end(),
                                    [&](const Difference& each) { return each.step == step; });
    return found == differences_.end() ? nullptr : &*found;
  }

  void ShowAround(size_t step) {
    shown_from_ = step - std::min(step, kStepsBefore);
    shown_to_ = std::min(step + kStepsAfter + 1, scenario_.steps.size());
    for (size_t i = shown_from_; i < shown_to_; ++i) ShowStep(i, i == step);
  }

  void ShowStep(size_t step, bool marked) {
    const int line = scenario_.steps[step].line;
    for (int at = line; at <= LastLineOf(step); ++at) {
      const std::string shown = absl::StrFormat("  %c %4d | %s", marked && at == line ? '>' : ' ',
                                                at, lines_[static_cast<size_t>(at) - 1]);
      absl::StrAppend(&text_, marked ? In(kBold, shown) : shown, "\n");
    }
    const Difference* difference = DifferenceOf(step);
    if (difference == nullptr) return;
    absl::StrAppend(&text_, "         |     expected  ", difference->expected, "\n");
    absl::StrAppend(&text_, "         |     came      ", In(kRed, difference->came), "\n");
  }

  // Before the next step or the next key of the file, without comments and blank lines at the end.
  int LastLineOf(size_t step) const {
    int last = static_cast<int>(lines_.size());
    if (step + 1 < scenario_.steps.size()) {
      last = scenario_.steps[step + 1].line - 1;
    } else {
      for (const ConfigNode::Member& member : scenario_.tree.root.members) {
        const int begin = member.key_mark.line;
        if (begin > scenario_.steps[step].line) last = std::min(last, begin - 1);
      }
    }
    while (last > scenario_.steps[step].line && !SaysSomething(lines_[last - 1])) --last;
    return std::max(last, scenario_.steps[step].line);
  }

  static bool SaysSomething(const std::string& line) {
    const size_t begin = line.find_first_not_of(" \r");
    return begin != std::string::npos && line[begin] != '#';
  }

  void ShowOthers() {
    for (const Difference& each : differences_) {
      if (&each == &differences_.front()) continue;
      if (each.step && *each.step >= shown_from_ && *each.step < shown_to_) continue;
      absl::StrAppend(&text_, "  also line ", each.line, ": expected ", each.expected,
                      ", but there came ", each.came, "\n");
    }
  }

  const Scenario& scenario_;
  const std::vector<Difference>& differences_;
  const Colours colours_;
  const std::vector<std::string> lines_;
  size_t shown_from_ = 0, shown_to_ = 0;
  std::string text_;
};

std::string Escaped(const std::string& text) {
  std::string xml;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    switch (c) {
      case '&':
        xml += "&amp;";
        break;
      case '<':
        xml += "&lt;";
        break;
      case '>':
        xml += "&gt;";
        break;
      case '"':
        xml += "&quot;";
        break;
      default:  // XML 1.0 has no other control characters but these
        if (byte >= 0x20 || c == '\t' || c == '\n') xml += c;
    }
  }
  return xml;
}

std::string CaseOf(const ScenarioReport& report) {
  const std::filesystem::path path(report.path);
  const std::string folder = path.parent_path().string();
  const std::string name = path.stem().string();
  std::string xml =
      absl::StrFormat("  <testcase classname=\"%s\" name=\"%s\" file=\"%s\" time=\"%.6f\"",
                      Escaped(folder.empty() ? "." : folder), Escaped(name), Escaped(report.path),
                      std::chrono::duration<double>(report.took).count());
  if (report.passed()) return xml + "/>\n";
  const std::string kind = report.unreadable ? "error" : "failure";
  const std::string title = report.text.substr(0, report.text.find('\n'));
  absl::StrAppend(&xml, ">\n    <", kind, " message=\"", Escaped(title), "\">",
                  Escaped(report.text), "</", kind, ">\n  </testcase>\n");
  return xml;
}

std::string ToJson(const std::vector<Difference>& differences) {
  std::string json = "[";
  for (const Difference& difference : differences) {
    if (json.back() != '[') json += ',';
    JsonObject object(json);
    object.Number("line", difference.line);
    object.Text("expected", difference.expected);
    object.Text("came", difference.came);
    object.Close();
  }
  return json + "]";
}

}  // namespace

std::string ShowFailure(const Scenario& scenario, const std::vector<Difference>& differences,
                        const std::string& how, Colours colours) {
  return FailureText(scenario, differences, colours).Write(how);
}

std::string ToJson(const ScenarioReport& report) {
  std::string json;
  JsonObject object(json);
  object.Text("file", report.path);
  object.Bool("passed", report.passed());
  if (report.unreadable) {
    object.Text("error", report.text);
  } else {
    object.Json("differences", ToJson(report.differences));
  }
  object.Close();
  return json;
}

std::string ToJunit(const std::vector<ScenarioReport>& reports) {
  std::string cases;
  size_t failures = 0, errors = 0;
  std::chrono::microseconds took{0};
  for (const ScenarioReport& report : reports) {
    cases += CaseOf(report);
    took += report.took;
    if (!report.passed()) ++(report.unreadable ? errors : failures);
  }
  return absl::StrFormat(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuite name=\"telltale\" tests=\"%d\" failures=\"%d\" errors=\"%d\" time=\"%.6f\">\n"
      "%s</testsuite>\n",
      reports.size(), failures, errors, std::chrono::duration<double>(took).count(), cases);
}

}  // namespace telltale
