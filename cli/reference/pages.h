// ReferencePages: what stands in docs/reference, rendered from the tables of the code, so that no
// document can say anything else than the program does.
//
// Thread safety: pure functions.
#ifndef TELLTALE_CLI_REFERENCE_PAGES_H_
#define TELLTALE_CLI_REFERENCE_PAGES_H_

#include <string>
#include <string_view>

#include "absl/types/span.h"

namespace telltale {

std::string ApiPage();
std::string ConfigurationPage();
std::string ErrorsPage();
std::string FeelPage();
std::string MetricsPage();
std::string OutcomesPage();

struct ReferencePage {
  std::string_view file;  // its name in docs/reference
  std::string (*render)();
};
absl::Span<const ReferencePage> ReferencePages();

}  // namespace telltale

#endif  // TELLTALE_CLI_REFERENCE_PAGES_H_
