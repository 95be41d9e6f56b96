// Questions and orders to a running loop, and the same questions to the store that it left.
#include "engine/desk/desk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/desk/episode_listing.h"
#include "engine/desk/orders.h"
#include "engine/desk/outbox_listing.h"
#include "engine/desk/quarantine_listing.h"
#include "engine/desk/stopped_store.h"
#include "tests/runtime/harness.h"

namespace telltale {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

// A world with a node that has a desk, and as many loops as the parameter says.
class DeskTest : public testing::TestWithParam<size_t> {
 protected:
  DeskTest() { world_.loops = GetParam(); }
  void Start(StartupOptions options = {}) {
    node_.reset();
    node_ = std::make_unique<Node>(world_, options);
    ASSERT_TRUE(node_->opened().ok()) << node_->opened();
    node_->Host(desk_);
    Turn();
  }
  void Turn() { ASSERT_TRUE(node_->Turns(kEnough).ok()); }
  void Say(const std::string& vehicle, bool bad, int32_t partition = 0) {
    world_.Say(vehicle, bad, partition);
    Turn();
  }
  void Append(const std::string& value) {
    world_.topic.Append(0, ArrivalMs(ToMs(world_.clock.Wall())), value);
    Turn();
  }

  template <class Listing, class Row = typename Listing::Row>
  Page<Row> Asked(const absl::StatusOr<Listing>& listing) {
    absl::StatusOr<Page<Row>> page = absl::UnknownError("no answer");
    EXPECT_TRUE(Ask(desk_, *listing, [&page](const auto& answer) { page = answer; }));
    Turn();
    EXPECT_TRUE(page.ok()) << page.status();
    return page.ok() ? *page : Page<Row>{};
  }
  // What the store says once the node is gone.
  template <class Listing>
  Page<typename Listing::Row> Left(absl::StatusOr<Listing> listing) {
    const auto stopped = StoppedStore::Load(world_.store);
    EXPECT_TRUE(stopped.ok()) << stopped.status();
    while (!listing->Look((*stopped)->views(), kEverything)) continue;
    return *listing->Read(world_.store);
  }
  Page<EpisodeRow> Episodes(const EpisodeQuery& query = {}) {
    return Asked(EpisodeListing::Make(query));
  }
  Page<OutboxLine> Outbox(const OutboxQuery& query = {}) {
    return Asked(OutboxListing::Make(query));
  }
  Page<QuarantineLine> Quarantine(const QuarantineQuery& query = {}) {
    return Asked(QuarantineListing::Make(query));
  }

  std::vector<OrderResult> Ordered(OutboxOrder order, const std::vector<RowId>& ids) {
    std::vector<OrderResult> results;
    EXPECT_TRUE(OrderOutbox(desk_, order, ids, [&](auto answer) { results = answer; }));
    Turn();
    return results;
  }
  std::vector<OrderResult> Replayed(const std::vector<RowId>& ids) {
    std::vector<OrderResult> results;
    EXPECT_TRUE(replays_.Order(ids, [&](auto answer) { results = answer; }));
    Turn();
    return results;
  }

  // A start that the workflow engine refuses is parked.
  void ParkStart(const std::string& vehicle) {
    world_.zeebe.SetFaults([](const Message&) { return Fault{.kind = Fault::Kind::kRefused}; });
    Say(vehicle, true);
    world_.zeebe.SetFaults([](const Message&) { return Fault{}; });
  }

