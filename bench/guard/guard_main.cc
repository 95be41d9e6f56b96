// guard_bench: fixed amounts of work on a record's way, for a machine that counts instructions:
//
//   valgrind --tool=callgrind --toggle-collect=Guarded* guard_bench apply DIR
//
// bench/guard.py runs it and compares. All that is counted happens within a function Guarded...();
// what comes before fills tables and caches. DIR is where the store of `commit` is made.
#include <absl/synchronization/mutex.h>

#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "bench/micro/specimens.h"
#include "connectors/rocksdb/rocksdb_store.h"
#include "engine/core/step.h"
#include "engine/runtime/partition.h"

namespace telltale {
namespace {

// Each key speaks twice before and `kRounds` times while it is counted.
constexpr Workload kWorkload{.keys = 5000, .rounds = 4};
constexpr uint64_t kWarmUp = 2 * kWorkload.keys;
constexpr uint64_t kEvents = kWorkload.events() - kWarmUp;
constexpr WallTime kWall{Millis{1'800'000'000'000}};

std::vector<Record> RecordsIn(const std::vector<std::string>& values) {
  std::vector<Record> records;
  for (const std::string& value : values) {
    const auto offset = static_cast<int64_t>(records.size());
    records.push_back({.partition = {{1}, 0},
                       .offset = {offset},
                       .next = {offset + 1},
                       .timestamp = ArrivalMs(kWorkload.EventAt(records.size()).ts_ms),
                       .value = value});
  }
  return records;
}

[[gnu::noinline]] uint64_t GuardedDecode(RuleUnderTest& rule, absl::Span<const Record> records) {
  uint64_t decoded = 0;
  DecodeError error;
  for (const Record& record : records) {
    decoded += rule.decoder->Decode(record.value, absl::MakeSpan(rule.fields), error);
  }
  return decoded;
}

[[gnu::noinline]] uint64_t GuardedStep(const Plan& plan, KeyRef key) {
  uint64_t good = 0;
  for (uint64_t i = 0; i < kEvents; ++i) {
    const int64_t ms = 1'700'000'000'000 + static_cast<int64_t>(i);
    const Event event{EventMs(ms), i + 1, Signal::kGood};
    Advance(plan, key, event, ArrivalMs(ms), [&](const Input&, const StepResult& result) {
      good += result.outcome == Outcome::kGood;
    });
  }
  return good;
}

[[gnu::noinline]] void GuardedApply(Partition& partition, absl::Span<const Record> records) {
  for (const Record& record : records) partition.Apply(record, kWall);
  partition.EndPoll();
}

[[gnu::noinline]] absl::Status GuardedCommit(Partition& partition, Store& store) {
  return store.Commit({partition.Take(kWall)});
}

// A partition over the workload, warmed up.
struct Warm {
  Warm() : values(RecordsOf(kWorkload, kWorkload.events())), records(RecordsIn(values)) {
    partition.BeginAt(Offset{0});
    Hear(absl::MakeConstSpan(records).first(kWarmUp));
  }
  void Hear(absl::Span<const Record> some) {
    for (const Record& record : some) partition.Apply(record, kWall);
    partition.EndPoll();
  }
  absl::Span<const Record> rest() const { return absl::MakeConstSpan(records).subspan(kWarmUp); }

  RuleUnderTest rule;
  std::vector<std::string> values;
  std::vector<Record> records;
  Partition partition{{{1}, 0}, rule.topic(), *rule.decoder, {}};
};

void CountDecode() {
  Warm warm;
  CHECK(GuardedDecode(warm.rule, warm.rest()) == kEvents);
}

void CountStep() {
  RuleUnderTest rule;
  KeyTable table(RuleId{1}, rule.rule().plan);
  const KeyRef key = table.At(table.FindOrAdd(HashKey("key"), "key"));
  CHECK(GuardedStep(rule.rule().plan, key) == kEvents);
}

void CountApply() {
  Warm warm;
  GuardedApply(warm.partition, warm.rest());
  CHECK(warm.partition.counters().records == kWorkload.events());
  CHECK(warm.partition.counters().rules[0].starts == kWorkload.starts());
}

void CountCommit(const std::string& dir) {
  auto store = RocksDbStore::Open(dir);
  CHECK(store.ok());
  Warm warm;
  CHECK((*store)->Commit({warm.partition.Take(kWall)}).ok());
  warm.Hear(warm.rest());
  CHECK(GuardedCommit(warm.partition, **store).ok());
  CHECK((*store)->Written().syncs >= 2);
}

}  // namespace
}  // namespace telltale

// Prints how many events were counted.
int main(int argc, char** argv) {
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  const std::string path = argc > 1 ? argv[1] : "";
  if (path == "decode") {
    telltale::CountDecode();
  } else if (path == "step") {
    telltale::CountStep();
  } else if (path == "apply") {
    telltale::CountApply();
  } else if (path == "commit" && argc > 2) {
    telltale::CountCommit(argv[2]);
  } else {
    std::fprintf(stderr, "usage: guard_bench decode|step|apply|commit DIR\n");
    return 2;
  }
  std::printf("%llu\n", static_cast<unsigned long long>(telltale::kEvents));
}
