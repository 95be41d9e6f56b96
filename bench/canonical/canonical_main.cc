// canonical_bench: the one end-to-end workload on the file source: events from a file through the
// production loop into a synced store, commands to a gateway that answers at once.
//
//   canonical_bench [--keys 1000000] [--rounds 6] [--dir DIR] [--json]
//
// Checks its answer (starts, backs, nothing left over) and says what one event cost. DIR must be on
// a disk; it is used for the stream (kept for the next run with the same numbers) and the store.
#include <CLI/CLI.hpp>
#include <atomic>
#include <filesystem>
#include <iostream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/synchronization/mutex.h"
#include "bench/canonical/resources.h"
#include "bench/canonical/workload.h"
#include "cli/system_clock.h"
#include "connectors/file/file_source.h"
#include "connectors/json/json_decoder.h"
#include "connectors/rocksdb/rocksdb_store.h"
#include "connectors/yaml/yaml_config.h"
#include "engine/base/status.h"
#include "engine/rules/config.h"
#include "engine/runtime/committer.h"
#include "engine/runtime/loop.h"
#include "engine/runtime/startup.h"

namespace telltale {
namespace {

namespace fs = std::filesystem;

// Takes everything at once.
class InstantGateway : public Gateway {
 public:
  void Publish(const Message& message, std::function<void(Answered)> done) override {
    ++(message.kind == Message::Kind::kStart ? starts : backs);
    done({.answer = Answer::kAccepted});
  }
  void Topology(std::function<void(absl::StatusOr<Cluster>)> done) override {
    done(Cluster{.id = "instant"});
  }
  std::atomic<uint64_t> starts{0}, backs{0};
};

struct Flags {
  Workload workload;
  std::string dir = ".";
  bool json = false;
};

struct Report {
  std::string file_system;
  double events = 0;
  double seconds = 0;
  double cpu_s = 0;
  double rss_bytes = 0;  // what the run added
  BytesWritten written;
  Totals totals;
  uint64_t starts = 0, backs = 0;
  double reopen_s = 0;  // from the store to ready, all keys loaded
};

absl::StatusOr<Config> BenchConfig() {
  ConfigTree tree;
  std::vector<Finding> findings;
  ParseConfig("canonical.yaml", WorkloadConfig(), tree, findings);
  Config config;
  for (const Finding& finding : Bind(tree, &NoEnvironment, config)) {
    return absl::InternalError(FormatFinding(finding, tree));
  }
  return config;
}

absl::StatusOr<std::string> PrepareStream(const Flags& flags) {
  const std::string path = absl::StrCat(flags.dir, "/canonical-", flags.workload.keys, "x",
                                        flags.workload.rounds, ".ndjson");
  if (fs::exists(path)) return path;
  std::cerr << "writing " << flags.workload.events() << " events to " << path << "\n";
  RETURN_IF_ERROR(WriteWorkload(flags.workload, path + ".part"));
  fs::rename(path + ".part", path);
  return path;
}

absl::StatusOr<Opened> OpenAll(Config& config, Store& store, Source& source, const Clock& clock) {
  StartupOptions options;
  options.partition.clock = PartitionClock::Kind::kFile;
  return Open(config.rules, store, source, clock, &MakeJsonDecoder, options);
}

absl::StatusOr<Report> Measure(const Flags& flags, const std::string& stream) {
  Report report;
  const std::string state = flags.dir + "/canonical-state";
  fs::remove_all(state);
  ASSIGN_OR_RETURN(report.file_system, FileSystemOf(flags.dir));
  SystemClock clock;
  SnapshotBoard board;
  InstantGateway gateway;
  {
    ASSIGN_OR_RETURN(Config config, BenchConfig());
    ASSIGN_OR_RETURN(auto store, RocksDbStore::Open(state));
    ASSIGN_OR_RETURN(auto source, FileSource::Open({{"vehicle.insights", stream}}, {}));
    const Resources before = ReadResources();
    ASSIGN_OR_RETURN(Opened opened, OpenAll(config, *store, *source, clock));
    Dispatcher dispatcher(gateway, DispatcherOptions::ForInstantGateway());
    {
      ThreadCommitter committer(*store);
      Loop loop(std::move(opened), *source, committer, dispatcher, clock, board, LoopOptions{});
      RETURN_IF_ERROR(loop.Run(std::atomic<bool>{false}, [] { return absl::OkStatus(); }));
      const Resources after = ReadResources();
      report.seconds = after.wall_s - before.wall_s;
      report.cpu_s = after.cpu_s - before.cpu_s;
      report.rss_bytes = static_cast<double>(after.rss_bytes - before.rss_bytes);
    }
    report.written = store->Written();
  }
  report.totals = Sum(board.Get());
  report.events = static_cast<double>(report.totals.records);
  report.starts = gateway.starts;
  report.backs = gateway.backs;
  ASSIGN_OR_RETURN(Config config, BenchConfig());
  ASSIGN_OR_RETURN(auto source, FileSource::Open({{"vehicle.insights", stream}}, {}));
  const Resources before = ReadResources();
  ASSIGN_OR_RETURN(auto store, RocksDbStore::Open(state));
  ASSIGN_OR_RETURN(const Opened again, OpenAll(config, *store, *source, clock));
  report.reopen_s = ReadResources().wall_s - before.wall_s;
  if (again.topics[0].partitions[0]->live_keys() != report.totals.keys) {
    return absl::InternalError("the reopened store has another number of keys");
  }
  fs::remove_all(state);
  return report;
}

absl::Status CheckAnswer(const Report& report, const Workload& workload) {
  const bool right = report.events == static_cast<double>(workload.events()) &&
                     report.starts == workload.starts() && report.backs == workload.backs() &&
                     report.totals.keys == workload.keys && report.totals.quarantined == 0 &&
                     report.totals.parked == 0;
  if (right) return absl::OkStatus();
  return absl::InternalError(absl::StrCat(
      "expected ", workload.events(), " events, ", workload.starts(), " starts, ", workload.backs(),
      " backs and ", workload.keys, " keys, but there were ", report.events, ", ", report.starts,
      ", ", report.backs, " and ", report.totals.keys));
}

void Print(const Report& r, const Flags& flags) {
  const double pages = static_cast<double>(r.written.pages) / r.events;
  const double blocks = static_cast<double>(r.written.blocks) / r.events;
  const double outbox = static_cast<double>(r.written.outbox) / r.events;
  const double keys = static_cast<double>(r.totals.keys);
  if (flags.json) {
    std::cout << absl::StrFormat(
        "{\"events\":%.0f,\"keys\":%.0f,\"events_per_second\":%.0f,\"cpu_us_per_event\":%.3f,"
        "\"block_bytes_per_event\":%.1f,\"page_bytes_per_event\":%.1f,"
        "\"outbox_bytes_per_event\":%.3f,\"fsyncs\":%d,\"bytes_per_key\":%.0f,\"reopen_s\":%.3f,"
        "\"starts\":%d,\"backs\":%d,\"file_system\":\"%s\"}\n",
        r.events, keys, r.events / r.seconds, r.cpu_s * 1e6 / r.events, blocks, pages, outbox,
        r.written.syncs, r.rss_bytes / keys, r.reopen_s, r.starts, r.backs, r.file_system);
    return;
  }
  std::cout << absl::StrFormat(
      "events               %12.0f   of %.0f keys, checked: %d starts, %d backs\n"
      "events per second    %12.0f\n"
      "CPU us per event     %12.3f   all threads\n"
      "written per event    %12.1f   bytes: blocks %.1f, pages %.1f, outbox %.3f\n"
      "fsyncs               %12d   on %s\n"
      "bytes per key        %12.0f   resident memory, everything included\n"
      "reopened in          %12.3f   s, all keys loaded\n",
      r.events, keys, r.starts, r.backs, r.events / r.seconds, r.cpu_s * 1e6 / r.events,
      blocks + pages + outbox, blocks, pages, outbox, r.written.syncs, r.file_system,
      r.rss_bytes / keys, r.reopen_s);
}

absl::Status Main(const Flags& flags) {
  RETURN_IF_ERROR(FileSystemOf(flags.dir).status());
  ASSIGN_OR_RETURN(const std::string stream, PrepareStream(flags));
  ASSIGN_OR_RETURN(const Report report, Measure(flags, stream));
  RETURN_IF_ERROR(CheckAnswer(report, flags.workload));
  Print(report, flags);
  return absl::OkStatus();
}

}  // namespace
}  // namespace telltale

int main(int argc, char** argv) {
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  telltale::Flags flags;
  CLI::App app("The canonical workload on the file source.", "canonical_bench");
  app.add_option("--keys", flags.workload.keys, "Distinct keys");
  app.add_option("--rounds", flags.workload.rounds, "Events per key");
  app.add_option("--dir", flags.dir, "A directory on a disk");
  app.add_flag("--json", flags.json, "Print the figures as JSON");
  CLI11_PARSE(app, argc, argv);
  const absl::Status status = telltale::Main(flags);
  if (status.ok()) return 0;
  std::cerr << status.message() << "\n";
  return 1;
}
