// The verb `demo`: an hour of a made-up fleet through one rule, into the workflow engine that is
// built in. Every figure it shows is one of /metrics and must equal what the generator counted.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_format.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "cli/demo/figures.h"
#include "cli/demo/fleet.h"
#include "cli/demo/live_line.h"
#include "cli/demo/story.h"
#include "cli/logging.h"
#include "cli/node.h"
#include "cli/read_config.h"
#include "cli/run_flags.h"
#include "cli/verb.h"
#include "connectors/zeebe_fake/fake_zeebe.h"
#include "engine/base/status.h"

namespace telltale {
namespace {

struct DemoFlags {
  uint32_t seed = 1;
  bool keep = false;
};

ExitCode Fail(const absl::Status& status) {
  std::cerr << "telltale demo: " << status.message() << "\n";
  return ExitCodeFor(status);
}

// A folder of its own under $TMPDIR, which goes with it.
class Workshop {
 public:
  absl::Status Open() {
    std::error_code error;
    std::string name = (std::filesystem::temp_directory_path(error) / "telltale-demo-XXXXXX");
    if (error || mkdtemp(name.data()) == nullptr) return absl::ErrnoToStatus(errno, name);
    folder_ = name;
    return absl::OkStatus();
  }
  ~Workshop() {
    std::error_code ignored;
    if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
  }
  std::string Path(const char* name) const { return folder_ + "/" + name; }

 private:
  std::string folder_;
};

class Demo {
 public:
  explicit Demo(const DemoFlags& flags) : flags_(flags), fleet_({.seed = flags.seed}) {}

  absl::Status Prepare();
  ExitCode Run();

 private:
  Figures Read(const Node& node) const { return ReadFigures(ToSamples(node.board().Get())); }
  void Watch(Node& node, const absl::Notification& ended);
  void Summarise(Node& node);
  void Compare(const Figures& figures, const std::vector<BrokerModel::Instance>& instances);

  const DemoFlags flags_;
  Fleet fleet_;
  Workshop workshop_;
  RunFlags run_;
  absl::Time began_;
  ExitCode code_ = kExitFailed;
};

absl::Status Demo::Prepare() {
  const FleetOptions options;
  std::cout << "An hour of a fleet of " << Grouped(options.vehicles) << " vehicles (seed "
            << flags_.seed << "), a report of each every 10 s, through this rule:\n\n"
            << FleetConfig() << std::endl;
  RETURN_IF_ERROR(workshop_.Open());
  const std::string config = workshop_.Path("telltale.yaml");
  const std::string events = workshop_.Path("events.ndjson");
  std::ofstream(config) << FleetConfig();
  RETURN_IF_ERROR(fleet_.Write(events));
  run_.configs = {config};
  run_.inputs = {events};
  run_.output = "embedded";
  run_.state_dir = workshop_.Path("state");
  run_.follow = flags_.keep;
  if (flags_.keep) run_.listen = "127.0.0.1:0";
  return absl::OkStatus();
}

ExitCode Demo::Run() {
  InitLogging(DefaultLogFormat(), LogLevel::kError);
  std::optional<Config> config = ReadConfig(run_.configs);
  if (!config) return kExitInternal;
  absl::StatusOr<Plumbing> plumbing = Decide(run_, *config);
  if (!plumbing.ok()) return Fail(plumbing.status());
  Node node(run_, *std::move(config), *std::move(plumbing));
  if (absl::Status status = node.Start(); !status.ok()) return Fail(status);
  began_ = absl::Now();
  absl::Notification ended;
  std::thread watcher([&] { Watch(node, ended); });
  const absl::Status status = node.Work();
  ended.Notify();
  watcher.join();
  return status.ok() ? code_ : Fail(status);
}

// Shows progress until all is told, then the summary; a node that is kept goes on.
void Demo::Watch(Node& node, const absl::Notification& ended) {
  LiveLine line(isatty(STDOUT_FILENO) ? Screen::kTerminal : Screen::kPlain, std::cout, began_);
  bool over = false;
  while (!over) {
    over = ended.WaitForNotificationWithTimeout(line.pace());
    const Figures figures = Read(node);
    line.Show(figures, absl::Now());
    const bool all_told = figures.counts.events == fleet_.expected().events &&
                          figures.waiting == 0 && figures.confirmed == figures.counts.starts;
    over = over || (flags_.keep && all_told);
  }
  line.End();
  Summarise(node);
  if (!flags_.keep || ended.HasBeenNotified()) return;
  std::cout << "\nIt is kept: http://" << node.address()
            << "/metrics shows the same figures. Ctrl-C ends it." << std::endl;
}

void Demo::Summarise(Node& node) {
  const double seconds = absl::ToDoubleSeconds(absl::Now() - began_);
  const Figures figures = Read(node);
  const FleetCounts& counts = figures.counts;
  // `embedded` was asked for.
  const auto instances = static_cast<FakeZeebe&>(node.gateway()).Instances();
  std::cout << absl::StrFormat(
      "\n%s events became %s workflows in %.1f s.\n\n"
      "  %12s starts, one per episode, each confirmed by its workflow at the gate\n"
      "  %12s backs, one for each that healed; %s are open: broken to the end, or silent\n"
      "  %12s more bad events of open episodes, %s records that came twice and\n"
      "  %12s that came too late started nothing\n"
      "  %12s records of a device that lives in the future are in quarantine\n\n%s\n",
      Grouped(counts.events), Grouped(counts.starts), seconds, Grouped(counts.starts),
      Grouped(counts.backs), Grouped(counts.open), Grouped(figures.still_bad),
      Grouped(counts.duplicates), Grouped(counts.late), Grouped(counts.quarantined),
      TellStory(instances));
  Compare(figures, instances);
}

// Against what the generator knows, and what the workflow engine saw.
void Demo::Compare(const Figures& figures, const std::vector<BrokerModel::Instance>& instances) {
  if (figures.counts.events < fleet_.expected().events) {
    std::cout << "It was stopped before the end.\n";
    return;
  }
  FleetCounts confirmed = figures.counts;
  confirmed.starts = figures.confirmed;
  FleetCounts engine = figures.counts;
  engine.starts = instances.size();
  engine.backs = static_cast<uint64_t>(
      std::count_if(instances.begin(), instances.end(), [](const BrokerModel::Instance& instance) {
        return instance.state == BrokerModel::State::kInterrupted;
      }));
  const std::string differences = Differences(fleet_.expected(), figures.counts) +
                                  Differences(fleet_.expected(), confirmed) +
                                  Differences(fleet_.expected(), engine);
  if (differences.empty()) {
    std::cout << "Every figure is what the generator counted, and the workflow engine has as many "
                 "instances.\n";
    code_ = kExitOk;
  } else {
    std::cout << "The generator counted otherwise:\n" << differences;
  }
}

ExitCode RunDemo(const DemoFlags& flags) {
  Demo demo(flags);
  if (absl::Status status = demo.Prepare(); !status.ok()) return Fail(status);
  return demo.Run();
}

Action DeclareDemo(CLI::App& app) {
  auto flags = std::make_shared<DemoFlags>();
  app.add_option("--seed", flags->seed, "Of the fleet: another seed, other vehicles in trouble")
      ->type_name("N");
  app.add_flag("--keep", flags->keep, "Leave it running at the end, until Ctrl-C");
  return [flags] { return RunDemo(*flags); };
}

}  // namespace

extern const Verb kDemoVerb = {
    "demo", "Run a made-up fleet through one rule, at full speed", "telltale demo --seed 7",
    "0 all figures agree; 1 one does not; 2 usage; 74 no room for it", &DeclareDemo};

}  // namespace telltale
