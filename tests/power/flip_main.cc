// flip_main: flips a bit of a file of a store, one seed after the other, and opens the store.
//
//   flip_main --flips 1000 --first 1
//
// Each flip must either be detected, by an error of the store that names the file and makes a node
// end with the exit code of storage; or change nothing: then what is read is all that was written.
// A flip that does neither is printed with the command that replays it. The last line is
// `N passed, N failed, N skipped`.
#include <rocksdb/file_system.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "connectors/rocksdb/rocksdb_store.h"
#include "engine/base/error_catalogue.h"
#include "engine/base/status.h"
#include "tests/power/living_tables.h"
#include "tests/power/stored_state.h"
#include "tests/power/temporary_folder.h"
#include "tests/power/turned_env.h"
#include "tests/seeds/for_each_seed.h"

namespace telltale {
namespace {

namespace fs = std::filesystem;

const std::vector<PartitionId> kPartitions = {{{1}, 0}, {{2}, 3}};
using Files = std::map<std::string, std::string>;  // name -> bytes

std::string KindOf(const std::string& name) {
  if (absl::EndsWith(name, ".sst")) return "table";
  if (absl::EndsWith(name, ".log")) return "log";
  return name.substr(0, name.find('-'));  // MANIFEST, CURRENT, IDENTITY, OPTIONS, DURABLE
}

struct Original {
  Files files;
  std::map<std::string, std::vector<std::string>> kinds;  // -> names
  StoredState state;
};

void ReadFiles(const std::string& dir, Original& original) {
  for (const auto& entry : fs::directory_iterator(dir)) {
    const std::string name = entry.path().filename();
    std::ifstream in(entry.path(), std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(in), {}};
    if (bytes.empty()) continue;
    original.kinds[KindOf(name)].push_back(name);
    original.files[name] = std::move(bytes);
  }
}

// A store that lived long enough to have tables of several levels, and much in its log.
absl::StatusOr<Original> MakeOriginal() {
  constexpr int kLives = 3, kCommits = 80;
  const TemporaryFolder folder;
  TurnedEnv env(rocksdb::FileSystem::Default());  // the same store each time
  const Ground ground{.env = &env, .memtable_bytes = 256 << 10, .flushes_per_compaction = 2};
  Random random(1);
  Original original;
  std::vector<LivingTables> tables;
  for (const PartitionId id : kPartitions) tables.emplace_back(id);
  for (int life = 0; life < kLives; ++life) {
    ASSIGN_OR_RETURN(const auto store, RocksDbStore::Open(folder.path(), nullptr, ground));
    for (int i = 0; i < kCommits; ++i) {
      const std::vector<Changes> changes = {tables[0].Batch(random), tables[1].Batch(random)};
      RETURN_IF_ERROR(store->Commit(changes));
      env.Work();
    }
    ASSIGN_OR_RETURN(original.state, ReadState(*store, kPartitions));
  }
  ReadFiles(folder.path(), original);
  return original;
}

struct Flip {
  std::string kind;
  std::string name;
  size_t at = 0;
  uint8_t mask = 0;
  std::string Text() const { return absl::StrCat(name, " at ", at, " ^ ", int{mask}); }
};

// Beginnings and ends have structure; what lies between is mostly rows.
Flip DrawFlip(const Original& original, uint64_t seed) {
  constexpr int64_t kEdge = 64;
  Random random(seed);
  Flip flip;
  flip.kind = random.Pick<const char*>({"table", "table", "table", "log", "log", "log", "MANIFEST",
                                        "MANIFEST", "CURRENT", "DURABLE", "IDENTITY", "OPTIONS"});
  flip.name = random.Pick(original.kinds.at(flip.kind));
  const auto last = static_cast<int64_t>(original.files.at(flip.name).size()) - 1;
  const int64_t edge = std::min(kEdge, last);
  const int64_t where = random.Between(0, 9);
  flip.at = where == 0   ? random.Between(0, edge)
            : where == 1 ? random.Between(last - edge, last)
                         : random.Between(0, last);
  flip.mask = static_cast<uint8_t>(1 << random.Between(0, 7));
  return flip;
}

absl::StatusOr<StoredState> ReadAll(const std::string& dir) {
  ASSIGN_OR_RETURN(const auto store, RocksDbStore::Open(dir));
  ASSIGN_OR_RETURN(StoredState state, ReadState(*store, kPartitions));
  for (size_t i = 0; i < kPartitions.size(); ++i) {
    RETURN_IF_ERROR(LivingTables::Recovered(kPartitions[i], state.partitions[i]).status());
  }
  return state;
}

enum class Verdict { kDetected, kHarmless, kWrong };

// What becomes of a store with this flip; `text` says why it is wrong.
Verdict Judge(const Original& original, const Flip& flip, std::string& text) {
  const TemporaryFolder folder;
  for (const auto& [name, bytes] : original.files) {
    std::string copy = bytes;
    if (name == flip.name) copy[flip.at] = static_cast<char>(copy[flip.at] ^ flip.mask);
    std::ofstream(folder.path() + "/" + name, std::ios::binary) << copy;
  }
  for (int start = 1; start <= 2; ++start) {  // a service manager tries again
    const absl::StatusOr<StoredState> found = ReadAll(folder.path());
    if (found.ok()) {
      text = absl::StrCat("silent at start ", start, ":", original.state.Difference(*found));
      return start == 1 && *found == original.state ? Verdict::kHarmless : Verdict::kWrong;
    }
    text = absl::StrCat("start ", start, ": ", found.status().ToString());
    if (ErrorOf(found.status()) != ErrorId::kCorrupt) return Verdict::kWrong;
    if (!absl::StrContains(found.status().message(), flip.name)) return Verdict::kWrong;
  }
  return Verdict::kDetected;
}

struct Arguments {
  uint64_t flips = 1000;
  uint64_t first = 1;
  unsigned jobs = std::thread::hardware_concurrency();
  bool verbose = false;
};

class Run {
 public:
  Run(const Arguments& arguments, Original original)
      : arguments_(arguments), original_(std::move(original)) {}

