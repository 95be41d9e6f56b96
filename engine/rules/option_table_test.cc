#include "engine/rules/option_table.h"

#include <gtest/gtest.h>

#include <set>

#include "absl/strings/numbers.h"
#include "engine/base/strings.h"
#include "engine/rules/config.h"

namespace telltale {
namespace {

Millis PresetDuration(std::string_view section, std::string_view name) {
  return ParseDuration(FindOption(section, name).preset).value_or(Millis{-1});
}

int64_t PresetCount(std::string_view section, std::string_view name) {
  int64_t count = -1;
  return absl::SimpleAtoi(A(FindOption(section, name).preset), &count) ? count : -1;
}

TEST(OptionTableTest, EveryOptionIsToldApartAndExplained) {
  std::set<std::pair<std::string_view, std::string_view>> names;
  for (const Option& option : OptionTable()) {
    EXPECT_TRUE(names.emplace(option.section, option.name).second) << option.name;
    EXPECT_TRUE(option.what.ends_with('.')) << option.name;
    EXPECT_TRUE(option.why.ends_with('.')) << option.name;
    EXPECT_FALSE(option.example.empty()) << option.name;
    EXPECT_EQ(option.preset.empty(), option.unless == Unless::kRefused) << option.name;
    EXPECT_EQ(option.type == OptionType::kCount, !option.limits.unit.empty()) << option.name;
  }
}

TEST(OptionTableTest, PresetsAreWhatAnEmptyConfigurationHas) {
  const Config config{.kafka = KafkaConfig{}, .zeebe = ZeebeConfig{}};
  EXPECT_EQ(FindOption("kafka", "group").preset, config.kafka->group);
  EXPECT_EQ(PresetDuration("zeebe", "message_ttl"), config.zeebe->message_ttl);
  EXPECT_EQ(PresetDuration("zeebe", "request_timeout"), config.zeebe->request_timeout);
  EXPECT_EQ(FindOption("state", "disk_reserve").preset, "256MiB");
  EXPECT_EQ(config.state.disk_reserve_bytes, 256 << 20);
  EXPECT_EQ(PresetCount("state", "quarantine_rows"), config.state.quarantine_rows);
  EXPECT_EQ(PresetCount("state", "audit_rows"), config.state.audit_rows);
  EXPECT_EQ(PresetCount("state", "keys"), config.state.keys);
  EXPECT_EQ(PresetCount("state", "outbox_rows"), config.state.outbox_rows);
  EXPECT_EQ(FindOption("state", "outbox_bytes").preset, "1GiB");
  EXPECT_EQ(config.state.outbox_bytes, 1 << 30);
  EXPECT_EQ(FindOption("http", "listen").preset, config.http.listen);
  const HistoryPlan history;
  EXPECT_EQ(FindOption("history", "listen").preset, history.listen);
  EXPECT_EQ(FindOption("history", "body").preset, "256MiB");
  EXPECT_EQ(history.body_bytes, 256 << 20);
  EXPECT_EQ(PresetCount("history", "connections"), history.connections);
}

TEST(OptionTableTest, PresetsAreWhatAnEmptyTopicAndRuleHave) {
  const CompiledTopic topic;
  EXPECT_EQ(PresetDuration("topics.NAME", "late"), topic.late);
  EXPECT_EQ(PresetDuration("topics.NAME", "ahead"), topic.ahead);
  EXPECT_EQ(PresetCount("topics.NAME", "remember"), topic.remember);
  EXPECT_EQ(PresetDuration("rules.NAME", "forget"), Plan{}.forget);
}

}  // namespace
}  // namespace telltale
