#include "cli/reference/pages.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "cli/reference/limits_text.h"
#include "cli/reference/schema.h"
#include "engine/base/error_catalogue.h"
#include "engine/base/strings.h"
#include "engine/core/outcome.h"
#include "engine/rules/config.h"
#include "engine/rules/option_table.h"
#include "engine/runtime/metric_table.h"

namespace telltale {
namespace {

constexpr ReferencePage kPages[] = {
    {"configuration.md", &ConfigurationPage},
    {"errors.md", &ErrorsPage},
    {"feel.md", &FeelPage},
    {"metrics.md", &MetricsPage},
    {"outcomes.md", &OutcomesPage},
    {"schema.json", &ConfigSchema},
};

std::string Title(std::string_view title, std::string_view table) {
  return absl::StrCat("# ", A(title), "\n\nGenerated from ", A(table),
                      "; a test fails when they differ.\n");
}

// Bars would end the cell.
std::string Cell(std::string_view text) {
  return absl::StrReplaceAll(A(text), {{" | ", ", "}, {"|", "\\|"}});
}

std::string Fallback(const Option& option) {
  switch (option.unless) {
    case Unless::kRefused:
      return "required";
    case Unless::kPreset:
      return absl::StrCat("`", A(option.preset), "`");
    case Unless::kAbsent:
      return std::string(option.preset);
  }
  return "";
}

std::string OptionRow(const Option& option) {
  return absl::StrCat("| `", A(option.name), "` | ", A(OptionTypeName(option.type)), " | ",
                      Fallback(option), " | ", Cell(LimitsText(option)), " | ",
                      option.reload == Reload::kLive ? "yes" : "no", " | ", Cell(option.what), " ",
                      Cell(option.why), " | `", A(option.example), "` |\n");
}

std::string_view ErrorChapter(int number) {
  constexpr std::string_view kChapters[] = {"Configuration", "Records",  "Refusals at start",
                                            "Delivery",      "The disk", "The service"};
  return kChapters[number / 1000 - 1];
}

}  // namespace

absl::Span<const ReferencePage> ReferencePages() { return kPages; }

std::string ConfigurationPage() {
  std::string page = Title("Configuration", "`engine/rules/option_table.cc`");
  page +=
      "\nDurations: `250ms 30s 5m 2h 7d`, combinable (`1m30s`). Sizes: `64MiB`, `1GiB`. `${NAME}` "
      "and\n`${NAME:-default}` stand for environment variables inside of text values. What is "
      "marked live takes\neffect when a running node gets SIGHUP; another change needs a "
      "restart. Expressions are\ndescribed in [feel.md](feel.md).\n";
  std::string_view section = "-";
  for (const Option& option : OptionTable()) {
    if (option.section != section) {
      section = option.section;
      absl::StrAppend(&page, "\n## ", section.empty() ? "Top level" : A(section),
                      "\n\n| option | type | default | limits | live | meaning | example |\n"
                      "|---|---|---|---|---|---|---|\n");
    }
    page += OptionRow(option);
  }
  page += "\nOf `kafka.properties` Telltale sets these itself:";
  for (const std::string_view name : OwnedProperties()) absl::StrAppend(&page, " `", A(name), "`");
  return page + ".\n";
}

std::string ErrorsPage() {
  std::string page = Title("Errors", "`engine/base/error_catalogue.cc`");
  page += "\nNumbers are never reused. `telltale explain E2003` prints one of them.\n";
  std::string_view chapter;
  for (const ErrorEntry& entry : ErrorCatalogue()) {
    if (const std::string_view next = ErrorChapter(static_cast<int>(entry.id)); next != chapter) {
      chapter = next;
      absl::StrAppend(&page, "\n## ", A(chapter),
                      "\n\n| number | name | meaning | who acts | next |\n|---|---|---|---|---|\n");
    }
    absl::StrAppend(&page, "| ", ErrorNumber(entry.id), " | ", A(entry.name), " | ",
                    Cell(entry.meaning), " | ", A(entry.who), " | ", Cell(entry.next), " |\n");
  }
  return page;
}

std::string MetricsPage() {
  std::string page = Title("Metrics", "`engine/runtime/metric_table.cc`");
  page +=
      "\nOf a running node, at `/metrics`.\n\n| metric | type | labels | meaning |\n"
      "|---|---|---|---|\n";
  for (const Metric& metric : MetricTable()) {
    absl::StrAppend(&page, "| `", A(metric.name), "` | ", A(MetricTypeName(metric.type)), " | ",
                    A(metric.labels), " | ", Cell(metric.help), " |\n");
  }
  return page;
}

std::string OutcomesPage() {
  std::string page = Title("Outcomes", "`engine/core/outcome.cc`");
  page +=
      "\nWhat a rule concluded for one event or deadline; each is counted in "
      "`telltale_outcomes_total`.\n\n| outcome | meaning |\n|---|---|\n";
  for (int i = 0; i < kOutcomes; ++i) {
    const auto outcome = static_cast<Outcome>(i);
    absl::StrAppend(&page, "| ", A(OutcomeName(outcome)), " | ", A(OutcomeMeaning(outcome)),
                    " |\n");
  }
  page +=
      "\n## Endings\n\nWhy an episode ended; `ending` of a back.\n\n| ending | meaning |\n"
      "|---|---|\n";
  for (int i = static_cast<int>(Ending::kHealed); i < kEndings; ++i) {
    const auto ending = static_cast<Ending>(i);
    absl::StrAppend(&page, "| ", A(EndingName(ending)), " | ", A(EndingMeaning(ending)), " |\n");
  }
  return page;
}

}  // namespace telltale
