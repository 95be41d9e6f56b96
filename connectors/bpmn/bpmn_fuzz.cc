// Fuzz: whatever a BPMN file holds, reading and judging it ends, and each finding has a place in
// the file, or in the rules.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/bpmn/bpmn_reader.h"
#include "engine/base/status.h"
#include "engine/check/workflow_check.h"

namespace telltale {
namespace {

Config WithOneRule() {
  CompiledRule rule;
  rule.name = "oil";
  rule.start.name = "go";
  rule.back = MessagePlan{"stop"};
  CompiledTopic topic;
  topic.rules.push_back(rule);
  Config config;
  config.rules.topics.push_back(topic);
  return config;
}

void Try(std::string_view text) {
  const int lines = 1 + static_cast<int>(std::count(text.begin(), text.end(), '\n'));
  std::vector<Workflow> workflows;
  std::vector<Finding> findings;
  const bool read = ReadBpmn(text, /*source=*/0, workflows, findings);
  CHECK(read == findings.empty());
  const ConfigTree tree{{{"fuzz.bpmn", std::string(text)}}, {}};
  for (Finding& finding : CheckWorkflows(WithOneRule(), tree, workflows)) {
    findings.push_back(std::move(finding));
  }
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