  int All() {
    ForEachSeed(arguments_.first, arguments_.flips, arguments_.jobs,
                [this](uint64_t seed) { Work(seed); });
    for (const auto& [kind, counts] : counts_) {
      std::cout << "  " << kind << ": " << counts.first << " detected, " << counts.second
                << " harmless\n";
    }
    std::cout << arguments_.flips - failed_ << " passed, " << failed_ << " failed, 0 skipped\n";
    return failed_ == 0 ? 0 : 1;
  }

 private:
  void Work(uint64_t seed) {
    const Flip flip = DrawFlip(original_, seed);
    std::string text;
    const Verdict verdict = Judge(original_, flip, text);
    const std::lock_guard lock(mutex_);
    auto& [detected, harmless] = counts_[flip.kind];
    detected += verdict == Verdict::kDetected;
    harmless += verdict == Verdict::kHarmless;
    if (arguments_.verbose) std::cout << flip.Text() << ": " << text << '\n';
    if (verdict != Verdict::kWrong) return;
    ++failed_;
    std::cout << "flip " << seed << ", " << flip.Text() << ", failed:\n  " << text
              << "\n  replay: build/tests/power/flip_main --flips 1 --first " << seed
              << " --verbose\n";
  }

  const Arguments& arguments_;
  const Original original_;
  std::mutex mutex_;  // of all below
  uint64_t failed_ = 0;
  std::map<std::string, std::pair<int, int>> counts_;  // detected, harmless
};

}  // namespace
}  // namespace telltale

int main(int argc, char** argv) {
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  telltale::Arguments arguments;
  CLI::App app("Flips bits of a store's files, and opens it.");
  app.add_option("--flips", arguments.flips, "how many")->capture_default_str();
  app.add_option("--first", arguments.first, "the first's seed")->capture_default_str();
  app.add_option("--jobs", arguments.jobs, "threads")->capture_default_str();
  app.add_flag("--verbose", arguments.verbose, "print what each said");
  CLI11_PARSE(app, argc, argv);
  auto original = telltale::MakeOriginal();
  if (!original.ok()) {
    std::cerr << original.status() << '\n';
    return 1;
  }
  return telltale::Run(arguments, *std::move(original)).All();
}
