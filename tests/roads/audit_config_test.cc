// What `audit` may say, and what is answered to what it may not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "connectors/yaml/yaml_config.h"
#include "engine/check/road_check.h"
#include "engine/rules/config.h"
#include "tests/runtime/model_config.h"

namespace telltale {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr char kRules[] =
    "zeebe: { gateway: localhost:26500 }\n"
    "topics: { t: { time: at } }\n"
    "rules: { r: { topic: t, key: [v], bad: bad, clear: 1 good in a row, start: s, back: b } }\n";

std::string Audit(const std::string& options, const std::string& state = "dir: /tmp/s") {
  return absl::StrCat("kafka: { brokers: localhost:9092 }\nstate: { ", state, " }\naudit: { ",
                      options, " }\n", kRules);
}

std::vector<std::string> Said(const std::vector<Finding>& findings) {
  std::vector<std::string> said;
  for (const Finding& finding : findings) {
    said.push_back(absl::StrCat(ErrorNumber(finding.error), " ", finding.text));
  }
  return said;
}

// Of binding it; if there are none, of checking it.
std::vector<std::string> Findings(const std::string& text) {
  ConfigTree tree;
  std::vector<Finding> findings;
  ParseConfig("c.yaml", text, tree, findings);
  Config config;
  std::vector<Finding> bound = Bind(tree, &NoEnvironment, config);
  return Said(bound.empty() ? CheckRoads(config, tree) : bound);
}

TEST(AuditConfigTest, NamesATopic) {
  EXPECT_EQ(ReadConfig(Audit("topic: telltale.audit")).audit->topic, "telltale.audit");
  EXPECT_THAT(Findings(Audit("topic: telltale.audit")), IsEmpty());
  EXPECT_FALSE(ReadConfig(kRules).audit.has_value());
}

TEST(AuditConfigTest, NeedsATopicThatKafkaTakes) {
  EXPECT_THAT(Findings(Audit("")), ElementsAre(HasSubstr("E1004 expected 'topic' in audit")));
  EXPECT_THAT(Findings(Audit("topic: null")), ElementsAre(HasSubstr("E1004")));
  EXPECT_THAT(Findings(Audit("topic: a b")),
              ElementsAre(AllOf(HasSubstr("E1010"), HasSubstr("but it is 'a b'"))));
  EXPECT_THAT(Findings(Audit("topic: ''")),
              ElementsAre(AllOf(HasSubstr("E1010"), HasSubstr("but it is ''"))));
}

TEST(AuditConfigTest, NeedsKafka) {
  EXPECT_THAT(Findings(absl::StrCat("audit: { topic: a }\n", kRules)),
              ElementsAre(HasSubstr("expected a `kafka` section, to which the audit is written")));
}

TEST(AuditConfigTest, NeedsAStoreThatKeepsEntries) {
  EXPECT_THAT(Findings(Audit("topic: a", "dir: /tmp/s, audit_rows: 0")),
              ElementsAre("E1077 expected at least 1 for state.audit_rows beside `audit`, but it "
                          "is 0"));
}

TEST(AuditConfigTest, ATopicThatIsReadIsACircle) {
  EXPECT_THAT(Findings(Audit("topic: t")),
              ElementsAre("E1074 expected another topic for audit than one that is read, but rule "
                          "r reads t"));
}

TEST(AuditConfigTest, WaitsInAStoreEvenIfNoKafkaIsRead) {
  EXPECT_THAT(Findings(absl::StrCat("input: events.ndjson\n", Audit("topic: a", "keys: 100"))),
              ElementsAre(HasSubstr("E1020 expected `dir` under `state`, because the audit waits "
                                    "there")));
}

}  // namespace
}  // namespace telltale
