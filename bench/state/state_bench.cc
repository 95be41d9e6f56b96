// What one event costs in the state: look-up, change and block in memory, then pages and the commit
// to RocksDB; and how long a start takes. One partition, one rule, keys drawn at random, a commit
// per batch. At the end the store is opened again and must hold what is alive.
//
//   state_bench DIR [KEYS [BATCHES [IDS]]]    DIR must be on a disk; it is emptied
#include <absl/synchronization/mutex.h>
#include <sys/vfs.h>
#include <time.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "connectors/rocksdb/rocksdb_store.h"
#include "engine/base/hash.h"
#include "engine/base/status.h"
#include "engine/core/tail.h"
#include "engine/table/block.h"
#include "engine/table/key_table.h"
#include "engine/table/page_rotation.h"

namespace telltale {
namespace {

constexpr size_t kBatch = 32768;
constexpr PartitionId kPartition{{1}, 0};
constexpr RuleId kRule{1};

double CpuSeconds(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

// Adds up the time between Start() and Stop(): by the wall, and of this thread's processor.
class Stopwatch {
 public:
  using Clock = std::chrono::steady_clock;
  void Start() {
    start_ = Clock::now();
    cpu_start_ = CpuSeconds(CLOCK_THREAD_CPUTIME_ID);
  }
  void Stop() {
    const double last = std::chrono::duration<double>(Clock::now() - start_).count();
    seconds_ += last;
    worst_ = std::max(worst_, last);
    cpu_ += CpuSeconds(CLOCK_THREAD_CPUTIME_ID) - cpu_start_;
  }
  double seconds() const { return seconds_; }
  double cpu() const { return cpu_; }
  double worst() const { return worst_; }

 private:
  Clock::time_point start_;
  double cpu_start_ = 0;
  double seconds_ = 0;
  double cpu_ = 0;
  double worst_ = 0;
};

struct Workload {
  std::string dir;
  size_t keys = 1'000'000;
  size_t batches = 200;
  uint8_t ids = 8;

  static std::string KeyText(size_t i) { return "plant-7/pump-" + std::to_string(i) + "/bearing"; }
};

// All that must survive, in one number.
uint64_t DigestOf(const KeyTable& table) {
  uint64_t digest = 0;
  for (KeyTable::KeySlot slot = 0; slot < table.slots(); ++slot) {
    if (!table.IsLive(slot)) continue;
    const KeyHash& hash = table.HashAt(slot);
    digest += (hash.low ^ slot) * (1 + table.At(slot).head.streak) + table.TextAt(slot).size();
  }
  return digest;
}

class Bench {
 public:
  explicit Bench(const Workload& workload) : workload_(workload) {
    tables_.emplace_back(kRule, plan_);
    for (size_t i = 0; i < workload.keys; ++i) {
      hashes_.push_back(HashKey(Workload::KeyText(i)));
    }
    Open();
  }

  void Fill() {
    for (size_t i = 0; i < workload_.keys; ++i) {
      const double before = CpuSeconds(CLOCK_THREAD_CPUTIME_ID);
      table().FindOrAdd(hashes_[i], Workload::KeyText(i));
      longest_ = std::max(longest_, CpuSeconds(CLOCK_THREAD_CPUTIME_ID) - before);
      if (i % kBatch == kBatch - 1) Commit();
    }
    Commit();
    step_ = block_ = pages_ = commit_ = Stopwatch();
    filled_ = store_->Written();
  }

  void Run() {
    std::mt19937_64 random(1);
    std::vector<uint32_t> picks(kBatch);
    const double cpu = CpuSeconds(CLOCK_PROCESS_CPUTIME_ID);
    for (size_t batch = 0; batch < workload_.batches; ++batch) {
      for (uint32_t& pick : picks) pick = static_cast<uint32_t>(random() % workload_.keys);
      step_.Start();
      for (const uint32_t pick : picks) StepKey(hashes_[pick], random());
      step_.Stop();
      Commit();
    }
    cpu_ = CpuSeconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    written_ = store_->Written();
  }

  // Opens the store again and compares.
  void Restart() {
    store_.reset();
    restart_.Start();
    Open();
    std::vector<KeyTable> live = std::move(tables_);
    tables_.clear();
    tables_.emplace_back(kRule, plan_);
    Recovery recovery(table());
    CHECK(store_->Load(kPartition, recovery).ok());
    table().FinishRestore();
    restart_.Stop();
    CHECK(table().size() == workload_.keys);
    CHECK(DigestOf(table()) == DigestOf(live[0]));
    restart_bytes_ = recovery.bytes;
  }

  void Print() const {
    const double events = static_cast<double>(kBatch * workload_.batches);
    const auto line = [&](const char* what, const Stopwatch& watch) {
      std::printf("%-16s %6.0f ns wall, %4.0f ns CPU per event, at worst %.0f ms a batch\n", what,
                  watch.seconds() / events * 1e9, watch.cpu() / events * 1e9, watch.worst() * 1e3);
    };
    std::printf("%zu keys, %d ids, %zu batches of %zu events\n", workload_.keys, workload_.ids,
                workload_.batches, kBatch);
    std::printf("%-16s %6.2f ms CPU for one new key at worst\n", "growth", longest_ * 1e3);
    line("look-up, change", step_);
    line("block", block_);
    line("pages", pages_);
    line("commit", commit_);
    std::printf("%-16s %6.0f ns CPU per event, RocksDB's threads included\n", "all",
                cpu_ / events * 1e9);
    std::printf("%-16s %6.0f bytes per event in blocks, %.0f in pages\n", "handed over",
                static_cast<double>(written_.blocks - filled_.blocks) / events,
                static_cast<double>(written_.pages - filled_.pages) / events);
    std::printf("%-16s %6.0f bytes per key\n", "memory",
                static_cast<double>(table().memory_bytes()) / static_cast<double>(workload_.keys));
    std::printf("%-16s %6.2f s for %.0f MB, which are %.0f MB on disk\n", "restart",
                restart_.seconds(), static_cast<double>(restart_bytes_) / 1e6, DiskBytes() / 1e6);
  }

 private:
  struct Recovery : public Restore {
    explicit Recovery(KeyTable& t) : table(t) {}
    absl::Status OnProgress(const Progress& progress) override { return absl::OkStatus(); }
    absl::Status OnPage(RuleId, uint32_t page, std::string_view encoded) override {
      bytes += encoded.size();
      return table.RestorePage(page, encoded);
    }
    absl::Status OnBlock(CommitSeq seq, std::string_view encoded) override {
      bytes += encoded.size();
      return RestoreBlock(seq, encoded, [this](RuleId) { return &table; });
    }
    absl::Status OnOutbox(OutboxRow row, OutboxMark mark) override { return absl::OkStatus(); }
    KeyTable& table;
    size_t bytes = 0;
  };

  KeyTable& table() { return tables_[0]; }
  const KeyTable& table() const { return tables_[0]; }

  void Open() {
    auto opened = RocksDbStore::Open(workload_.dir);
    CHECK(opened.ok());
    store_ = *std::move(opened);
  }

  // What a good event does to a normal key.
  void StepKey(const KeyHash& hash, uint64_t id) {
    const auto slot = table().Find(hash);
    CHECK(slot.has_value());
    const KeyRef key = table().At(*slot);
    ++key.head.streak;
    key.head.newest = EventMs(static_cast<int64_t>(seq_));
    key.head.arrived = ArrivalMs(static_cast<int64_t>(seq_));
    RememberId(plan_, key.tail, id);
    table().Touch(*slot);
  }

  void Commit() {
    Changes changes{.partition = kPartition};
    changes.progress.seq = CommitSeq{++seq_};
    block_.Start();
    table().AppendBlock(changes.block);
    block_.Stop();
    pages_.Start();
    rotation_.Write(absl::MakeSpan(tables_), changes.progress.seq, changes);
    pages_.Stop();
    commit_.Start();
    CHECK(store_->Commit({changes}).ok());
    commit_.Stop();
  }

  double DiskBytes() const {
    double bytes = 0;
    for (const auto& file : std::filesystem::directory_iterator(workload_.dir)) {
      bytes += static_cast<double>(file.file_size());
    }
    return bytes;
  }

  Workload workload_;
  const Plan plan_{.raise = Raise{.n = 3}, .remember = workload_.ids};
  std::vector<KeyHash> hashes_;
  std::vector<KeyTable> tables_;
  PageRotation rotation_;
  std::unique_ptr<RocksDbStore> store_;
  uint64_t seq_ = 0;
  Stopwatch step_, block_, pages_, commit_, restart_;
  double longest_ = 0;  // that adding one key took
  double cpu_ = 0;
  BytesWritten filled_, written_;
  size_t restart_bytes_ = 0;
};

bool IsInMemory(const std::string& dir) {
  constexpr long kTmpfs = 0x01021994;
  struct statfs disk;
  return statfs(dir.c_str(), &disk) == 0 && disk.f_type == kTmpfs;
}

int Main(const Workload& workload) {
  std::filesystem::remove_all(workload.dir);
  std::filesystem::create_directories(workload.dir);
  if (IsInMemory(workload.dir)) {
    std::fprintf(stderr, "expected a directory on a disk, but %s is in memory\n",
                 workload.dir.c_str());
    return 2;
  }
  Bench bench(workload);
  bench.Fill();
  bench.Run();
  bench.Restart();
  bench.Print();
  return 0;
}

}  // namespace
}  // namespace telltale

int main(int argc, char** argv) {
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  if (argc < 2) {
    std::fprintf(stderr, "usage: state_bench DIR [KEYS [BATCHES [IDS]]]\n");
    return 2;
  }
  telltale::Workload workload{.dir = std::string(argv[1]) + "/state-bench"};
  if (argc > 2) workload.keys = std::strtoul(argv[2], nullptr, 10);
  if (argc > 3) workload.batches = std::strtoul(argv[3], nullptr, 10);
  if (argc > 4) workload.ids = static_cast<uint8_t>(std::strtoul(argv[4], nullptr, 10));
  return telltale::Main(workload);
}
