#include "tests/runtime/model_config.h"

#include <vector>

#include "connectors/yaml/yaml_config.h"
#include "engine/base/status.h"

namespace telltale {

Config ReadConfig(const std::string& text) {
  ConfigTree tree;
  std::vector<Finding> findings;
  ParseConfig("test.yaml", text, tree, findings);
  CHECK(findings.empty());
  Config config;
  CHECK(!HasErrors(Bind(tree, &NoEnvironment, config)));
  return config;
}

}  // namespace telltale
