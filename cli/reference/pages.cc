#include "cli/reference/pages.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "cli/api/endpoints.h"
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
    {"api.md", &ApiPage},           {"configuration.md", &ConfigurationPage},
    {"errors.md", &ErrorsPage},     {"feel.md", &FeelPage},
    {"metrics.md", &MetricsPage},   {"outcomes.md", &OutcomesPage},
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

std::string FieldRows(std::string_view title, absl::Span<const EndpointField> fields) {
  std::string rows = absl::StrCat("\n| ", A(title), " | |\n|---|---|\n");
  for (const EndpointField& field : fields) {
    absl::StrAppend(&rows, "| `", A(field.name), "` | ", Cell(field.meaning), " |\n");
  }
  return rows;
}

}  // namespace

absl::Span<const ReferencePage> ReferencePages() { return kPages; }

std::string ApiPage() {
  std::string page = Title("HTTP API", "`cli/api/endpoints.cc`");
  page += R"(
A running node answers at `http.listen`, by default on the loopback interface only. The verbs `episodes`,
`outbox`, `quarantine` and, of a key, `explain` speak this API; their `--json` prints the same lines.

- Rows are lines of JSON (`application/x-ndjson`), an object each. Times are RFC 3339 in UTC; what is not
  known is null. Fields may be added; names and meanings stay within `v1`.
- A page that is not the last has the header `Telltale-Next`; it is `after` of the next one. Every
  answer has `Telltale-Version`, and `Telltale-Store` with the uuid of the node's store.
- A question is answered by the node's loop, a step per turn, so it does not hold up events. More than
  64 questions and orders at a time are turned away (503); what is not answered within 10 s is 504.
- Orders are POST with `Content-Type: application/x-ndjson`, over the loopback interface, and not by a web
  page. An order is answered when what it changed is durable, a line per row: one may be done and the
  next refused.
- Errors are one object: `{"error":"E6007","name":"bad-request","text":"expected ..., but ...","next":"..."}`.
  400 a wrong parameter, 403 an order from elsewhere, 404 another path, 405 another method, 413 a body over
  64 KiB, 415 another content type, 431 a header over 8 KiB, 503 the node does not read yet, 504 no answer
  in time.

Fates: `pending` (never sent), `attempted` (sent, the answer is awaited or said nothing), `parked` (waits
for an operator), `settled` (accepted), `withdrawn` (never to be sent), `superseded` (a parked start whose
back was accepted).

What happens to an episode: `raised`, `cleared` (it ended, and says why); of its commands `accepted` (the workflow engine has it; of forwards that is not
kept), `parked`, `retried` (an operator has it sent again), `withdrawn`, `superseded`; of an instance, where the workflow has a gate, `confirmed` (it is the one), `fenced` (it was one
too many, and is cancelled), `finished` (it reported its end). A `tick` is of no episode: the partition's arrival time moved without a record.
)";
  for (const Endpoint& endpoint : Endpoints()) {
    const bool get = endpoint.method == HttpMethod::kGet;
    absl::StrAppend(&page, "\n## ", get ? "GET" : "POST", " ", A(endpoint.path), "\n\n",
                    A(endpoint.what), "\n",
                    FieldRows(get ? "parameter" : "request", endpoint.parameters),
                    FieldRows("field of a row", endpoint.fields));
  }
  return page;
}

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
