// Commits to the store in the directory it is given until it is killed, and prints a line after
// each commit: only then is it durable. For store_kill_test.cc.
#include <absl/synchronization/mutex.h>

#include <cstdio>

#include "connectors/rocksdb/rocksdb_store.h"
#include "tests/contract/kill_history.h"

namespace telltale {
namespace {

// Goes on behind the last commit of the process before.
class LastSeq : public Restore {
 public:
  absl::Status OnProgress(const Progress& progress) override {
    seq = progress.seq.value;
    return absl::OkStatus();
  }
  absl::Status OnPage(RuleId rule, uint32_t page, std::string_view bytes) override {
    return absl::OkStatus();
  }
  absl::Status OnBlock(CommitSeq block, std::string_view bytes) override {
    return absl::OkStatus();
  }
  absl::Status OnOutbox(OutboxRow row, OutboxMark mark) override { return absl::OkStatus(); }

  uint64_t seq = 0;
};

int Main(const char* dir) {
  auto store = RocksDbStore::Open(dir);
  LastSeq last;
  if (!store.ok() || !(*store)->Load(KillPartition(0), last).ok()) return 1;
  for (uint64_t seq = last.seq + 1;; ++seq) {
    if (!(*store)->Commit(KillCommit(seq)).ok()) return 1;
    std::printf("%lu\n", static_cast<unsigned long>(seq));
    std::fflush(stdout);
  }
}

}  // namespace
}  // namespace telltale

int main(int argc, char** argv) {
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  return argc == 2 ? telltale::Main(argv[1]) : 2;
}
