#include "cli/run.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "cli/check.h"
#include "cli/logging.h"
#include "cli/service.h"
#include "cli/signals.h"
#include "cli/system_clock.h"
#include "cli/version.h"
#include "cli/wiring.h"
#include "connectors/http/http_server.h"
#include "connectors/json/json_decoder.h"
#include "engine/base/status.h"
#include "engine/base/strings.h"
#include "engine/runtime/committer.h"
#include "engine/runtime/loop.h"
#include "engine/runtime/startup.h"

namespace telltale {
namespace {

constexpr Millis kLeastWait{100};
constexpr Millis kMostWait{5000};

void SetUpLogging(const RunFlags& flags) {
  LogFormat format = DefaultLogFormat();
  if (flags.log_format == "json") format = LogFormat::kJson;
  if (flags.log_format == "logfmt") format = LogFormat::kLogfmt;
  LogLevel least = LogLevel::kInfo;
  if (flags.log_level == "debug") least = LogLevel::kDebug;
  if (flags.log_level == "warning") least = LogLevel::kWarning;
  if (flags.log_level == "error") least = LogLevel::kError;
  InitLogging(format, least);
}

// What an operator reads when the program ends because of `status`.
ExitCode Report(const absl::Status& status) {
  std::cerr << status.message() << "\n";
  if (const auto error = ErrorOf(status)) {
    std::cerr << "  who   " << FindError(*error).who << "\n  next  " << FindError(*error).next
              << "\n";
  }
  return ExitCodeFor(status);
}

// One run, from its flags to its exit code.
class Node {
 public:
  Node(const RunFlags& flags, Config config, Plumbing plumbing)
      : flags_(flags),
        config_(std::move(config)),
        plumbing_(std::move(plumbing)),
        stop_(InstallStopSignals()),
        began_(clock_.SinceBoot()) {}

  absl::Status Start();
  absl::Status Work();
  ExitCode Finish();

 private:
  absl::Status Serve();
  absl::StatusOr<StartupOptions> MakeStartupOptions() const;
  absl::StatusOr<Opened> WaitUntilOpen();
  absl::Status CheckPatience(const std::string& reason);
  absl::Status CheckTurn();
  LoopOptions MakeLoopOptions() const;
  void NotReady(std::string reason);
  absl::Status WriteTicks();
  void Summarise() const;

