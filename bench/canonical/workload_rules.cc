#include "bench/canonical/workload_rules.h"

#include <vector>

#include "bench/canonical/workload.h"
#include "connectors/yaml/yaml_config.h"
#include "engine/rules/config_tree.h"
#include "engine/rules/finding.h"
#include "engine/rules/variables.h"

namespace telltale {

absl::StatusOr<Config> WorkloadRules(int remember) {
  ConfigTree tree;
  std::vector<Finding> findings;
  ParseConfig("canonical.yaml", WorkloadConfig(remember), tree, findings);
  Config config;
  for (const Finding& finding : Bind(tree, &NoEnvironment, config)) {
    return absl::InternalError(FormatFinding(finding, tree));
  }
  config.rules.topics[0].id = TopicId{1};
  config.rules.topics[0].rules[0].id = RuleId{1};
  return config;
}

}  // namespace telltale
