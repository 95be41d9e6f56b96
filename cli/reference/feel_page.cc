// The page about expressions: functions from their table, and differences from theirs.
#include "absl/strings/str_cat.h"
#include "cli/reference/feel_differences.h"
#include "cli/reference/pages.h"
#include "engine/base/strings.h"
#include "engine/feel/functions.h"
#include "engine/feel/program.h"

namespace telltale {
namespace {

constexpr std::string_view kLanguage = R"(# Expressions

Generated from `engine/feel/functions.cc` and `cli/reference/feel_differences.cc`; a test fails when they differ.

`where`, `bad`, `good`, `fault` and `while` are expressions in a subset of FEEL (OMG DMN 1.3, chapter 10), the language of
gateways and correlation keys in Camunda 8.

| what | how it is written | its value |
|---|---|---|
| literals | `80`, `.5`, `1e3`, `"text"`, `true`, `false`, `null`, `["a", 1]` | strings know `\n \t \r \" \' \\ \uXXXX \UXXXXXX`; another backslash stands for itself |
| field | `engine.oil.pressure`, `` engine.`oil pressure` `` | what the record has there; null if it has nothing. In back quotes any character may stand |
| comparison | `= != < <= > >=` | of different types null; `=` and `!=` with null are true or false, all others null |
| logic | `and`, `or`, `not(x)` | three-valued: `false and x` is false, `true or x` is true; what is no boolean is taken as null |
| membership | `x in ("a", "b")`, `x in ["a", "b"]`, `x in tags` | true or false, never null; looks into a list of the record too |
| tests | `x in [1..5]`, `x in (1..5)`, `x in ]1..5[`, `x in (< 1, [4..8), 10)` | a round or a turned bracket leaves its end out; null if a comparison was null and none is true |
| between | `x between 1 and 5` | both ends included |
| arithmetic | `+ - * /`, `**`, `-x` | numbers are doubles; null of anything else, and if not finite. `**` groups to the left, `-2 ** 2` is 4. `+` also joins two strings |
| choice | `if x > 1 then "a" else "b"` | what is not true chooses `else`, which reaches as far as it can |
| list | `[a, b, 1]` | a value for variables, or what stands behind `in` |

Only true is true: a rule takes null, and anything that is no boolean, as not true. So `severity = "CRITICAL"` is false for a record
without `severity`, and the event is good; `fault: severity = null` says otherwise.

An expression has at most 4096 bytes, 32 levels of nesting and 1024 steps. The text that one evaluation makes, by `+`, `upper case`,
`lower case`, `string` and lists, has at most 64 KiB together; more of it is null. `telltale check` refuses what can only ever be null,
such as `"a" > 5`, with its column. Lists and objects compare with nothing but null. Of FEEL's other things there are none: no contexts,
filters, loops, dates, named arguments, or functions of one's own.

## Functions

| function | result | meaning | null if | example |
|---|---|---|---|---|
)";

// As Markdown quotes code that has back quotes itself.
std::string Code(std::string_view text) {
  const bool quotes = text.find('`') != std::string_view::npos;
  return quotes ? absl::StrCat("`` ", A(text), " ``") : absl::StrCat("`", A(text), "`");
}

std::string FunctionRow(const feel::Function& function) {
  return absl::StrCat("| `", function.Signature(), "` | ", feel::TypeName(function.result), " | ",
                      A(function.meaning), " | ",
                      function.null.empty() ? "never" : A(function.null), " | ",
                      Code(function.example), " is ", Code(function.result_of_example), " |\n");
}

std::string DifferenceRow(const FeelDifference& difference) {
  return absl::StrCat("| ", Code(difference.expression), " | ", Code(difference.ours), " | ",
                      Code(difference.theirs), " | ", A(difference.why), " |\n");
}

}  // namespace

std::string FeelPage() {
  std::string page(kLanguage);
  for (const feel::Function& function : feel::FunctionTable()) page += FunctionRow(function);
  page +=
      "\n## Differences\n\nA test evaluates generated expressions here and in `feelin`, the FEEL "
      "of "
      "bpmn.io, and finds no others than\nthese. The record is `";
  absl::StrAppend(&page, A(kDifferenceRecord),
                  "`.\n\n| expression | here | feelin | why |\n|---|---|---|---|\n");
  for (const FeelDifference& difference : FeelDifferences()) page += DifferenceRow(difference);
  return page;
}

}  // namespace telltale
