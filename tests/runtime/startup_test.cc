#include "engine/runtime/startup.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/runtime/harness.h"

namespace telltale {
namespace {

// Why a second start of the same store is refused, after `change` was done to the world.
template <class Change>
absl::Status SecondStart(Change change, StartupOptions options = {}) {
  World world;
  {
    Node node(world);
    for (int i = 0; i < 3; ++i) world.Say("V1", i % 2 == 0);
    EXPECT_TRUE(node.Turns(kEnough).ok());
  }
  change(world);
  return Node(world, options).opened();
}

TEST(StartupTest, GoesOnWhereItStopped) {
  EXPECT_TRUE(SecondStart([](World&) {}).ok());
}

TEST(StartupTest, SaysWhatItLoadedOfEachPartition) {
  World world(2);
  {
    Node node(world);
    world.Say("V1", true, 0);
    world.Say("V2", true, 1);
    world.Say("V3", true, 1);
    ASSERT_TRUE(node.Turns(kEnough).ok());
  }
  std::vector<std::string> said;
  const auto note = [&said](const LoadedPartition& loaded) {
    said.push_back(
        absl::StrCat(loaded.topic, " ", loaded.number, "/", loaded.of, ": ", loaded.keys));
  };
  ASSERT_TRUE(Node(world, {.on_loaded = note}).opened().ok());
  EXPECT_THAT(said, testing::ElementsAre("t 1/2: 1", "t 2/2: 2"));
}

TEST(StartupTest, LoadsPartitionsOnSeveralThreadsAsOnOne) {
  constexpr int kPartitions = 7;
  World world(kPartitions);
  {
    Node node(world);
    for (int32_t p = 0; p < kPartitions; ++p) world.Say(absl::StrCat("V", p), true, p);
    ASSERT_TRUE(node.Turns(kEnough).ok());
  }
  size_t number = 0;
  uint64_t keys = 0;
  const auto note = [&](const LoadedPartition& loaded) {
    EXPECT_EQ(loaded.number, ++number);
    EXPECT_EQ(loaded.of, 7u);
    keys += loaded.keys;
  };
  Node node(world, {.loaders = 3, .on_loaded = note});
  ASSERT_TRUE(node.opened().ok()) << node.opened();
  EXPECT_EQ(keys, 7u);
  ASSERT_TRUE(node.Turns(kEnough).ok());
  EXPECT_EQ(Sum(node.Show()).open_episodes, 7u);
}

TEST(StartupTest, RefusesATopicThatWasMadeAnew) {
  const auto change = [](World& world) {
    for (auto& entry : world.topic.partitions[0].entries) entry.value = "{}";
  };
  EXPECT_EQ(ErrorOf(SecondStart(change)), ErrorId::kTopicRecreated);
  EXPECT_TRUE(SecondStart(change, {.accepted = {ErrorId::kTopicRecreated}}).ok());
}

TEST(StartupTest, RefusesATopicThatIsShorterThanWhatWasRead) {
  const auto change = [](World& world) { world.topic.partitions[0].entries.resize(1); };
  EXPECT_EQ(ErrorOf(SecondStart(change)), ErrorId::kTopicTruncated);
  EXPECT_TRUE(SecondStart(change, {.accepted = {ErrorId::kTopicTruncated}}).ok());
}

TEST(StartupTest, RefusesAGapThatRetentionLeft) {
  const auto change = [](World& world) {
    for (int i = 0; i < 5; ++i) world.Say("V1", true);
    world.topic.partitions[0].begin = 5;
  };
  const absl::Status refused = SecondStart(change);
  EXPECT_EQ(ErrorOf(refused), ErrorId::kRetentionGap);
  EXPECT_NE(refused.message().find("2 records are gone"), absl::string_view::npos);
  EXPECT_TRUE(SecondStart(change, {.accepted = {ErrorId::kRetentionGap}}).ok());
}

TEST(StartupTest, PassesOverAnAnchorThatRetentionRemovedWithoutAGap) {
  EXPECT_TRUE(SecondStart([](World& world) { world.topic.partitions[0].begin = 3; }).ok());
}

TEST(StartupTest, RefusesAnotherNumberOfPartitions) {
  const auto change = [](World& world) { world.topic.partitions.resize(2); };
  EXPECT_EQ(ErrorOf(SecondStart(change)), ErrorId::kPartitionCountChanged);
  EXPECT_TRUE(SecondStart(change, {.accepted = {ErrorId::kPartitionCountChanged}}).ok());
}

TEST(StartupTest, RefusesAGroupThatBelongsToAnotherStore) {
  const auto change = [](World& world) {
    world.topic.partitions[0].group->metadata = "telltale ffff 1";
  };
  EXPECT_EQ(ErrorOf(SecondStart(change)), ErrorId::kForeignStore);
}

TEST(StartupTest, RefusesAnOlderCopyOfItsOwnStore) {
  const auto change = [](World& world) {
    world.topic.partitions[0].group->metadata = "telltale " + std::string(32, '0') + " 99";
  };
  EXPECT_EQ(ErrorOf(SecondStart(change)), ErrorId::kForeignStore);
}

// A copy that was made while the node ran has the lease of that run.
TEST(StartupTest, RefusesACopyOfItsOwnStoreThatIsBehindTheGroup) {
  const auto change = [](World& world) { world.topic.partitions[0].group->next = Offset{4}; };
  EXPECT_EQ(ErrorOf(SecondStart(change)), ErrorId::kForeignStore);
}

TEST(StartupTest, ReadsOnByItsStoreWhenSomebodyMovedTheGroup) {
  const auto change = [](World& world) {
    world.topic.partitions[0].group = GroupOffset{{1'000'000}, ""};
  };
  EXPECT_TRUE(SecondStart(change).ok());
}

TEST(StartupTest, RefusesAnEmptyStoreWhereTheGroupHasHistory) {
  World world;
  world.topic.partitions[0].group = GroupOffset{{7}, ""};
  EXPECT_EQ(ErrorOf(Node(world).opened()), ErrorId::kGroupHasHistory);
  EXPECT_TRUE(Node(world, {.new_store = true}).opened().ok());
}

TEST(StartupTest, ClaimsTheGroupWithARisingLease) {
  World world;
  Node first(world);
  const std::string claim = world.topic.partitions[0].group->metadata;
  Node second(world);
  EXPECT_EQ(claim, "telltale " + std::string(32, '0') + " 1");
  EXPECT_EQ(world.topic.partitions[0].group->metadata, "telltale " + std::string(32, '0') + " 2");
}

TEST(StartupTest, ResolvesTheStartOfANewStoreOnce) {
  World world;
  world.config.replace(world.config.find("time: at"), 8, "time: at, start_at: latest");
  world.Say("V1", true);
  EXPECT_TRUE(Node(world).opened().ok());
  world.Say("V2", true);
  Node again(world);
  ASSERT_TRUE(again.Turns(kEnough).ok());
  EXPECT_EQ(again.Show().partitions[0].counters.records, 1u);
}

TEST(StartupTest, AsksToBeCalledAgainWhileTheSourceIsAway) {
  World world;
  world.topic.away = true;
  EXPECT_EQ(Node(world).opened().code(), absl::StatusCode::kUnavailable);
}

TEST(StartupTest, ShardsShareATopicAndItsGroup) {
  World world(4);
  ModelStore other;
  for (int turn = 0; turn < 2; ++turn) {  // each goes on beside the other's claims
    Node first(world, world.store, {.shard = {1, 2}}, {});
    Node second(world, other, {.shard = {2, 2}}, {});
    ASSERT_TRUE(first.opened().ok()) << first.opened();
    ASSERT_TRUE(second.opened().ok()) << second.opened();
    for (int32_t partition = 0; partition < 4; ++partition) {
      world.Say(absl::StrCat("V", turn, partition), true, partition);
    }
    ASSERT_TRUE(first.Turns(kEnough).ok());
    ASSERT_TRUE(second.Turns(kEnough).ok());
    ASSERT_EQ(first.Show().partitions.size(), 2u);
    EXPECT_EQ(first.Show().partitions[1].partition, 2);
    EXPECT_EQ(second.Show().partitions[1].partition, 3);
    EXPECT_EQ(world.Started().size(), 4u * (turn + 1));
  }
}

TEST(StartupTest, AStoreStaysWithItsShard) {
  World world(4);
  ASSERT_TRUE(Node(world, {.shard = {1, 2}}).opened().ok());
  for (const Shard& other : {Shard{2, 2}, Shard{1, 4}, Shard{}}) {
    const absl::Status refused = Node(world, {.shard = other}).opened();
    EXPECT_EQ(ErrorOf(refused), ErrorId::kShardChanged);
    EXPECT_NE(refused.message().find("`shard: 1/2`"), absl::string_view::npos);
  }
  EXPECT_TRUE(Node(world, {.shard = {1, 2}}).opened().ok());
}

TEST(StartupTest, RefusesAShardForWhichNoPartitionIsLeft) {
  World world(2);
  EXPECT_EQ(ErrorOf(Node(world, {.shard = {3, 3}}).opened()), ErrorId::kShardEmpty);
}

}  // namespace
}  // namespace telltale
