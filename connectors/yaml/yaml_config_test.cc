#include "connectors/yaml/yaml_config.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "engine/rules/config.h"

namespace telltale {
namespace {

namespace fs = std::filesystem;
const fs::path kGolden = fs::path(GOLDEN_DIR) / "config_errors";

std::string ReadFile(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

// All findings about a configuration, as a person reads them.
std::string FindingsOf(const std::string& text) {
  ConfigTree tree;
  std::vector<Finding> findings;
  ParseConfig("telltale.yaml", text, tree, findings);
  if (!HasErrors(findings)) {
    Config config;
    const auto environment = [](const std::string& name) {
      return name == "SET" ? std::optional<std::string>("value") : std::nullopt;
    };
    for (Finding& finding : Bind(tree, environment, config)) findings.push_back(finding);
  }
  std::string shown;
  for (const Finding& finding : findings) shown += FormatFinding(finding, tree);
  return shown;
}

// Every NAME.yaml beside a NAME.txt: what is wrong with it, word for word. With UPDATE_GOLDEN=1 the
// texts are written anew; the difference is to be reviewed.
TEST(ConfigErrorsTest, SayWhatWasExpectedWhatCameWhereAndWhatToDo) {
  int files = 0;
  for (const auto& entry : fs::directory_iterator(kGolden)) {
    if (entry.path().extension() != ".yaml") continue;
    ++files;
    const std::string found = FindingsOf(ReadFile(entry.path()));
    fs::path expected = entry.path();
    expected.replace_extension(".txt");
    if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(expected) << found;
    EXPECT_EQ(found, ReadFile(expected)) << entry.path();
  }
  EXPECT_GE(files, 10);
}

TEST(YamlConfigTest, SpreadsTopicsAndRulesOverFiles) {
  ConfigTree tree;
  std::vector<Finding> findings;
  ParseConfig("a.yaml", "topics: { t: { late: 1s } }\nrules: { a: { topic: t } }\n", tree,
              findings);
  ParseConfig("b.yaml", "rules: { b: { topic: t } }\n", tree, findings);
  EXPECT_TRUE(findings.empty());
  EXPECT_EQ(tree.root.Find("rules")->members.size(), 2u);
}

TEST(YamlConfigTest, NamesBothPlacesOfASectionThatStandsTwice) {
  ConfigTree tree;
  std::vector<Finding> findings;
  ParseConfig("a.yaml", "kafka: { brokers: a }\n", tree, findings);
  ParseConfig("b.yaml", "\nkafka: { brokers: b }\n", tree, findings);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_NE(FormatFinding(findings[0], tree).find("b.yaml:2:1"), std::string::npos);
  EXPECT_NE(findings[0].text.find("a.yaml:1"), std::string::npos);
}

// libfyaml reads on in it for ever. Found by yaml_fuzz.
TEST(YamlConfigTest, RefusesDirectives) {
  EXPECT_NE(FindingsOf("# of a configuration\n% 1").find("telltale.yaml:2:1"), std::string::npos);
}

TEST(YamlConfigTest, VariablesNeverBecomeStructure) {
  ConfigTree tree;
  std::vector<Finding> findings;
  ParseConfig("a.yaml", "kafka: { brokers: '${B}' }\ntopics: { t: {} }\nrules: {}\n", tree,
              findings);
  Config config;
  const Environment evil = [](const std::string&) { return "x }\nzeebe: { gateway: evil"; };
  Bind(tree, evil, config);
  EXPECT_FALSE(config.zeebe);
  EXPECT_EQ(config.kafka->brokers, "x }\nzeebe: { gateway: evil");
}

}  // namespace
}  // namespace telltale
