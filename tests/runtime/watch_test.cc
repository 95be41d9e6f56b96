// Who watches a partition, and a partition that tells nobody.
#include <variant>

#include "connectors/json/json_decoder.h"
#include "engine/runtime/partition.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/runtime/model_config.h"
#include "tests/runtime/model_source.h"

namespace telltale {
namespace {

using ::testing::ElementsAre;

constexpr WallTime kWall = WallMs(2'000'000'000'000);

struct Watcher : StepObserver {
  void OnStep(const SeenStep& step) override {
    outcomes.push_back(step.result.outcome);
    dues += std::holds_alternative<Due>(step.cause);
    arrival = step.arrival;
  }
  std::vector<Outcome> outcomes;
  int dues = 0;
  ArrivalTime arrival;
};

class WatchTest : public ::testing::Test {
 protected:
  void Say(Partition& partition, int64_t second, bool bad) {
    const ModelTopic::Entry entry{
        ArrivalMs(second * 1000),
        absl::StrCat("{\"at\":", second * 1000, ",\"v\":1,\"bad\":", bad ? "true" : "false", "}"),
        std::nullopt};
    const Record record = ToRecord(entry, partition.id(), partition.next());
    partition.Apply(record, kWall);
    partition.EndPoll();  // while the record lives
  }

  Config config = ReadConfig(
      "topics: { t: { late: 0s } }\n"
      "rules: { r: { topic: t, key: [v], bad: bad, clear: quiet for 10s, start: s, back: b } }\n");
  const CompiledTopic& topic = config.rules.topics[0];
  std::unique_ptr<Decoder> decoder = MakeJsonDecoder(topic.slots);
};

TEST_F(WatchTest, AnObserverHearsOfEachStep) {
  Partition partition({{1}, 0}, topic, *decoder, {});
  Watcher watcher;
  partition.Watch(watcher);
  Say(partition, 1'000'000, true);
  Say(partition, 1'000'020, false);
  EXPECT_THAT(watcher.outcomes, ElementsAre(Outcome::kRaised, Outcome::kCleared, Outcome::kGood));
  EXPECT_EQ(watcher.dues, 1);
  EXPECT_EQ(watcher.arrival, ArrivalMs(1'000'020'000));
}

TEST_F(WatchTest, OneThatTellsNobodyDecidesTheSameAndKeepsNoCommand) {
  Partition partition({{1}, 0}, topic, *decoder, {.tells = false});
  Say(partition, 1'000'000, true);
  Say(partition, 1'000'020, false);
  EXPECT_EQ(partition.counters().rules[0].starts, 1u);
  EXPECT_EQ(partition.counters().rules[0].backs, 1u);
  EXPECT_FALSE(partition.HasNewCommands());
  EXPECT_EQ(partition.outbox().unsettled(), 0u);
}

}  // namespace
}  // namespace telltale
