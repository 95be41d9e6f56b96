// simulation_main: runs seeds of the simulation, on all cores.
//
//   simulation_main --seeds 2000 --first 1
//   simulation_main --seeds 1 --first 17 --verbose
//
// A failing seed prints what was found and the command that replays it. The last line is
// `N passed, N failed, N skipped`.
#include <cstdint>
#include <fstream>
#include <iostream>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "CLI/CLI.hpp"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "tests/seeds/for_each_seed.h"
#include "tests/simulation/simulation.h"

namespace telltale {
namespace {

constexpr uint64_t kEnoughForAll = 2000;  // seeds, in which every situation must have been seen

struct Arguments {
  uint64_t seeds = 100;
  uint64_t first = 1;
  unsigned jobs = std::thread::hardware_concurrency();
  bool verbose = false;
  std::string sabotage = "none";
  std::string oracle_cases;    // a file to write them to; empty: none
  uint64_t oracle_every = 50;  // seeds
};

const std::map<std::string, Sabotage> kSabotages = {
    {"none", Sabotage::kNone},
    {"forgetful-gateway", Sabotage::kForgetfulGateway},
    {"dropped-mark", Sabotage::kDroppedMark},
    {"lost-block", Sabotage::kLostBlock},
    {"early-ack", Sabotage::kEarlyAck}};

class Run {
 public:
  explicit Run(const Arguments& arguments) : arguments_(arguments) {}
  // Returns the exit code.
  int All();

 private:
  void Work(uint64_t seed);
  void Report(uint64_t seed, const SeedResult& result);
  bool HasSeenAll() const;

  const Arguments& arguments_;
  std::mutex mutex_;  // of all below
  uint64_t failed_ = 0;
  Situations seen_;
  std::map<uint64_t, std::string> cases_;
};

int Run::All() {
  ForEachSeed(arguments_.first, arguments_.seeds, arguments_.jobs,
              [this](uint64_t seed) { Work(seed); });
  if (!arguments_.oracle_cases.empty()) {
    std::ofstream file(arguments_.oracle_cases);
    for (const auto& [seed, text] : cases_) file << seed << '\t' << text << '\n';
  }
  const bool seen_all = HasSeenAll();
  std::cout << arguments_.seeds - failed_ << " passed, " << failed_ + !seen_all
            << " failed, 0 skipped\n";
  return failed_ == 0 && seen_all ? 0 : 1;
}

void Run::Work(uint64_t seed) {
  const bool for_oracle =
      !arguments_.oracle_cases.empty() && (seed - arguments_.first) % arguments_.oracle_every == 0;
  SeedOptions options{.trace = arguments_.verbose ? Journal::Trace::kPrinted : Journal::Trace::kOff,
                      .sabotage = kSabotages.at(arguments_.sabotage)};
  if (for_oracle) options.oracle = SeedOptions::Oracle::kYes;
  Report(seed, RunSeed(seed, options));
}

void Run::Report(uint64_t seed, const SeedResult& result) {
  const std::lock_guard lock(mutex_);
  seen_.Add(result.seen);
  std::cout << result.trace;
  if (!result.oracle_case.empty()) cases_[seed] = result.oracle_case;
  if (result.complaints.empty()) return;
  ++failed_;
  std::cout << "seed " << seed << " failed:\n";
  for (const std::string& complaint : result.complaints) std::cout << "  " << complaint << '\n';
  std::cout << "  replay: ./dev simulate --seeds 1 --first " << seed << " --verbose\n";
}

// Says how often each situation was met; a long run must have met all.
bool Run::HasSeenAll() const {
  for (int i = 0; i < kSituations; ++i) {
    const auto situation = static_cast<Situation>(i);
    std::cout << "  " << seen_.count(situation) << " x " << SituationName(situation) << '\n';
  }
  if (arguments_.seeds < kEnoughForAll) return true;
  for (const Situation situation : seen_.NeverSeen()) {
    std::cout << "never seen: " << SituationName(situation) << '\n';
  }
  return seen_.NeverSeen().empty();
}

}  // namespace
}  // namespace telltale

int main(int argc, char** argv) {
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  telltale::Arguments arguments;
  CLI::App app("Runs seeds of the simulation of the production loop.");
  app.add_option("--seeds", arguments.seeds, "how many")->capture_default_str();
  app.add_option("--first", arguments.first, "the first")->capture_default_str();
  app.add_option("--jobs", arguments.jobs, "threads")->capture_default_str();
  app.add_flag("--verbose", arguments.verbose, "print what happens");
  app.add_option("--sabotage", arguments.sabotage, "break the shell on purpose")
      ->check(CLI::IsMember(telltale::kSabotages));
  app.add_option("--oracle-cases", arguments.oracle_cases,
                 "write cases for the oracle to this file");
  app.add_option("--oracle-every", arguments.oracle_every, "of this many seeds one")
      ->check(CLI::PositiveNumber);
  CLI11_PARSE(app, argc, argv);
  return telltale::Run(arguments).All();
}
