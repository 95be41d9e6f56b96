#include "engine/rules/renderer.h"

#include <gtest/gtest.h>

#include "engine/base/hash.h"
#include "engine/base/limits.h"

namespace telltale {
namespace {

class RendererTest : public testing::Test {
 protected:
  RendererTest() {
    topic_.name = "vehicle.insights";
    rule_.name = "oil";
    rule_.start = {.name = "maintenance-needed", .ttl = Millis{3600000}};
    rule_.back = MessagePlan{.name = "back-to-normal", .ttl = Millis{86400000}};
  }

  Message RenderWith(std::string_view event, Command::Kind kind) {
    const Command command{.kind = kind,
                          .ending = kind == Command::Kind::kBack ? Ending::kQuiet : Ending::kNone,
                          .count = 3,
                          .raised_at = EventMs(20000),
                          .first_bad = EventMs(10000),
                          .cleared_at = EventMs(90000)};
    return Render({.topic = topic_,
                   .rule = rule_,
                   .partition = 7,
                   .key = HashKey("V1"),
                   .key_text = "V1",
                   .event_json = event},
                  command);
  }

  // Adds a variable that the start brings.
  void Bring(std::string name, std::string_view expression) {
    if (!rule_.start.variables) rule_.start.variables.emplace();
    feel::CompileError error;
    const std::vector<Path> key = {*ParsePath("vehicle")};
    ASSERT_TRUE(rule_.start.variables->Add(std::move(name), expression, key, topic_.slots, error));
  }

  CompiledTopic topic_;
  CompiledRule rule_;
};

TEST_F(RendererTest, AStartCarriesItsEpisodeTheEventAndWhereReportsGo) {
  const Message message = RenderWith(R"({"a":1})", Command::Kind::kStart);
  EXPECT_EQ(message.name, "maintenance-needed");
  EXPECT_EQ(message.correlation_key, "oil/V1@19700101T000020.000Z");
  EXPECT_EQ(message.id, message.correlation_key);
  EXPECT_EQ(message.ttl, Millis{3600000});
  EXPECT_EQ(message.at, EventMs(20000));
  EXPECT_EQ(message.variables,
            R"({"episode":"oil/V1@19700101T000020.000Z","rule":"oil","key":"V1","count":3,)"
            R"("first_bad_at":"1970-01-01T00:00:10.000Z","raised_at":"1970-01-01T00:00:20.000Z",)"
            R"("event":{"a":1},"telltale":{"episode":"oil/V1@19700101T000020.000Z","rule":"oil",)"
            R"("topic":"vehicle.insights","partition":7,"key":")" +
                ToHex(HashKey("V1")) +
                R"(","raised_at":20000,"gate":"telltale.gate","ended":"telltale.ended"}})");
}

TEST_F(RendererTest, AStartCarriesTheVariablesThatAreToldOfIt) {
  const std::string variables = RenderWith(R"({"a":1})", Command::Kind::kStart).variables;
  size_t at = 0;
  for (const std::string_view name : StartVariables(rule_)) {
    at = variables.find("\"" + std::string(name) + "\":", at);
    EXPECT_NE(at, std::string::npos) << name;
  }
}

TEST_F(RendererTest, ABackThatADeadlineDecidedHasNoEvent) {
  const Message message = RenderWith("", Command::Kind::kBack);
  EXPECT_EQ(message.name, "back-to-normal");
  EXPECT_EQ(message.id, "oil/V1@19700101T000020.000Z:back");
  EXPECT_EQ(message.ending, "quiet");
  EXPECT_EQ(message.at, EventMs(90000));
  EXPECT_EQ(message.variables.find("\"event\""), std::string::npos);
  EXPECT_NE(message.variables.find(R"("cleared_at":"1970-01-01T00:01:30.000Z","ending":"quiet")"),
            std::string::npos);
}

TEST_F(RendererTest, AForwardIsNamedByItsRecordAndCarriesItsEvent) {
  rule_.forwards = {{.message = {.name = "other"}},
                    {.message = {.name = "review-arrived", .ttl = Millis{7000}}}};
  const Command command{.kind = Command::Kind::kForward,
                        .entry = 2,
                        .count = 5,
                        .raised_at = EventMs(20000),
                        .first_bad = EventMs(10000),
                        .event_at = EventMs(50000)};
  const Message message = Render({.topic = topic_,
                                  .rule = rule_,
                                  .partition = 7,
                                  .key = HashKey("V1"),
                                  .key_text = "V1",
                                  .event_json = R"({"a":1})",
                                  .offset = {4711}},
                                 command);
  EXPECT_EQ(message.kind, Message::Kind::kForward);
  EXPECT_EQ(message.name, "review-arrived");
  EXPECT_EQ(message.correlation_key, "oil/V1@19700101T000020.000Z");
  EXPECT_EQ(message.id, "oil/V1@19700101T000020.000Z:forward:4711");
  EXPECT_EQ(message.ttl, Millis{7000});
  EXPECT_EQ(message.at, EventMs(50000));
  EXPECT_EQ(message.ending, "");
  EXPECT_EQ(message.variables.find("{\"episode\":\"oil/V1@19700101T000020.000Z\",\"rule\":\"oil\","
                                   "\"key\":\"V1\",\"count\":5,"),
            0u);
  for (const char* part : {R"("event":{"a":1})", R"("telltale":{)"}) {
    EXPECT_NE(message.variables.find(part), std::string::npos) << part;
  }
  EXPECT_EQ(message.variables.find("ending"), std::string::npos);
}

TEST_F(RendererTest, LeavesOutAnEventThatIsTooLarge) {
  const std::string event = "{\"a\":\"" + std::string(kMaxMessageBytes, 'x') + "\"}";
  const Message message = RenderWith(event, Command::Kind::kStart);
  EXPECT_LT(message.variables.size(), 1000u);
  EXPECT_NE(message.variables.find("\"truncated\":true"), std::string::npos);
}

TEST_F(RendererTest, AStartWithOwnVariablesBringsThemAndWhatAWorkflowNeeds) {
  Bring("vehicle", "vehicle");
  Bring("times", "count * 2");
  const std::string variables = RenderWith(R"({"a":1})", Command::Kind::kStart).variables;
  EXPECT_EQ(variables.find(R"({"episode":"oil/V1@19700101T000020.000Z","vehicle":"V1","times":6,)"
                           R"("telltale":{)"),
            0u)
      << variables;
  EXPECT_EQ(variables.find("event"), std::string::npos);
}

TEST_F(RendererTest, LeavesOutTheLargestOfItsOwnVariables) {
  const std::string event = "{\"a\":\"" + std::string(kMaxMessageBytes, 'x') + "\"}";
  Bring("whole", "event");
  Bring("vehicle", "vehicle");
  const std::string variables = RenderWith(event, Command::Kind::kStart).variables;
  EXPECT_LT(variables.size(), 1000u);
  EXPECT_NE(variables.find(R"("vehicle":"V1","truncated":true)"), std::string::npos) << variables;
}

}  // namespace
}  // namespace telltale
