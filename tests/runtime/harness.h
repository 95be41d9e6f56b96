// Harness: one node on models: a topic, a store and a workflow engine that outlive its crashes, and
// clocks that only the test moves.
//
//   Node node(world);
//   world.Say("V1", true);       // a record on partition 0
//   node.Turns(10);
//   EXPECT_EQ(world.Started(), ...);
#ifndef TELLTALE_TESTS_RUNTIME_HARNESS_H_
#define TELLTALE_TESTS_RUNTIME_HARNESS_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "connectors/zeebe_fake/fake_zeebe.h"
#include "engine/desk/desk.h"
#include "engine/ports/memory_producer.h"
#include "engine/roads/audit_writer.h"
#include "engine/runtime/job_router.h"
#include "engine/runtime/loop.h"
#include "engine/runtime/peers.h"
#include "engine/runtime/startup.h"
#include "engine/state/memory_store.h"
#include "tests/runtime/model_clock.h"
#include "tests/runtime/model_config.h"
#include "tests/runtime/model_source.h"

namespace telltale {

// A store whose disk the test controls.
class ModelStore : public MemoryStore {
 public:
  using MemoryStore::MemoryStore;
  absl::Status Commit(absl::Span<const Changes> changes) override {
    if (!failure.ok()) return failure;
    if (commits_left && (*commits_left)-- == 0) return absl::DataLossError("input/output error");
    return MemoryStore::Commit(changes);
  }
  absl::StatusOr<int64_t> FreeBytes() override { return free_bytes; }
  absl::Status ScanAudit(PartitionId partition, AuditSeq from,
                         const std::function<bool(const AuditRow&)>& visit) override {
    if (!audit_failure.ok()) return audit_failure;
    return MemoryStore::ScanAudit(partition, from, visit);
  }

  absl::Status failure, audit_failure;
  std::optional<int> commits_left;  // then one fails
  int64_t free_bytes = int64_t{1} << 40;
};

// Everything around a node.
struct World {
  explicit World(int partitions = 1);
  // A record of `vehicle`, bad or good, that happens now.
  void Say(const std::string& vehicle, bool bad, int32_t partition = 0);
  // From here on workflows have a gate job and an ended job, and rules count on it.
  // REQUIRES: no node runs yet.
  void BuildGates();
  // Instances that run behind their gate.
  std::vector<BrokerModel::Instance> Effective() const;
  // Correlation keys of the instances that started, and of those that a back has ended.
  std::vector<std::string> Started() const;
  std::vector<std::string> Ended() const;

  ModelClock clock;
  ModelTopic topic;
  ModelStore store;
  size_t loops = 1;  // of each node, as far as there are partitions
  FakeZeebe zeebe{clock, {}};
  MemoryProducer* audit = nullptr;  // writes the topic `audit`; none: there is no such topic
  // One rule `r` of topic t: key [v], bad: bad, `1 bad in a row`, `1 good in a row`.
  std::string config =
      "topics: { t: { time: at } }\n"
      "rules: { r: { topic: t, key: [v], bad: bad, clear: 1 good in a row, start: s, back: b } }\n";
};

// Enough turns for what has nothing to wait for: a second.
inline constexpr int kEnough = 100;
inline constexpr Millis kHour{3600 * 1000};

// One life of the process. Destroying it is a crash: nothing is drained.
class Node {
 public:
  explicit Node(World& world, StartupOptions options = {}, LoopOptions loop = {})
      : Node(world, world.store, options, loop) {}
  // The same on another store than the world's.
  Node(World& world, Store& store, StartupOptions options, LoopOptions loop);
  // Drains, as by SIGTERM.
  absl::Status Stop();
  // Of the start-up; turns may only follow if it is OK.
  const absl::Status& opened() const { return opened_; }
  void Host(Desk& desk);
  // Each loop turns `n` times, 10 ms apart, each ready to wait for `limit`; returns what ended one.
  absl::Status Turns(int n, Millis limit = Millis{0});
  // Only this loop turns.
  absl::Status TurnsOf(size_t loop, int n);
  Snapshot Show() const { return board_.Get(); }
  ModelSource& source(size_t loop = 0) { return hands_.at(loop)->source; }
  size_t loops() const { return hands_.size(); }

 private:
  // What each loop has of its own.
  struct Hand {
    explicit Hand(World& world) : source(world.topic), dispatcher(world.zeebe, {}) {}
    ModelSource source;
    Dispatcher dispatcher;
    std::optional<JobDesk> desk;
    std::optional<AuditWriter> audit;
    std::optional<Loop> loop;
  };
  void Begin(std::vector<Opened> opened, const LoopOptions& options);
  void FeedAudit(Hand& hand);

  World& world_;
  Store& store_;
  Config config_;
  InlineCommitter committer_;
  std::unique_ptr<Jobs> jobs_;
  std::optional<JobRouter> router_;
  SnapshotBoard board_;
  Peers peers_;
  absl::Status opened_;
  std::vector<std::unique_ptr<Hand>> hands_;
};

// Rows that are still to be told, as the store knows them.
uint64_t Unsettled(const Node& node);

}  // namespace telltale

#endif  // TELLTALE_TESTS_RUNTIME_HARNESS_H_