  const RunFlags& flags_;
  Config config_;
  Plumbing plumbing_;
  SystemClock clock_;
  const std::atomic<bool>& stop_;
  const Millis began_;
  SnapshotBoard board_;
  std::unique_ptr<HttpServer> server_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Source> source_;
  std::unique_ptr<Gateway> gateway_;
  std::vector<PartitionId> partitions_;
  bool parked_ = false;
  bool was_ready_ = false;
  std::string output_trouble_;  // written before output_broken_ is set
  std::atomic<bool> output_broken_{false};
};

void Node::NotReady(std::string reason) {
  board_.Put(Snapshot{.version = kVersion, .not_ready = {std::move(reason)}});
}

absl::Status Node::Start() {
  NotReady(plumbing_.input == InputKind::kKafka ? "kafka: no answer yet" : "starting");
  ASSIGN_OR_RETURN(store_, MakeStore(plumbing_));
  ASSIGN_OR_RETURN(source_, MakeSource(plumbing_, config_));
  gateway_ = MakeGateway(plumbing_, config_, clock_, [this](const absl::Status& status) {
    output_trouble_ = std::string(status.message());
    output_broken_ = true;
  });
  return Serve();
}

// A run over a file ends by itself, so it only serves where that was asked for.
absl::Status Node::Serve() {
  if (plumbing_.input == InputKind::kFiles && !plumbing_.follow && flags_.listen.empty()) {
    return absl::OkStatus();
  }
  const std::string& address = flags_.listen.empty() ? config_.http.listen : flags_.listen;
  ASSIGN_OR_RETURN(server_, HttpServer::Listen(address, ServiceHandlers(board_)));
  Log(LogLevel::kInfo, "http", "listening", {{"address", server_->address()}});
  if (!plumbing_.state_dir.empty()) {
    std::ofstream(plumbing_.state_dir + "/http") << server_->address() << "\n";
  }
  return absl::OkStatus();
}

absl::StatusOr<StartupOptions> Node::MakeStartupOptions() const {
  StartupOptions options{.new_store = flags_.new_store};
  if (plumbing_.input == InputKind::kFiles) options.partition.clock = PartitionClock::Kind::kFile;
  options.partition.quarantine_rows = config_.state.quarantine_rows;
  for (const std::string& name : flags_.accepted) {
    const ErrorEntry* error = FindError(name);
    if (error == nullptr || static_cast<int>(error->id) / 1000 != 3) {
      return MakeError(ErrorId::kOutOfRange,
                       absl::StrCat("expected the name of a refusal at start (E3xxx) for --accept, "
                                    "but it is '",
                                    name, "'"));
    }
    options.accepted.insert(error->id);
  }
  return options;
}

absl::Status Node::CheckPatience(const std::string& reason) {
  if (!flags_.require_ready || clock_.SinceBoot() - began_ < *flags_.require_ready) {
    return absl::OkStatus();
  }
  return MakeError(ErrorId::kUnavailable,
                   absl::StrCat("expected to be ready within ",
                                FormatDuration(*flags_.require_ready), ", but ", reason));
}

// What may end a run that works: an output that is broken, or readiness that does not come.
absl::Status Node::CheckTurn() {
  if (output_broken_)
    return MakeError(ErrorId::kOutputBroken, "standard output: " + output_trouble_);
  if (!flags_.require_ready || was_ready_) return absl::OkStatus();
  const Snapshot snapshot = board_.Get();
  was_ready_ = snapshot.not_ready.empty();
  return was_ready_ ? absl::OkStatus() : CheckPatience(snapshot.not_ready.front());
}

// Opens everything; waits with back-off while the source is away.
absl::StatusOr<Opened> Node::WaitUntilOpen() {
  ASSIGN_OR_RETURN(const StartupOptions options, MakeStartupOptions());
  Millis wait = kLeastWait;
  while (true) {
    absl::StatusOr<Opened> opened =
        Open(config_.rules, *store_, *source_, clock_, &MakeJsonDecoder, options);
    const bool away = absl::IsUnavailable(opened.status()) || absl::IsNotFound(opened.status());
    if (!away || plumbing_.input == InputKind::kFiles) return opened;
    const std::string reason = absl::StrCat("kafka: ", opened.status().message());
    NotReady(reason);
    Log(LogLevel::kWarning, "run", "waiting", {{"for", reason}});
    for (Millis slept{0}; slept < wait && !stop_; slept += kLeastWait) {
      RETURN_IF_ERROR(CheckPatience(reason));
      absl::SleepFor(absl::Milliseconds(kLeastWait.count()));
    }
    if (stop_) return absl::CancelledError("stopped while waiting");
    wait = std::min(wait * 2, kMostWait);
  }
}

LoopOptions Node::MakeLoopOptions() const {
  return {.disk_reserve_bytes = plumbing_.state_dir.empty() ? 0 : config_.state.disk_reserve_bytes,
          .outbox_rows = config_.state.outbox_rows,
          .keys = static_cast<uint64_t>(config_.state.keys),
          .version = kVersion};
}

absl::Status Node::Work() {
  absl::StatusOr<Opened> opened = WaitUntilOpen();
  if (absl::IsCancelled(opened.status())) return absl::OkStatus();
  RETURN_IF_ERROR(opened.status());
  for (const OpenTopic& topic : opened->topics) {
    for (const auto& partition : topic.partitions) partitions_.push_back(partition->id());
  }
  Log(LogLevel::kInfo, "run", "reading", {{"partitions", absl::StrCat(partitions_.size())}});
  Dispatcher dispatcher(*gateway_, MakeDispatcherOptions(plumbing_, clock_));
  absl::Status status;
  {
    ThreadCommitter committer(*store_);
    Loop loop(*std::move(opened), *source_, committer, dispatcher, clock_, board_,
              MakeLoopOptions());
    status = loop.Run(stop_, [this] { return CheckTurn(); });
    parked_ = loop.HasParked();
  }
  RETURN_IF_ERROR(status);
  return WriteTicks();
}

// NDJSON of every advance without a record that the store still has, for a replay.
absl::Status Node::WriteTicks() {
  if (flags_.ticks_file.empty()) return absl::OkStatus();
  std::ofstream out(flags_.ticks_file);
  for (const PartitionId id : partitions_) {
    RETURN_IF_ERROR(store_->ScanTicks(id, [&](const Tick& tick) {
      out << "{\"partition\":" << id.partition << ",\"offset\":" << tick.next.value
          << ",\"arrival\":" << ToMs(tick.arrival) << "}\n";
    }));
  }
  out.close();
  if (out) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat("writing ", flags_.ticks_file, " failed"));
}

void Node::Summarise() const {
  const Totals totals = Sum(board_.Get());
  const double seconds = static_cast<double>((clock_.SinceBoot() - began_).count()) / 1000;
  std::cerr << "telltale: " << totals.records << " records became " << totals.starts
            << " starts and " << totals.backs << " backs in " << seconds << " s (" << totals.keys
            << " keys, " << totals.open_episodes << " open, " << totals.duplicates
            << " duplicates, " << totals.late << " late, " << totals.quarantined
            << " in quarantine, " << totals.parked << " parked)\n";
}

ExitCode Node::Finish() {
  Summarise();
  return parked_ ? kExitFailed : kExitOk;
}

}  // namespace

ExitCode Run(const RunFlags& flags) {
  SetUpLogging(flags);
  std::optional<Config> config = ReadConfig(flags.configs);
  if (!config) return kExitConfiguration;
  absl::StatusOr<Plumbing> plumbing = Decide(flags, *config);
  if (!plumbing.ok()) return Report(plumbing.status());
  Node node(flags, *std::move(config), *std::move(plumbing));
  absl::Status status = node.Start();
  if (status.ok()) status = node.Work();
  if (!status.ok()) return Report(status);
  return node.Finish();
}

}  // namespace telltale
