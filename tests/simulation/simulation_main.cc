// simulation_main: runs seeds of the simulation, on all cores.
//
//   simulation_main --seeds 2000 --first 1
//   simulation_main --seeds 1 --first 17 --verbose
//
// A failing seed prints what was found, the command that replays it, and one that replays it with
// as little trouble as it needs to fail. The last line is `N passed, N failed, N skipped`.
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

constexpr uint64_t kShrunk = 3;           // of the seeds that fail, the first
constexpr uint64_t kEnoughForAll = 2000;  // seeds, in which every situation must have been seen

struct Arguments {
  uint64_t seeds = 100;
  uint64_t first = 1;
  unsigned jobs = std::thread::hardware_concurrency();
  bool verbose = false;
  std::string sabotage = "none";
  Less less;
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
  void Report(uint64_t seed, const SeedOptions& options, const SeedResult& result);
  static void ReportShrunk(uint64_t seed, SeedOptions options);
  bool HasSeenAll() const;

  const Arguments& arguments_;
  std::mutex mutex_;  // of all below
  uint64_t failed_ = 0;
  Situations seen_;
  uint64_t attempts_ = 0;
  uint64_t taken_ = 0;
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
  std::cout << "  " << attempts_ << " attempts to publish, " << taken_ << " messages taken\n";
  std::cout << arguments_.seeds - failed_ << " passed, " << failed_ + !seen_all
            << " failed, 0 skipped\n";
  return failed_ == 0 && seen_all ? 0 : 1;
}

void Run::Work(uint64_t seed) {
  const bool for_oracle =
      !arguments_.oracle_cases.empty() && (seed - arguments_.first) % arguments_.oracle_every == 0;
  SeedOptions options{.trace = arguments_.verbose ? Journal::Trace::kPrinted : Journal::Trace::kOff,
                      .sabotage = kSabotages.at(arguments_.sabotage),
                      .less = arguments_.less};
  if (for_oracle) options.oracle = SeedOptions::Oracle::kYes;
  Report(seed, options, RunSeed(seed, options));
}

void Run::Report(uint64_t seed, const SeedOptions& options, const SeedResult& result) {
  const std::lock_guard lock(mutex_);
  seen_.Add(result.seen);
  attempts_ += result.attempts;
  taken_ += result.taken;
  std::cout << result.trace;
  if (!result.oracle_case.empty()) cases_[seed] = result.oracle_case;
  if (result.complaints.empty()) return;
  ++failed_;
  std::cout << "seed " << seed << " failed:\n";
  for (const std::string& complaint : result.complaints) std::cout << "  " << complaint << '\n';
  std::cout << "  replay: ./dev simulate --seeds 1 --first " << seed << " --verbose\n";
  if (failed_ <= kShrunk && arguments_.less == Less{}) ReportShrunk(seed, options);
}

// The same seed with as little trouble as it needs to fail.
void Run::ReportShrunk(uint64_t seed, SeedOptions options) {
  options.trace = Journal::Trace::kOff;
  const Less less = Shrink([&](const Less& tried) {
    options.less = tried;
    return !RunSeed(seed, options).complaints.empty();
  });
  std::cout << "  shrunk: ./dev simulate --seeds 1 --first " << seed << less.Flags()
            << " --verbose\n";
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
  app.add_option("--steps", arguments.less.steps, "of trouble in a seed, at most")
      ->check(CLI::PositiveNumber);
  app.add_option("--without", arguments.less.without, "kinds of trouble that are left out")
      ->delimiter(',')
      ->check(CLI::IsMember(
          std::vector<std::string>(telltale::Troubles().begin(), telltale::Troubles().end())));
  app.add_option("--oracle-cases", arguments.oracle_cases,
                 "write cases for the oracle to this file");
  app.add_option("--oracle-every", arguments.oracle_every, "of this many seeds one")
      ->check(CLI::PositiveNumber);
  CLI11_PARSE(app, argc, argv);
  return telltale::Run(arguments).All();
}
