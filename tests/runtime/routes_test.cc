// Routes in the loop: quarantine, limits, and what an edit leaves behind.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/desk/orders.h"
#include "engine/desk/outbox_listing.h"
#include "engine/desk/stopped_store.h"
#include "tests/runtime/harness.h"

namespace telltale {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

class RoutesTest : public testing::Test {
 protected:
  RoutesTest() { Configure("{ topic: t, start: s, with: record.key, id: id }"); }

  void Configure(const std::string& route) {
    world_.config = "topics: { t: { time: at } }\nroutes: { orders: " + route + " }\n";
  }
  void Start(const LoopOptions& loop = {}) {
    node_.reset();
    node_ = std::make_unique<Node>(world_, StartupOptions{}, loop);
    ASSERT_TRUE(node_->opened().ok()) << node_->opened();
    node_->Host(desk_);
    Turn();
  }
  void Turn() { ASSERT_TRUE(node_->Turns(kEnough).ok()); }
  void Append(const std::string& value, const std::string& key) {
    world_.topic.partitions[0].entries.push_back(
        {ArrivalMs(ToMs(world_.clock.Wall())), value, key});
    Turn();
  }
  OrderResult Replayed(const RowId& id) {
    std::vector<OrderResult> results;
    EXPECT_TRUE(replays_.Order({id}, [&](auto answer) { results = answer; }));
    Turn();
    return results.at(0);
  }

  World world_;
  Desk desk_;
  Replays replays_{desk_};
  std::unique_ptr<Node> node_;
};

TEST_F(RoutesTest, AQuarantinedRecordIsTriedAgainWithItsKey) {
  Start();
  Append("{}", "A1");
  EXPECT_EQ(ErrorOf(Replayed({"t", 0, 1}).status), ErrorId::kKeyMissing);
  Configure("{ topic: t, start: s, with: record.key }");  // it needs no id any more
  Start();
  const OrderResult result = Replayed({"t", 0, 1});
  EXPECT_TRUE(result.status.ok()) << result.status;
  EXPECT_THAT(result.outcomes, ElementsAre("orders: routed"));
  EXPECT_THAT(world_.Started(), ElementsAre("A1"));
  EXPECT_EQ(ErrorOf(Replayed({"t", 0, 1}).status), ErrorId::kOrderRefused);  // it is gone
}

TEST_F(RoutesTest, WhatOnlyARuleSetAsideForItsTimeIsNotRoutedAgain) {
  world_.config =
      "topics: { t: { time: at } }\n"
      "rules: { r: { topic: t, key: [v], bad: bad, clear: 1 good in a row, start: r, back: b } }\n"
      "routes: { orders: { topic: t, start: s, with: record.key } }\n";
  Start();
  Append("{\"at\":1795000900000,\"v\":\"V1\",\"bad\":false}", "A1");  // in the future
  world_.clock.Pass(Millis{1'000'000});
  const OrderResult result = Replayed({"t", 0, 1});
  EXPECT_TRUE(result.status.ok()) << result.status;
  EXPECT_THAT(result.outcomes, ElementsAre("r: good"));
  EXPECT_EQ(node_->Show().partitions[0].counters.routes[0][0], 1u);
}

TEST_F(RoutesTest, AKeyThatIsTooLargeToBeKeptMakesTheRecordFinal) {
  Start();
  Append("{}", std::string(70'000, 'k'));
  EXPECT_EQ(ErrorOf(Replayed({"t", 0, 1}).status), ErrorId::kOrderRefused);
}

TEST_F(RoutesTest, InputIsNotReadWhileTooManyMessagesWait) {
  LoopOptions loop;
  loop.outbox_rows = 2;
  Start(loop);
  world_.zeebe.SetAway(true);
  for (int i = 0; i < 3; ++i) Append("{\"id\":" + std::to_string(i) + "}", "A");
  EXPECT_EQ(node_->Show().blocked, Blocked::kOutboxLimit);
  EXPECT_EQ(node_->Show().partitions[0].next, Offset{2});
  world_.zeebe.SetAway(false);
  for (int i = 0; i < 10; ++i) {
    world_.clock.Pass(Millis{1000});
    Turn();
  }
  EXPECT_EQ(node_->Show().partitions[0].next, Offset{3});
}

TEST_F(RoutesTest, TheLastReaderOfATopicStaysWhileItsMessagesWait) {
  Start();
  world_.zeebe.SetAway(true);
  Append("{\"id\":1}", "A1");
  world_.config =
      "topics: { u: { time: at } }\n"
      "routes: { other: { topic: u, start: s } }\n";
  node_ = std::make_unique<Node>(world_);
  EXPECT_EQ(ErrorOf(node_->opened()), ErrorId::kRuleRemoved);
}

TEST_F(RoutesTest, AStoppedStoreShowsItsMessages) {
  Start();
  world_.zeebe.SetFaults([](const Message&) { return Fault{.kind = Fault::Kind::kRefused}; });
  Append("{\"id\":1}", "A1");
  node_.reset();
  const auto stopped = StoppedStore::Load(world_.store);
  ASSERT_TRUE(stopped.ok()) << stopped.status();
  auto listing = OutboxListing::Make({});
  while (!listing->Look((*stopped)->views(), 1000)) continue;
  const auto page = listing->Read(world_.store);
  ASSERT_THAT(page->rows, SizeIs(1));
  EXPECT_EQ(page->rows[0].rule, "orders");
  EXPECT_EQ(page->rows[0].kind, Message::Kind::kRoute);
  EXPECT_EQ(page->rows[0].episode, "A1");
}

}  // namespace
}  // namespace telltale
