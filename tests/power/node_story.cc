#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "connectors/rocksdb/rocksdb_store.h"
#include "tests/power/power_story.h"
#include "tests/power/steady_heights.h"
#include "tests/power/temporary_folder.h"
#include "tests/power/turned_env.h"
#include "tests/runtime/harness.h"

namespace telltale {
namespace {

constexpr int kPartitions = 2;
constexpr int kVehicles = 12;
constexpr int kMostLives = 12;
constexpr int kTurnsOfALife = 150;
constexpr int kLastTurns = 400;  // enough for everything to come to its end

std::vector<std::string> Sorted(std::vector<std::string> keys) {
  std::sort(keys.begin(), keys.end());
  return keys;
}

class NodeStory {
 public:
  NodeStory(uint64_t seed, DiskLie lie)
      : random_(seed),
        disk_(std::make_shared<PowerDisk>(folder_.path(), random_.Next(), lie)),
        env_(disk_) {
    SeedHeights(seed);
  }

  PowerTold Tell() {
    world_.loops = static_cast<size_t>(random_.Between(1, kPartitions));
    const int64_t lives = random_.Between(2, kMostLives);
    for (int64_t life = 0; life < lives && told_.complaint.empty(); ++life) {
      disk_->FailAfter(random_.Between(1, 120));
      Live(kTurnsOfALife);
    }
    speaking_ = false;
    if (told_.complaint.empty()) Live(kLastTurns);
    if (told_.complaint.empty()) Judge();
    told_.changes = disk_->changes();
    return told_;
  }

 private:
  void Live(int turns);
  absl::Status Work(Store& store, int turns);
  void Say();
  void Judge();

  Random random_;
  TemporaryFolder folder_;
  std::shared_ptr<PowerDisk> disk_;
  TurnedEnv env_;
  World world_{kPartitions};
  bool speaking_ = true;
  PowerTold told_;
};

void NodeStory::Live(int turns) {
  const Ground ground{.env = &env_, .memtable_bytes = 64 << 10, .flushes_per_compaction = 3};
  auto store = RocksDbStore::Open(folder_.path(), nullptr, ground);
  told_.in_recovery += disk_->has_failed();
  absl::Status status = store.status();
  if (status.ok()) status = Work(**store, turns);
  if (store.ok()) store->reset();
  env_.Work();
  if (!disk_->has_failed()) {
    if (!status.ok()) told_.complaint = status.ToString();
    return;
  }
  ++told_.failures;
  disk_->ComeBack();
}

absl::Status NodeStory::Work(Store& store, int turns) {
  Node node(world_, store, {}, {.disk_reserve_bytes = 0});
  if (!node.opened().ok()) return node.opened();
  for (int i = 0; i < turns && !disk_->has_failed(); ++i) {
    if (speaking_ && random_.Chance(40)) Say();
    const absl::Status status = node.Turns(1);
    if (!status.ok()) return status;
    env_.Work();
  }
  return absl::OkStatus();
}

// Each vehicle is good or bad, as it happens, in a partition of its own.
void NodeStory::Say() {
  const int64_t vehicle = random_.Between(1, kVehicles);
  world_.Say(absl::StrCat("V", vehicle), random_.Chance(50),
             static_cast<int32_t>(vehicle % kPartitions));
}

// Another node reads the same topic from its begin and never fails.
void NodeStory::Judge() {
  World calm(kPartitions);
  calm.topic = world_.topic;
  for (ModelTopic::Log& log : calm.topic.partitions) log.group.reset();
  calm.clock.Pass(world_.clock.SinceBoot());
  Node node(calm);
  const absl::Status status = node.opened().ok() ? node.Turns(kLastTurns) : node.opened();
  if (!status.ok()) {
    told_.complaint = absl::StrCat("the calm node ended: ", status.ToString());
  } else if (Sorted(world_.Started()) != Sorted(calm.Started())) {
    told_.complaint =
        absl::StrCat(world_.Started().size(), " starts, but expected ", calm.Started().size());
  } else if (Sorted(world_.Ended()) != Sorted(calm.Ended())) {
    told_.complaint =
        absl::StrCat(world_.Ended().size(), " ends, but expected ", calm.Ended().size());
  }
  told_.commits = static_cast<int64_t>(world_.Started().size() + world_.Ended().size());
}

}  // namespace

PowerTold TellNodeStory(uint64_t seed, DiskLie lie) { return NodeStory(seed, lie).Tell(); }

}  // namespace telltale
