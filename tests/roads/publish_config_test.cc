// What `publish` may say, and what is answered to what it may not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "connectors/yaml/yaml_config.h"
#include "engine/rules/config.h"
#include "tests/runtime/model_config.h"

namespace telltale {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr char kPlaces[] =
    "kafka: { brokers: localhost:9092 }\nzeebe: { gateway: localhost:26500 }\n";

std::string Publish(const std::string& options) {
  return absl::StrCat(kPlaces, "publish:\n  orders: { ", options, " }\n");
}

// `E1008 column: text`, of each finding.
std::vector<std::string> Findings(const std::string& text) {
  ConfigTree tree;
  std::vector<Finding> findings;
  Config config;
  ParseConfig("c.yaml", text, tree, findings);
  for (Finding& finding : Bind(
           tree, [](const auto&) { return std::nullopt; }, config)) {
    findings.push_back(std::move(finding));
  }
  std::vector<std::string> said;
  for (const Finding& finding : findings) {
    said.push_back(
        absl::StrCat(ErrorNumber(finding.error), " ", finding.mark.column, ": ", finding.text));
  }
  return said;
}

TEST(PublishConfigTest, NeedsNoRules) {
  const Config config = ReadConfig(Publish("job: send, topic: orders"));
  ASSERT_EQ(config.publish.size(), 1u);
  const PublishPlan& plan = config.publish[0];
  EXPECT_EQ(plan.name, "orders");
  EXPECT_EQ(plan.topic, "orders");
  EXPECT_FALSE(plan.topic_of.has_value());
  EXPECT_EQ(plan.in_flight, 100u);
  EXPECT_TRUE(config.rules.topics.empty());
}

TEST(PublishConfigTest, FetchesAllVariablesForTheDefaultValueAndElseOnlyThoseItReads) {
  EXPECT_THAT(ReadConfig(Publish("job: send, topic: t, key: a.b")).publish[0].paths.ToFetch(),
              IsEmpty());
  const Config config = ReadConfig(
      Publish("job: send, topic: t, key: a.b + a.c, value: job.variables.job, tombstone: z = 1"));
  EXPECT_THAT(config.publish[0].paths.ToFetch(), ElementsAre("a", "job", "z"));
}

TEST(PublishConfigTest, NeedsBothOfItsEnds) {
  EXPECT_THAT(Findings("publish:\n  orders: { job: send, topic: t }\n"),
              ElementsAre(HasSubstr("expected a `kafka` section beside `publish`"),
                          HasSubstr("expected a `zeebe` section beside `publish`")));
}

TEST(PublishConfigTest, NeedsJobAndTopic) {
  EXPECT_THAT(Findings(Publish("key: a")),
              ElementsAre(HasSubstr("expected 'job' in publish orders"),
                          HasSubstr("expected 'topic' in publish")));
}

TEST(PublishConfigTest, SaysWhatATopicMayBe) {
  EXPECT_THAT(Findings(Publish("job: send, topic: my topic")),
              ElementsAre(AllOf(HasSubstr("E1010"), HasSubstr("or = and an expression"))));
}

TEST(PublishConfigTest, ShowsTheColumnOfAMistake) {
  EXPECT_THAT(Findings(Publish("job: send, topic: t, key: job.hedaers")),
              ElementsAre(AllOf(HasSubstr("E1008"), HasSubstr("expected one of job.key"),
                                HasSubstr("but there is job.hedaers"))));
  EXPECT_THAT(Findings(Publish("job: send, topic: '=a +'")), ElementsAre(HasSubstr("E1008")));
}

TEST(PublishConfigTest, KeepsItsOwnHeadersForItself) {
  EXPECT_THAT(
      Findings(Publish("job: send, topic: t, headers: { telltale-job-key: a }")),
      ElementsAre(HasSubstr("expected the name of a header, not beginning with telltale-")));
}

TEST(PublishConfigTest, WantsAResultThatAWorkflowCanName) {
  EXPECT_THAT(Findings(Publish("job: send, topic: t, result: sent-to")),
              ElementsAre(HasSubstr("for 'result', but it is 'sent-to'")));
}

TEST(PublishConfigTest, JobsOfOneTypeAreForOneThing) {
  EXPECT_THAT(Findings(absl::StrCat(kPlaces,
                                    "publish:\n  a: { job: send, topic: t }\n"
                                    "  b: { job: send, topic: u }\n")),
              ElementsAre(AllOf(HasSubstr("E1052"), HasSubstr("'send' is that of publish.a too"))));
}

TEST(PublishConfigTest, KnowsItsOptions) {
  EXPECT_THAT(Findings(Publish("job: send, topics: t")),
              testing::Contains(HasSubstr("there is none named 'topics'")));
}

}  // namespace
}  // namespace telltale
