#include "cli/files/config_files.h"

#include <gtest/gtest.h>

#include "engine/rules/config.h"

namespace telltale {
namespace {

TEST(ConfigFilesTest, SaysThatAFileCannotBeRead) {
  ConfigTree tree;
  std::vector<Finding> findings;
  LoadConfig({"no/such/file.yaml"}, tree, findings);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].error, ErrorId::kFileUnreadable);
}

TEST(ConfigFilesTest, BindsTheExampleOfTheDocuments) {
  ConfigTree tree;
  std::vector<Finding> findings;
  LoadConfig({EXAMPLE_DIR "/oil-pressure/telltale.yaml"}, tree, findings);
  Config config;
  for (Finding& finding : Bind(tree, &NoEnvironment, config)) {
    findings.push_back(finding);
  }
  ASSERT_TRUE(findings.empty()) << FormatFinding(findings[0], tree);
  const CompiledRule& rule = config.rules.topics.at(0).rules.at(0);
  EXPECT_EQ(rule.name, "oil-pressure-critical");
  EXPECT_EQ(rule.shape, "raise 3 in 30s, clear good for 1m");
  EXPECT_EQ(config.zeebe->gateway, "localhost:26500");
}

}  // namespace
}  // namespace telltale
