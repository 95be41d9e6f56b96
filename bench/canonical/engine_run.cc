#include "bench/canonical/engine_run.h"

#include <malloc.h>

#include <atomic>
#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "bench/canonical/workload_rules.h"
#include "cli/bench/instant_gateway.h"
#include "cli/system_clock.h"
#include "connectors/json/json_decoder.h"
#include "engine/base/status.h"
#include "engine/rules/config.h"
#include "engine/runtime/committer.h"
#include "engine/runtime/loop.h"
#include "engine/runtime/startup.h"

namespace telltale {
namespace {

absl::StatusOr<Opened> OpenAll(const EngineSetting& setting, Config& config, Store& store,
                               Source& source, const Clock& clock) {
  StartupOptions options;
  options.partition.clock =
      setting.kafka ? PartitionClock::Kind::kKafka : PartitionClock::Kind::kFile;
  return Open(config.rules, store, source, clock, &MakeJsonDecoder, options);
}

// Runs the loop until all records are durable and all commands are taken.
absl::Status RunLoop(Loop& loop, const WatchedSource& source, const InstantGateway& gateway,
                     const SnapshotBoard& board) {
  std::atomic<bool> stop{false};
  return loop.Run(stop, [&] {
    if (source.done()) {
      const Totals totals = Sum(board.Get());
      const bool all_taken = totals.records == source.durable() &&
                             totals.starts + totals.backs == gateway.starts + gateway.backs;
      if (all_taken) stop = true;
    }
    return absl::OkStatus();
  });
}

}  // namespace

absl::StatusOr<EngineReport> RunEngine(const EngineSetting& setting) {
  std::filesystem::remove_all(setting.state);
  SystemClock clock;
  SnapshotBoard board;
  InstantGateway gateway;
  ASSIGN_OR_RETURN(Config config, WorkloadRules(setting.remember));
  ASSIGN_OR_RETURN(auto store, RocksDbStore::Open(setting.state));
  ASSIGN_OR_RETURN(const auto source, setting.open_source());
  WatchedSource watched(*source, clock, setting.expected);
  ASSIGN_OR_RETURN(Opened opened, OpenAll(setting, config, *store, watched, clock));
  Dispatcher dispatcher(gateway, DispatcherOptions::ForInstantGateway());
  Resources end, told;
  {
    ThreadCommitter committer(*store);
    Loop loop(std::move(opened), watched, committer, dispatcher, clock, board, LoopOptions{});
    RETURN_IF_ERROR(RunLoop(loop, watched, gateway, board));
    told = ReadResources();
    end = watched.done() ? watched.end() : ReadResources();
  }
  return EngineReport{.seconds = end.wall_s - watched.begin().wall_s,
                      .read_s = watched.last_read_s() - watched.begin().wall_s,
                      .told_s = told.wall_s - watched.begin().wall_s,
                      .cpu_s = end.cpu_s - watched.begin().cpu_s,
                      .written = store->Written(),
                      .totals = Sum(board.Get()),
                      .starts = gateway.starts,
                      .backs = gateway.backs,
                      .latencies_ms = watched.latencies_ms(),
                      .stages = board.Get().stages};
}

absl::StatusOr<ReopenReport> ReopenEngine(const EngineSetting& setting) {
  malloc_trim(0);  // what the run before has freed is not there for this one to use
  const Resources before = ReadResources();
  SystemClock clock;
  ASSIGN_OR_RETURN(Config config, WorkloadRules(setting.remember));
  ASSIGN_OR_RETURN(const auto source, setting.open_source());
  ASSIGN_OR_RETURN(const auto store, RocksDbStore::Open(setting.state));
  ASSIGN_OR_RETURN(const Opened opened, OpenAll(setting, config, *store, *source, clock));
  const double ready_s = ReadResources().wall_s;
  malloc_trim(0);  // what reading took is free again
  ReopenReport report{
      .seconds = ready_s - before.wall_s,
      .rss_bytes = static_cast<double>(ReadResources().rss_bytes - before.rss_bytes)};
  for (const auto& partition : opened.topics[0].partitions) report.keys += partition->live_keys();
  return report;
}

absl::Status CheckAnswer(const EngineReport& report, const Conclusion& expected) {
  const Totals& totals = report.totals;
  const bool right = totals.records == expected.records && report.starts == expected.starts &&
                     report.backs == expected.backs && totals.keys == expected.keys &&
                     totals.quarantined == 0 && totals.parked == 0;
  if (right) return absl::OkStatus();
  return absl::InternalError(absl::StrCat(
      "expected ", expected.records, " records, ", expected.starts, " starts, ", expected.backs,
      " backs, ", expected.keys, " keys and nothing set aside, but there were ", totals.records,
      ", ", report.starts, ", ", report.backs, ", ", totals.keys, ", ", totals.quarantined,
      " quarantined and ", totals.parked, " parked"));
}

}  // namespace telltale
