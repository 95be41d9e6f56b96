// What closing a batch costs: encoding block and pages, and the commit. Times are of whole batches;
// items are events.
#include <benchmark/benchmark.h>

#include <filesystem>

#include "bench/micro/specimens.h"
#include "connectors/rocksdb/rocksdb_store.h"
#include "engine/base/hash.h"
#include "engine/core/step.h"
#include "engine/table/block.h"
#include "engine/table/key_table.h"
#include "engine/table/page_rotation.h"

namespace telltale {
namespace {

constexpr uint64_t kBatch = 32768;
constexpr PartitionId kPartition{{1}, 0};

// A table whose keys hear good events, a batch at a time.
class Batches {
 public:
  explicit Batches(uint64_t keys) : workload_{.keys = keys} {
    tables_.emplace_back(RuleId{1}, rule_.rule().plan);
    for (const std::string& text : KeyTextsOf(workload_)) {
      table().FindOrAdd(HashKey(text), text);
    }
    Encode();
  }

  void Step() {
    for (uint64_t i = 0; i < kBatch; ++i, ++events_) {
      const auto slot = static_cast<KeyTable::KeySlot>(events_ * kStride % workload_.keys);
      const int64_t ms = static_cast<int64_t>(kBeginMs + events_);
      const Event event{EventMs(ms), events_ + 1, Signal::kGood};
      Advance(rule_.rule().plan, table().At(slot), event, ArrivalMs(ms), [](const auto&...) {});
      table().Touch(slot);
    }
  }
  Changes Encode() {
    Changes changes{.partition = kPartition};
    changes.progress.seq = CommitSeq{++seq_};
    table().AppendBlock(changes.block);
    rotation_.Write(absl::MakeSpan(tables_), changes.progress.seq, changes);
    return changes;
  }
  KeyTable& table() { return tables_[0]; }
  uint64_t seq() const { return seq_; }

 private:
  static constexpr uint64_t kBeginMs = 1'700'000'000'000;
  static constexpr uint64_t kStride = 2'654'435'761;
  Workload workload_;
  RuleUnderTest rule_;
  std::vector<KeyTable> tables_;
  PageRotation rotation_;
  uint64_t events_ = 0;
  uint64_t seq_ = 0;
};

void BM_Encode(benchmark::State& state) {
  Batches batches(static_cast<uint64_t>(state.range(0)));
  size_t bytes = 0;
  for (auto _ : state) {
    state.PauseTiming();
    batches.Step();
    state.ResumeTiming();
    const Changes changes = batches.Encode();
    bytes += changes.block.size();
    for (const PageRun& page : changes.pages) bytes += page.bytes.size();
    std::string_view block = changes.block;
    CHECK(TakeRun(block).has_value() && block.empty());
  }
  state.SetBytesProcessed(static_cast<int64_t>(bytes));
  state.SetItemsProcessed(static_cast<int64_t>(state.iterations() * kBatch));
}
BENCHMARK(BM_Encode)->Arg(1'000'000)->Unit(benchmark::kMillisecond);

// The newest progress that the store gives back.
struct NewestProgress : public Restore {
  absl::Status OnProgress(const Progress& progress) override {
    seq = progress.seq.value;
    return absl::OkStatus();
  }
  absl::Status OnPage(RuleId, uint32_t, std::string_view) override { return absl::OkStatus(); }
  absl::Status OnBlock(CommitSeq, std::string_view) override { return absl::OkStatus(); }
  absl::Status OnOutbox(OutboxRow, OutboxMark) override { return absl::OkStatus(); }
  uint64_t seq = 0;
};

// On the disk of the working directory, synced.
void BM_Commit(benchmark::State& state) {
  const std::string dir = "micro-bench-state";
  std::filesystem::remove_all(dir);
  Batches batches(static_cast<uint64_t>(state.range(0)));
  {
    auto store = RocksDbStore::Open(dir);
    CHECK(store.ok());
    for (auto _ : state) {
      state.PauseTiming();
      batches.Step();
      const Changes changes = batches.Encode();
      state.ResumeTiming();
      CHECK((*store)->Commit({changes}).ok());
    }
  }
  auto again = RocksDbStore::Open(dir);
  CHECK(again.ok());
  NewestProgress newest;
  CHECK((*again)->Load(kPartition, newest).ok());
  CHECK(newest.seq == batches.seq());
  again->reset();
  std::filesystem::remove_all(dir);
  state.SetItemsProcessed(static_cast<int64_t>(state.iterations() * kBatch));
}
BENCHMARK(BM_Commit)->Arg(100'000)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime();

}  // namespace
}  // namespace telltale
