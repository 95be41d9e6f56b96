// The verb `bench`: how fast this machine would run these rules on this topic, and what limits it.
#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "cli/bench/measure.h"
#include "cli/bench/temporary_folder.h"
#include "cli/flag_checks.h"
#include "cli/logging.h"
#include "cli/print_error.h"
#include "cli/read_config.h"
#include "cli/run_flags.h"
#include "cli/signals.h"
#include "cli/system_clock.h"
#include "cli/verb.h"
#include "cli/wiring.h"
#include "engine/base/status.h"

namespace telltale {
namespace {

struct BenchFlags {
  std::vector<std::string> configs;
  std::vector<std::string> inputs;
  uint64_t records = 5'000'000;  // of each topic
  int seconds = 60;
  std::string dir;  // empty: the system's for temporary files
  bool json = false;
};

// What is read; commands go nowhere, so nobody asks at a gate.
absl::StatusOr<Plumbing> DecideBench(const BenchFlags& flags, Config& config) {
  ASSIGN_OR_RETURN(Plumbing plumbing, DecideInput(RunFlags{.inputs = flags.inputs}, config));
  plumbing.output = OutputKind::kStdout;
  plumbing.follow = false;
  for (const auto& [topic, path] : plumbing.files) {
    if (path != kStandardInput) continue;
    return MakeError(ErrorId::kInputMismatch,
                     "expected an input that can be opened twice, because the bench also measures "
                     "recovery, but it is standard input");
  }
  FitGates(plumbing, config.rules);
  return plumbing;
}

BenchSetting MakeSetting(const BenchFlags& flags, const Config& config, const Plumbing& plumbing) {
  const bool kafka = plumbing.input == InputKind::kKafka;
  BenchSetting setting;
  setting.open_source = [&config, &plumbing] { return MakeSource(plumbing, config); };
  setting.limits = {
      .records = flags.records, .time = std::chrono::seconds{flags.seconds}, .newest = kafka};
  setting.startup = MakeStartupOptions(plumbing, config);
  setting.loop = MakeLoopOptions(config);
  return setting;
}

std::string FolderFor(const BenchFlags& flags) {
  if (!flags.dir.empty()) return flags.dir;
  std::error_code none;
  const std::filesystem::path standard = std::filesystem::temp_directory_path(none);
  return none ? std::string("/tmp") : standard.string();
}

absl::StatusOr<BenchReport> Measure(const BenchFlags& flags, Config& config) {
  ASSIGN_OR_RETURN(const Plumbing plumbing, DecideBench(flags, config));
  ASSIGN_OR_RETURN(const TemporaryFolder folder, TemporaryFolder::In(FolderFor(flags)));
  BenchSetting setting = MakeSetting(flags, config, plumbing);
  setting.folder = folder.path();
  const SystemClock clock;
  ASSIGN_OR_RETURN(BenchReport report,
                   Measure(config.rules, setting, clock, InstallSignals().stop));
  report.file_system = FileSystemOf(folder.path()).value_or("");
  return report;
}

ExitCode Bench(const BenchFlags& flags) {
  InitLogging(DefaultLogFormat(), LogLevel::kWarning);
  std::optional<Config> config = ReadConfig(flags.configs);
  if (!config) return kExitConfiguration;
  const absl::StatusOr<BenchReport> report = Measure(flags, *config);
  if (!report.ok()) return PrintError(report.status());
  std::cout << (flags.json ? BenchJson(*report) + "\n" : BenchText(*report));
  return kExitOk;
}

Action DeclareBench(CLI::App& app) {
  constexpr uint64_t kMostRecords = 1'000'000'000;
  constexpr int kMostSeconds = 3600;
  auto flags = std::make_shared<BenchFlags>();
  app.add_option("-c,--config", flags->configs, "Configuration file or directory; repeatable")
      ->required()
      ->check(IsNotEmpty)
      ->type_name("PATH");
  app.add_option("--input", flags->inputs, "Read FILE or TOPIC=FILE instead of Kafka, as for run")
      ->allow_extra_args(false)
      ->check(IsNotEmpty)
      ->type_name("FILE");
  app.add_option("--records", flags->records,
                 "Read so many of each topic: of Kafka the newest, of a file the first")
      ->check(CLI::Range(uint64_t{1}, kMostRecords))
      ->capture_default_str()
      ->type_name("N");
  app.add_option("--seconds", flags->seconds, "Read no longer than this")
      ->check(CLI::Range(1, kMostSeconds))
      ->capture_default_str()
      ->type_name("N");
  app.add_option("--dir", flags->dir,
                 "Keep the state in a temporary folder in here while it runs; best on the disk of "
                 "state.dir. Default: where the system keeps temporary files")
      ->check(IsNotEmpty)
      ->type_name("DIR");
  app.add_flag("--json", flags->json, "Print one object of JSON");
  return [flags] { return Bench(*flags); };
}

}  // namespace

extern const Verb kBenchVerb = {
    "bench", "Measure how fast these rules run on this topic, and leave no trace",
    "telltale bench --config prod.yaml --records 1000000 --dir /var/lib",
    "0 ok; 2 usage; 69 Kafka is away; 74 storage; 78 configuration, or nothing to read",
    &DeclareBench};

}  // namespace telltale