  World world_{2};
  Desk desk_;
  Replays replays_{desk_};
  std::unique_ptr<Node> node_;
};

std::vector<std::string> KeysOf(const Page<EpisodeRow>& page) {
  std::vector<std::string> keys;
  for (const EpisodeRow& row : page.rows) keys.push_back(row.key);
  return keys;
}

// ---------------------------------------------------------------- episodes

TEST_P(DeskTest, ShowsOpenEpisodesTheNewestFirst) {
  Start();
  Say("V1", true);
  Say("V2", true, 1);
  Say("V3", true);
  Say("V1", true);
  Say("V3", false);
  const Page<EpisodeRow> page = Episodes();
  ASSERT_THAT(KeysOf(page), ElementsAre("V2", "V1"));
  const EpisodeRow& row = page.rows[1];
  EXPECT_THAT(row.episode, testing::StartsWith("r/V1@"));
  EXPECT_EQ(row.rule, "r");
  EXPECT_EQ(row.topic, "t");
  EXPECT_EQ(row.count, 2u);
  EXPECT_EQ(row.first_bad, row.raised_at);
  EXPECT_GT(row.last_bad, row.raised_at);
  EXPECT_EQ(row.start, Fate::kSettled);
  EXPECT_EQ(page.next, "");
}

TEST_P(DeskTest, ShowsEndedEpisodesWithTheirEnding) {
  Start();
  Say("V1", true);
  Say("V1", false);
  Say("V2", true);
  const Page<EpisodeRow> page = Episodes({.state = EpisodeQuery::State::kEnded});
  ASSERT_THAT(KeysOf(page), ElementsAre("V1"));
  const EpisodeRow& row = page.rows[0];
  EXPECT_EQ(row.rule, "r");
  EXPECT_EQ(row.ending, "healed");
  EXPECT_EQ(row.start, Fate::kSettled);
  EXPECT_EQ(row.back, Fate::kSettled);
  EXPECT_LT(row.raised_at, row.ended_at);
  EXPECT_THAT(KeysOf(Episodes({.state = EpisodeQuery::State::kAll})), ElementsAre("V2", "V1"));
}

TEST_P(DeskTest, FindsEpisodesByRuleAndByKey) {
  Start();
  Say("V1", true);
  Say("V1", false);
  Say("V1", true);
  Say("V2", true, 1);
  EXPECT_THAT(KeysOf(Episodes({.key = "V1"})), ElementsAre("V1"));
  EXPECT_THAT(KeysOf(Episodes({.state = EpisodeQuery::State::kAll, .key = "V1"})),
              ElementsAre("V1", "V1"));
  EXPECT_THAT(KeysOf(Episodes({.rule = "r", .key = "V2"})), ElementsAre("V2"));
  EXPECT_THAT(KeysOf(Episodes({.rule = "another"})), IsEmpty());
  EXPECT_THAT(KeysOf(Episodes({.key = "V"})), IsEmpty());
}

TEST_P(DeskTest, ShowsEveryEpisodeOnceOverAllPages) {
  Start();
  for (int i = 0; i < 7; ++i) world_.Say("V" + std::to_string(i), true, i % 2);
  for (int i = 0; i < 3; ++i) world_.Say("V" + std::to_string(i), false, i % 2);
  Turn();
  EpisodeQuery query{.state = EpisodeQuery::State::kAll, .limit = 3};
  std::vector<std::string> seen;
  do {
    const Page<EpisodeRow> page = Episodes(query);
    ASSERT_LE(page.rows.size(), 3u);
    for (const EpisodeRow& row : page.rows) seen.push_back(row.episode);
    query.after = page.next;
  } while (!query.after.empty());
  EXPECT_THAT(seen, SizeIs(7));
  EXPECT_THAT(std::set<std::string>(seen.begin(), seen.end()), SizeIs(7));
}

TEST_P(DeskTest, LooksInStepsThatEachHaveABudget) {
  Start();
  for (int i = 0; i < 5; ++i) world_.Say("V" + std::to_string(i), true);
  Turn();
  node_.reset();
  const auto stopped = StoppedStore::Load(world_.store);
  ASSERT_TRUE(stopped.ok());
  auto listing = *EpisodeListing::Make({.state = EpisodeQuery::State::kAll});
  int steps = 1;
  while (!listing.Look((*stopped)->views(), 2)) ++steps;
  EXPECT_GT(steps, 100);  // 256 slots of a page, two at a time
  EXPECT_THAT(listing.Read(world_.store)->rows, SizeIs(5));
}

TEST_P(DeskTest, AStoppedStoreShowsWhatTheNodeShowed) {
  Start();
  Say("V1", true);
  Say("V2", true, 1);
  Say("V2", false, 1);
  Say("V1", true);
  ParkStart("V3");
  Append("[]");
  const EpisodeQuery all{.state = EpisodeQuery::State::kAll};
  const Page<EpisodeRow> episodes = Episodes(all);
  const Page<OutboxLine> outbox = Outbox();
  const Page<QuarantineLine> quarantine = Quarantine();
  node_.reset();
  const auto left = Left(EpisodeListing::Make(all));
  EXPECT_EQ(KeysOf(left), KeysOf(episodes));
  for (size_t i = 0; i < left.rows.size(); ++i) {
    EXPECT_EQ(left.rows[i].count, episodes.rows[i].count);
    EXPECT_EQ(left.rows[i].first_bad, episodes.rows[i].first_bad);
    EXPECT_EQ(left.rows[i].start, episodes.rows[i].start);
  }
  const auto left_outbox = Left(OutboxListing::Make({}));
  ASSERT_THAT(left_outbox.rows, SizeIs(1));
  EXPECT_EQ(left_outbox.rows[0].reason, outbox.rows[0].reason);
  EXPECT_THAT(Left(QuarantineListing::Make({})).rows, SizeIs(1));
}

TEST_P(DeskTest, ListsTheQuarantineOfATopicThatNoLoopReads) {
  Start();
  format::Catalog catalog = *world_.store.LoadCatalog();
  format::Topic& topic = *catalog.add_topics();
  topic.set_id(9);
  topic.set_name("zeebe:history");
  topic.set_partitions(3);
  ASSERT_TRUE(world_.store.SaveCatalog(catalog).ok());
  Changes changes{.partition = {{9}, 2}, .quarantine_limit = 10};
  changes.progress.seq = CommitSeq{1};
  changes.quarantined = {{.seq = {1}, .offset = {7}, .error = ErrorId::kRecordUndecodable}};
  ASSERT_TRUE(world_.store.Commit({changes}).ok());
  const Page<QuarantineLine> page = Quarantine();
  ASSERT_THAT(page.rows, SizeIs(1));
  EXPECT_EQ(page.rows[0].id, (RowId{"zeebe:history", 2, 1}));
  EXPECT_EQ(page.rows[0].offset, Offset{7});
  EXPECT_THAT(Quarantine({.topic = "t"}).rows, SizeIs(0));
}

// ---------------------------------------------------------------- outbox

TEST_P(DeskTest, ShowsWhatIsParkedAndWhy) {
  Start();
  Say("V1", true);
  ParkStart("V2");
  const Page<OutboxLine> page = Outbox();
  ASSERT_THAT(page.rows, SizeIs(1));
  const OutboxLine& line = page.rows[0];
  EXPECT_EQ(line.id, (RowId{"t", 0, 1}));
  EXPECT_EQ(line.fate, Fate::kParked);
  EXPECT_EQ(line.rule, "r");
  EXPECT_EQ(line.message, "s");
  EXPECT_THAT(line.reason, HasSubstr("E4001"));
  EXPECT_THAT(Outbox({.fates = {Fate::kSettled}}).rows, SizeIs(1));
  EXPECT_THAT(Outbox({.key = "V1"}).rows, IsEmpty());
}

TEST_P(DeskTest, GoesThroughTheOutboxPageByPage) {
  Start();
  for (int i = 0; i < 5; ++i) ParkStart("V" + std::to_string(i));
  const Page<OutboxLine> first = Outbox({.limit = 3});
  EXPECT_THAT(first.rows, SizeIs(3));
  EXPECT_EQ(first.next, "t/0/2");
  const Page<OutboxLine> second = Outbox({.limit = 3, .after = first.next});
  EXPECT_THAT(second.rows, SizeIs(2));
  EXPECT_EQ(second.next, "");
}

TEST_P(DeskTest, ARetriedStartStartsItsInstance) {
  Start();
  ParkStart("V1");
  EXPECT_THAT(world_.Started(), IsEmpty());
  const auto results = Ordered(OutboxOrder::kRetry, {{"t", 0, 0}, {"t", 0, 9}, {"other", 0, 0}});
  ASSERT_THAT(results, SizeIs(3));
  EXPECT_TRUE(results[0].status.ok()) << results[0].status;
  EXPECT_EQ(ErrorOf(results[1].status), ErrorId::kOrderRefused);
  EXPECT_EQ(ErrorOf(results[2].status), ErrorId::kOrderRefused);
  EXPECT_THAT(world_.Started(), SizeIs(1));
  Say("V1", false);
  EXPECT_THAT(world_.Ended(), SizeIs(1));
}

TEST_P(DeskTest, ADroppedStartIsNeverSentNorIsItsBack) {
  Start();
  ParkStart("V1");
  EXPECT_TRUE(Ordered(OutboxOrder::kDrop, {{"t", 0, 0}})[0].status.ok());
  Start();
  Say("V1", false);
  EXPECT_THAT(world_.Started(), IsEmpty());
  EXPECT_THAT(Outbox().rows, IsEmpty());
  EXPECT_THAT(Outbox({.fates = {Fate::kSettled}}).rows, IsEmpty());
}

TEST_P(DeskTest, AnOrderIsAnsweredWhenItIsDurable) {
  Start();
  ParkStart("V1");
  bool answered = false;
  ASSERT_TRUE(
      OrderOutbox(desk_, OutboxOrder::kDrop, {{"t", 0, 0}}, [&](auto) { answered = true; }));
  world_.store.failure = absl::DataLossError("disk on fire");
  EXPECT_FALSE(node_->Turns(kEnough).ok());
  EXPECT_FALSE(answered);
  world_.store.failure = absl::OkStatus();
  Start();
  EXPECT_THAT(Outbox({.fates = {Fate::kParked}}).rows, SizeIs(1));
}

// ---------------------------------------------------------------- quarantine

constexpr char kWithKeyInCapitals[] =
    "topics: { t: { time: at } }\n"
    "rules: { r: { topic: t, key: [V], bad: bad, clear: 1 good in a row, start: s, back: b } }\n";

TEST_P(DeskTest, ShowsRecordsInQuarantineAndFiltersThem) {
  Start();
  Append("[]");
  Append("{\"at\":1795000000000}");
  const Page<QuarantineLine> page = Quarantine();
  ASSERT_THAT(page.rows, SizeIs(2));
  EXPECT_EQ(page.rows[0].id, (RowId{"t", 0, 1}));
  EXPECT_EQ(page.rows[0].rule, "");
  EXPECT_EQ(page.rows[0].payload, "[]");
  EXPECT_EQ(page.rows[1].rule, "r");
  EXPECT_EQ(page.rows[1].error, ErrorId::kKeyMissing);
  EXPECT_THAT(Quarantine({.rule = "r"}).rows, SizeIs(1));
  EXPECT_THAT(Quarantine({.error = ErrorId::kRecordUndecodable}).rows, SizeIs(1));
  EXPECT_THAT(Quarantine({.topic = "u"}).rows, IsEmpty());
  const Page<QuarantineLine> first = Quarantine({.limit = 1});
  EXPECT_EQ(first.next, "t/0/1");
  EXPECT_THAT(Quarantine({.limit = 1, .after = first.next}).rows, SizeIs(1));
}

TEST_P(DeskTest, ARecordThatCanBeUsedNowLeavesQuarantine) {
  const std::string mended = world_.config;
  world_.config = kWithKeyInCapitals;
  Start();
  Say("V1", true);
  EXPECT_THAT(Quarantine().rows, SizeIs(1));
  EXPECT_EQ(ErrorOf(Replayed({{"t", 0, 1}})[0].status), ErrorId::kKeyMissing);
  EXPECT_THAT(Quarantine().rows, SizeIs(1));
  node_.reset();
  format::Catalog catalog = *world_.store.LoadCatalog();
  *catalog.mutable_rules(0)->mutable_key_paths(0) = "v";  // as if the key had been so before
  ASSERT_TRUE(world_.store.SaveCatalog(catalog).ok());
  world_.config = mended;
  Start();
  const auto results = Replayed({{"t", 0, 1}, {"t", 0, 1}});
  EXPECT_TRUE(results[0].status.ok()) << results[0].status;
  EXPECT_THAT(results[0].outcomes, ElementsAre("r: raised"));
  EXPECT_EQ(ErrorOf(results[1].status), ErrorId::kOrderRefused);  // the same row once more
  EXPECT_THAT(Quarantine().rows, IsEmpty());
  EXPECT_THAT(world_.Started(), SizeIs(1));
  EXPECT_EQ(ErrorOf(Replayed({{"t", 0, 1}})[0].status), ErrorId::kOrderRefused);
}

TEST_P(DeskTest, AReplayedRecordThatIsTooOldIsLateAndGoes) {
  Start();
  world_.topic.Append(0, ArrivalMs(ToMs(world_.clock.Wall())),
                      "{\"at\":1795000900000,\"v\":\"V1\",\"bad\":true}");  // in the future
  Turn();
  EXPECT_EQ(Quarantine().rows[0].error, ErrorId::kTimeInFuture);
  EXPECT_EQ(ErrorOf(Replayed({{"t", 0, 1}})[0].status), ErrorId::kTimeInFuture);
  world_.clock.Pass(Millis{1'000'000});
  Say("V1", false);
  const auto results = Replayed({{"t", 0, 1}});
  EXPECT_TRUE(results[0].status.ok()) << results[0].status;
  EXPECT_THAT(results[0].outcomes, ElementsAre("r: late"));
  EXPECT_THAT(Quarantine().rows, IsEmpty());
}

TEST_P(DeskTest, AReplayMovesNeitherPositionNorArrival) {
  Start();
  world_.topic.Append(0, ArrivalMs(ToMs(world_.clock.Wall())),
                      "{\"at\":1795000900000,\"v\":\"V1\",\"bad\":true}");
  Turn();
  Say("V2", false);
  const PartitionSnapshot before = node_->Show().partitions[0];
  world_.clock.Pass(Millis{800'000});
  EXPECT_TRUE(Replayed({{"t", 0, 1}})[0].status.ok());
  const PartitionSnapshot after = node_->Show().partitions[0];
  EXPECT_EQ(after.next, before.next);
  EXPECT_EQ(after.arrival, before.arrival);
  EXPECT_EQ(after.counters.records, before.counters.records);
  EXPECT_THAT(world_.Started(), ElementsAre(StartsWith("r/V1@")));  // not that of V2's record
}

TEST_P(DeskTest, WhatIsCutInQuarantineCannotBeReplayed) {
  Start();
  Append("{\"at\":1795000000000,\"bad\":true,\"more\":\"" + std::string(70000, 'x') + "\"}");
  const auto results = Replayed({{"t", 0, 1}});
  EXPECT_EQ(ErrorOf(results[0].status), ErrorId::kOrderRefused);
  EXPECT_THAT(std::string(results[0].status.message()), HasSubstr("first 65536 bytes"));
}

TEST_P(DeskTest, ReplaysNothingWhileInputIsNotRead) {
  Start();
  Append("[]");
  world_.store.free_bytes = 0;
  Say("V1", true);
  ASSERT_EQ(node_->Show().blocked, Blocked::kDiskReserve);
  EXPECT_EQ(ErrorOf(Replayed({{"t", 0, 1}})[0].status), ErrorId::kDiskReserve);
}

// ---------------------------------------------------------------- the desk

TEST_P(DeskTest, TurnsAwayWhatIsTooMuch) {
  for (size_t i = 0; i < kMaxTasks; ++i) {
    EXPECT_TRUE(desk_.Put([](const Premises&) { return true; }));
  }
  EXPECT_FALSE(desk_.Put([](const Premises&) { return true; }));
  Start();
  EXPECT_TRUE(desk_.Put([](const Premises&) { return true; }));
}

TEST_P(DeskTest, DoesOneStepPerTurnAndLetsTasksTakeTurns) {
  world_.loops = 1;
  Start();
  std::string steps;
  int left = 3;
  ASSERT_TRUE(desk_.Put([&](const Premises&) {
    steps += 'a';
    return --left == 0;
  }));
  ASSERT_TRUE(desk_.Put([&](const Premises&) {
    steps += 'b';
    return true;
  }));
  ASSERT_TRUE(node_->Turns(1).ok());
  EXPECT_EQ(steps, "a");
  ASSERT_TRUE(node_->Turns(9).ok());
  EXPECT_EQ(steps, "abaa");
}

TEST_P(DeskTest, KeepsItsTasksForTheNextLoop) {
  Start();
  node_.reset();
  EXPECT_FALSE(desk_.HasHost());
  bool done = false;
  ASSERT_TRUE(desk_.Put([&](const Premises&) { return done = true; }));
  Start();
  EXPECT_TRUE(desk_.HasHost());
  EXPECT_TRUE(done);
}

INSTANTIATE_TEST_SUITE_P(Loops, DeskTest, testing::Values(1, 2));

TEST(DeskOfSeveralLoopsTest, ATaskGoesToOneAfterTheOther) {
  World world(2);
  world.loops = 2;
  Desk desk;
  Node node(world);
  node.Host(desk);
  std::vector<int32_t> seen;
  ASSERT_TRUE(desk.Put([&seen](const Premises& premises) {
    for (const auto& [id, partition] : premises.partitions) seen.push_back(id.partition);
    if (premises.last) seen.push_back(-1);
    return true;
  }));
  ASSERT_TRUE(node.Turns(3).ok());
  EXPECT_THAT(seen, ElementsAre(0, 1, -1));
}

// Found by simulation: a loop that lags would delay the answer, and what was ordered goes on.
TEST(DeskOfSeveralLoopsTest, AnOrderIsAnsweredWhenItsOwnLoopHasDoneIt) {
  World world(2);
  world.loops = 2;
  world.zeebe.SetFaults([](const Message&) { return Fault{.kind = Fault::Kind::kRefused}; });
  Desk desk;
  Node node(world);
  node.Host(desk);
  world.Say("V1", true, 0);
  ASSERT_TRUE(node.Turns(kEnough).ok());
  ASSERT_EQ(node.Show().partitions[0].outbox[static_cast<int>(Fate::kParked)], 1u);
  std::vector<OrderResult> results;
  ASSERT_TRUE(
      OrderOutbox(desk, OutboxOrder::kDrop, {{"t", 0, 0}}, [&](auto said) { results = said; }));
  ASSERT_TRUE(node.TurnsOf(0, 10).ok());
  ASSERT_THAT(results, SizeIs(1));
  EXPECT_TRUE(results[0].status.ok()) << results[0].status;
}

TEST(DeskOfSeveralLoopsTest, ATaskBeginsAnewWithTheLoopsAfterAReload) {
  World world(2);
  Desk desk;
  std::vector<int32_t> seen;
  const auto look = [&seen](const Premises& premises) {
    for (const auto& [id, partition] : premises.partitions) seen.push_back(id.partition);
    return seen.size() != 2;  // the second loop keeps it
  };
  {
    world.loops = 2;
    Node node(world);
    node.Host(desk);
    ASSERT_TRUE(desk.Put(look));
    ASSERT_TRUE(node.Turns(1).ok());
    EXPECT_THAT(seen, ElementsAre(0, 1));
  }
  world.loops = 1;
  Node node(world);
  node.Host(desk);
  ASSERT_TRUE(node.Turns(3).ok());
  EXPECT_THAT(seen, ElementsAre(0, 1, 0, 1));
}

}  // namespace
}  // namespace telltale
