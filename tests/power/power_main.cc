// power_main: runs seeds of the stories of a disk whose power fails.
//
//   power_main --seeds 500 --first 1
//   power_main --seeds 1 --first 17 --story node
//
// A failing seed prints what was found and the command that replays it. The last line is
// `N passed, N failed, N skipped`.
#include <cstdint>
#include <iostream>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "CLI/CLI.hpp"
#include "absl/synchronization/mutex.h"
#include "tests/power/power_story.h"
#include "tests/seeds/for_each_seed.h"

namespace telltale {
namespace {

struct Arguments {
  uint64_t seeds = 100;
  uint64_t first = 1;
  unsigned jobs = std::thread::hardware_concurrency();
  std::string story = "both";
  std::string lie = "none";
};

const std::map<std::string, DiskLie> kLies = {{"none", DiskLie::kNone},
                                              {"sync-of-logs", DiskLie::kSyncOfLogs},
                                              {"sync-of-tables", DiskLie::kSyncOfTables},
                                              {"sync-of-directories", DiskLie::kSyncOfDirectories},
                                              {"torn-lists", DiskLie::kTornLists}};

class Run {
 public:
  explicit Run(const Arguments& arguments) : arguments_(arguments) {}

  // Returns the exit code.
  int All() {
    ForEachSeed(arguments_.first, arguments_.seeds, arguments_.jobs,
                [this](uint64_t seed) { Work(seed); });
    std::cout << "the power failed " << all_.failures << " times, " << all_.in_recovery
              << " of them in recovery, at one of " << all_.changes << " changes of the disk\n"
              << arguments_.seeds - failed_ << " passed, " << failed_ << " failed, 0 skipped\n";
    return failed_ == 0 ? 0 : 1;
  }

 private:
  void Work(uint64_t seed) {
    bool good = true;
    if (arguments_.story != "node") {
      good &= Report(seed, "store", TellPowerStory(seed, kLies.at(arguments_.lie)));
    }
    if (arguments_.story != "store") {
      good &= Report(seed, "node", TellNodeStory(seed, kLies.at(arguments_.lie)));
    }
    const std::lock_guard lock(mutex_);
    failed_ += !good;
  }

  bool Report(uint64_t seed, const std::string& story, const PowerTold& told) {
    const std::lock_guard lock(mutex_);
    all_.failures += told.failures;
    all_.in_recovery += told.in_recovery;
    all_.changes += told.changes;
    if (told.complaint.empty()) return true;
    std::cout << "seed " << seed << " failed:\n  " << told.complaint
              << "\n  replay: build/tests/power/power_main --seeds 1 --first " << seed
              << " --story " << story << '\n';
    return false;
  }

  const Arguments& arguments_;
  std::mutex mutex_;  // of all below
  uint64_t failed_ = 0;
  PowerTold all_;
};

}  // namespace
}  // namespace telltale

int main(int argc, char** argv) {
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  telltale::Arguments arguments;
  CLI::App app("Runs seeds of the stories of a disk whose power fails.");
  app.add_option("--seeds", arguments.seeds, "how many")->capture_default_str();
  app.add_option("--first", arguments.first, "the first")->capture_default_str();
  app.add_option("--jobs", arguments.jobs, "threads")->capture_default_str();
  app.add_option("--story", arguments.story, "which")
      ->check(CLI::IsMember({"both", "store", "node"}))
      ->capture_default_str();
  app.add_option("--lie", arguments.lie, "what the disk does not do, on purpose")
      ->check(CLI::IsMember(telltale::kLies));
  CLI11_PARSE(app, argc, argv);
  return telltale::Run(arguments).All();
}
