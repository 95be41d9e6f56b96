// Fuzz: whatever a configuration's bytes are, reading and binding it ends, and each finding has a
// place in the file and can be shown.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/yaml/yaml_config.h"
#include "engine/base/status.h"
#include "engine/rules/config.h"

namespace telltale {
namespace {

void Try(std::string_view text) {
  ConfigTree tree;
  std::vector<Finding> findings;
  ParseConfig("fuzz.yaml", text, tree, findings);
  const bool read = !HasErrors(findings);
  Config config;
  if (read) {
    for (Finding& finding : Bind(tree, &NoEnvironment, config)) {
      findings.push_back(std::move(finding));
    }
  }
  const int lines = 1 + static_cast<int>(std::count(text.begin(), text.end(), '\n'));
  for (const Finding& finding : findings) {
    CHECK(finding.mark.line >= 1 && finding.mark.line <= lines && finding.mark.column >= 1);
    CHECK(!FormatFinding(finding, tree).empty());
  }
}

}  // namespace
}  // namespace telltale

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  telltale::Try({reinterpret_cast<const char*>(data), size});
  return 0;
}
