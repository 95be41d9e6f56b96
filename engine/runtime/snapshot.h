// Snapshot: what a node looks like from outside, copied once per batch by each loop, put together
// and read by the health and metrics handlers.
//
// Thread safety: Snapshot is a value; SnapshotBoard may be used from any thread.
#ifndef TELLTALE_ENGINE_RUNTIME_SNAPSHOT_H_
#define TELLTALE_ENGINE_RUNTIME_SNAPSHOT_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "engine/base/ids.h"
#include "engine/base/shard.h"
#include "engine/base/time.h"
#include "engine/ports/producer.h"
#include "engine/ports/tokens.h"
#include "engine/runtime/counters.h"
#include "engine/runtime/job_desk.h"
#include "engine/runtime/metric_table.h"
#include "engine/runtime/stage_times.h"
#include "engine/state/changes.h"

namespace telltale {

inline constexpr int kFates = 6;
inline constexpr int kAnswers = 7;

// Why input is not read at the moment.
enum class Blocked : uint8_t {
  kNo,
  kDiskReserve,  // less than state.disk_reserve is free
  kOutboxLimit,  // state.outbox_rows commands wait, or there are state.outbox_bytes of them
  kKeyLimit,     // state.keys keys live
};
// REQUIRES: it is blocked.
ErrorId BlockedError(Blocked blocked);

struct PartitionSnapshot {
  std::string topic;
  int32_t partition = 0;
  Offset next;
  ArrivalTime arrival = kNoArrivalTime;
  size_t state_bytes = 0;
  std::array<uint64_t, kFates> outbox{};   // entries by Fate
  std::optional<WallTime> oldest_command;  // since when the oldest one that is to be told waits
  uint64_t confirmed = 0;                  // gated starts that an instance confirmed
  uint64_t unconfirmed = 0;  // gated starts that were accepted, and none confirmed in time
  PartitionCounters counters;
  std::vector<std::string> rules;   // names, in the order of counters.rules
  std::vector<std::string> routes;  // likewise
};

// How often a configuration was read again while running, and how the last attempt went.
struct Reloads {
  uint64_t done = 0, refused = 0;
  bool last_refused = false;
};

// How the audit's way to its topic stands, of a loop or of all.
struct AuditView {
  uint64_t written = 0;                          // entries that the topic has
  uint64_t lost = 0;                             // were gone from the store before it had them
  uint64_t refused = 0;                          // it did not take even alone
  uint64_t waiting = 0;                          // are durable, and it may not have them
  std::array<uint64_t, kDeliveries> failures{};  // attempts that failed, by Delivery
  Millis stands{0};                              // for how long some wait, and none was taken
  std::string trouble;                           // the other side's last words; empty: none
};

struct Snapshot {
  std::string version;
  Shard shard;
  size_t loops = 1;
  WallTime taken{};
  std::vector<PartitionSnapshot> partitions;
  std::array<uint64_t, kAnswers> answers{};  // by Answer
  JobDesk::Counters jobs{};
  std::array<uint64_t, kJobOrders> denied{};  // orders about jobs that we may not give
  uint64_t commits = 0;
  StageTimes stages;
  std::optional<AuditView> audit;  // none: it has no topic
  Blocked blocked = Blocked::kNo;
  // Empty: ready. Else why not, a sentence each.
  std::vector<std::string> not_ready;
  Reloads reloads;
  std::array<uint64_t, kTokenResults> tokens{};  // requests for a token, by TokenResult
  std::vector<Sample> roads;                     // of what runs beside the loop
};

// All that a snapshot says, as samples for RenderMetrics().
std::vector<Sample> ToSamples(const Snapshot& snapshot);

// Sums over partitions, for the summary at the end of a run.
struct Totals {
  uint64_t records = 0, starts = 0, backs = 0, forwards = 0, routed = 0, quarantined = 0, keys = 0,
           open_episodes = 0;
  uint64_t duplicates = 0, late = 0, parked = 0, unconfirmed = 0;
};
Totals Sum(const Snapshot& snapshot);
// Totals of one loop and of the one that took over from it: flows add up, stocks are the later's.
Totals AddLater(const Totals& earlier, Totals later);

// Which of a node's loops it is.
struct LoopPlace {
  size_t number = 0;
  size_t of = 1;
};

// What the loops of a node show, as of one: partitions by topic and number, sums, all reasons once.
// REQUIRES: there are parts
Snapshot PutTogether(std::vector<Snapshot> parts);

// Where the loops put their newest snapshots and others read them.
class SnapshotBoard {
 public:
  // Of the loop at `place`. The node is not ready before each of its loops has put one.
  void Put(Snapshot snapshot, const LoopPlace& place = {});
  // The newest snapshots as one, with what was noted about reloads and tokens, and what roads add.
  Snapshot Get() const {
    absl::MutexLock lock(&mutex_);
    Snapshot snapshot = PutTogether(parts_);
    snapshot.reloads = reloads_;
    snapshot.tokens = tokens_;
    for (const auto& [name, add] : roads_) add(snapshot);
    return snapshot;
  }
  // From here on the road `name`, which runs beside the loop, adds samples and reasons for not
  // being ready to each snapshot, on any thread; with nullptr no longer. It must not call back.
  void ShowRoad(const std::string& name, std::function<void(Snapshot&)> add) {
    absl::MutexLock lock(&mutex_);
    roads_.erase(name);
    if (add) roads_[name] = std::move(add);
  }
  void NoteReload(bool ok) {
    absl::MutexLock lock(&mutex_);
    ++(ok ? reloads_.done : reloads_.refused);
    reloads_.last_refused = !ok;
  }
  void NoteToken(TokenResult result) {
    absl::MutexLock lock(&mutex_);
    ++tokens_[static_cast<size_t>(result)];
  }

 private:
  mutable absl::Mutex mutex_;
  std::vector<Snapshot> parts_ ABSL_GUARDED_BY(mutex_) = std::vector<Snapshot>(1);  // by loop
  Reloads reloads_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, std::function<void(Snapshot&)>> roads_ ABSL_GUARDED_BY(mutex_);
  std::array<uint64_t, kTokenResults> tokens_ ABSL_GUARDED_BY(mutex_){};
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_RUNTIME_SNAPSHOT_H_
