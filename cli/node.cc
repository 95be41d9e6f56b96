#include "cli/node.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "cli/api/api.h"
#include "cli/loading_log.h"
#include "cli/logging.h"
#include "cli/read_config.h"
#include "cli/service.h"
#include "cli/version.h"
#include "connectors/json/json_decoder.h"
#include "engine/base/hash.h"
#include "engine/base/json_object.h"
#include "engine/base/status.h"
#include "engine/base/strings.h"
#include "engine/runtime/committer.h"

namespace telltale {
namespace {

constexpr Millis kLeastWait{100};
constexpr Millis kMostWait{5000};
constexpr Millis kLookPace{250};  // as often as the board is renewed

}  // namespace

void Node::NotReady(std::string reason) {
  board_.Put(Snapshot{.version = kVersion, .not_ready = {std::move(reason)}});
}

absl::Status Node::Start() {
  NotReady(plumbing_.input == InputKind::kKafka ? "kafka: no answer yet" : "starting");
  ASSIGN_OR_RETURN(store_, MakeStore(plumbing_));
  if (!NeedsLoop(config_)) return Serve();
  RETURN_IF_ERROR(OpenSources());
  OpenGateway();
  return Serve();
}

absl::Status Node::OpenSources() {
  sources_.clear();  // a client of the group ends before another takes over its partitions
  while (sources_.size() < LoopsOf(plumbing_, config_)) {
    ASSIGN_OR_RETURN(sources_.emplace_back(),
                     MakeSource(plumbing_, config_, [this] { return Patience(); }));
  }
  return absl::OkStatus();
}

void Node::OpenGateway() {
  gateway_.reset();  // before the tokens that it asks for
  tokens_ = MakeTokens(plumbing_, config_,
                       [this](TokenResult result, std::string_view why) { OnToken(result, why); });
  gateway_ = NewGateway();
}

std::unique_ptr<Gateway> Node::NewGateway() {
  const auto on_broken = [this](const absl::Status& status) {
    output_trouble_ = std::string(status.message());
    output_broken_ = true;
  };
  return MakeGateway(plumbing_, config_, clock_, tokens_.get(),
                     {on_broken, [this] { return signals_.stop.load(); }});
}

// Says once that there are no tokens, and once that there are again; on any thread.
void Node::OnToken(TokenResult result, std::string_view why) {
  board_.NoteToken(result);
  const bool granted = result == TokenResult::kGranted;
  if (tokenless_.exchange(!granted) == !granted) return;
  if (granted) return Log(LogLevel::kInfo, "oauth", "tokens are given again");
  const ErrorId error =
      result == TokenResult::kRefused ? ErrorId::kNotAuthenticated : ErrorId::kUnavailable;
  Log(LogLevel::kWarning, "oauth", "no token",
      {{"error", ErrorNumber(error)}, {"because", std::string(why)}});
}

// A run over a file ends by itself, so it only serves where that was asked for.
absl::Status Node::Serve() {
  if (plumbing_.input == InputKind::kFiles && !plumbing_.follow && flags_.listen.empty()) {
    return absl::OkStatus();
  }
  const std::string& address = flags_.listen.empty() ? config_.http.listen : flags_.listen;
  ASSIGN_OR_RETURN(const format::Catalog catalog, store_->LoadCatalog());
  const std::string uuid = plumbing_.state_dir.empty() ? "" : catalog.store_uuid();
  HttpRoutes routes = ServiceRoutes(board_);
  routes.merge(ApiRoutes({desk_, replays_, board_, kVersion, uuid}));
  absl::StatusOr<std::unique_ptr<HttpServer>> server =
      HttpServer::Listen(address, std::move(routes), {.complain = &LogOfHttp});
  if (absl::IsInvalidArgument(server.status())) {
    return MakeError(ErrorId::kBadForm, S(server.status().message()));
  }
  ASSIGN_OR_RETURN(server_, std::move(server));
  Log(LogLevel::kInfo, "http", "listening", {{"address", server_->address()}});
  if (plumbing_.state_dir.empty()) return absl::OkStatus();
  const NodeAddress ours{server_->address(), uuid};
  RETURN_IF_ERROR(WriteNodeAddress(plumbing_.state_dir, ours));
  written_ = ours;
  return absl::OkStatus();
}

Node::~Node() {
  if (written_) RemoveNodeAddress(plumbing_.state_dir, *written_);
}

StartupOptions Node::StartupOptionsNow() const {
  StartupOptions options = MakeStartupOptions(plumbing_, config_);
  options.new_store = flags_.new_store;
  for (const std::string& name : flags_.accepted) {
    const ErrorEntry* error = FindError(name);
    CHECK(error != nullptr);  // the flag takes no other name
    options.accepted.insert(error->id);
  }
  return options;
}

// How long the source may take to answer.
Millis Node::Patience() const {
  if (!flags_.require_ready || was_ready_) return Millis::max();
  return std::max(began_ + *flags_.require_ready - clock_.SinceBoot(), Millis{1});
}

absl::Status Node::CheckPatience(const std::string& reason) {
  if (!flags_.require_ready || clock_.SinceBoot() - began_ < *flags_.require_ready) {
    return absl::OkStatus();
  }
  return MakeError(ErrorId::kUnavailable,
                   absl::StrCat("expected to be ready within ",
                                FormatDuration(*flags_.require_ready), ", but ", reason));
}

// What may end a loop that works: a signal, an output that is broken, a limit that will not pass,
// or readiness that does not come.
absl::Status Node::CheckTurn() {
  if (output_broken_)
    return MakeError(ErrorId::kOutputBroken, "standard output: " + output_trouble_);
  if (history_ != nullptr) RETURN_IF_ERROR(history_->status());
  ConsiderReload();
  loop_ends_ = signals_.stop || next_config_;
  // All drain at the same time, so that the end takes no longer than the slowest of them.
  if (loop_ends_ && publishing_ != nullptr) publishing_->BeginEnd();
  if (clock_.SinceBoot() < next_look_) return absl::OkStatus();
  next_look_ = clock_.SinceBoot() + kLookPace;
  if (gateway_ != nullptr) PassTime(plumbing_, *gateway_);
  const Snapshot snapshot = board_.Get();
  snapshot_log_.Look(snapshot);
  const bool time_passes = plumbing_.input == InputKind::kKafka || plumbing_.follow;
  if (snapshot.blocked == Blocked::kKeyLimit && !time_passes) {
    return MakeError(ErrorId::kKeyLimit,
                     absl::StrCat("expected at most ", config_.state.keys,
                                  " live keys (state.keys), but the input has more"));
  }
  if (!flags_.require_ready || was_ready_) return absl::OkStatus();
  was_ready_ = snapshot.not_ready.empty();
  return was_ready_ ? absl::OkStatus() : CheckPatience(snapshot.not_ready.front());
}

// Opens everything; waits with back-off while the source is away.
absl::StatusOr<std::vector<Opened>> Node::WaitUntilOpen() {
  StartupOptions options = StartupOptionsNow();
  LoadingLog loading(clock_);
  options.on_loaded = [&loading](const LoadedPartition& loaded) { loading.Note(loaded); };
  FitGates(plumbing_, config_.rules);
  std::vector<Source*> sources;
  for (const auto& source : sources_) sources.push_back(source.get());
  Millis wait = kLeastWait;
  while (true) {
    absl::StatusOr<std::vector<Opened>> opened =
        OpenForLoops(config_.rules, *store_, sources, clock_, &MakeJsonDecoder, options);
    if (opened.ok()) loading.Done();
    const bool away = absl::IsUnavailable(opened.status()) || absl::IsNotFound(opened.status());
    if (!away || plumbing_.input == InputKind::kFiles) return opened;
    const std::string reason = absl::StrCat("kafka: ", opened.status().message());
    NotReady(reason);
    Log(LogLevel::kWarning, "run", "waiting", {{"for", reason}});
    for (Millis slept{0}; slept < wait && !signals_.stop; slept += kLeastWait) {
      RETURN_IF_ERROR(CheckPatience(reason));
      absl::SleepFor(absl::Milliseconds(kLeastWait.count()));
    }
    if (signals_.stop) return absl::CancelledError("stopped while waiting");
    wait = std::min(wait * 2, kMostWait);
  }
}

absl::Status Node::Work() {
  if (!NeedsLoop(config_)) return WorkAlone();
  absl::StatusOr<std::vector<Opened>> opened = WaitUntilOpen();
  while (true) {
    if (absl::IsCancelled(opened.status())) return absl::OkStatus();
    RETURN_IF_ERROR(opened.status());
    RETURN_IF_ERROR(RunLoops(*std::move(opened)));
    if (!next_config_) return WriteTicks();
    opened = Reopen();
  }
}

// One set of loops, until the run ends or another configuration is to take over.
absl::Status Node::RunLoops(std::vector<Opened> opened) {
  partitions_.clear();
  for (const Opened& each : opened) {
    for (const OpenTopic& topic : each.topics) {
      for (const auto& partition : topic.partitions) partitions_.push_back(partition->id());
    }
  }
  std::sort(partitions_.begin(), partitions_.end());
  sources_.resize(opened.size());  // no more than there are partitions
  Log(LogLevel::kInfo, "run", "reading",
      {{"partitions", absl::StrCat(partitions_.size())}, {"loops", absl::StrCat(opened.size())}});
  const std::unique_ptr<Jobs> jobs = MakeJobs(plumbing_, config_, *gateway_, tokens_.get());
  std::unique_ptr<HistoryRoad> history;  // outlives the committer, which answers it
  ASSIGN_OR_RETURN(const auto publishing,
                   MakePublishRoad(plumbing_, config_, jobs.get(), *gateway_, clock_, board_));
  ASSIGN_OR_RETURN(const auto audit, MakeAuditProducers(plumbing_, config_));
  ASSIGN_OR_RETURN(const format::Catalog catalog, store_->LoadCatalog());
  std::optional<NodeLoops> loops;  // outlive the committer, which tells them what is durable
  ThreadCommitter committer(*store_);
  ASSIGN_OR_RETURN(history, OpenHistory(committer));
  loops.emplace(std::move(opened), sources_,
                LoopSurroundings{.plumbing = plumbing_,
                                 .config = config_,
                                 .clock = clock_,
                                 .gateway = *gateway_,
                                 .make_gateway = [this] { return NewGateway(); },
                                 .jobs = jobs.get(),
                                 .committer = committer,
                                 .board = board_,
                                 .desk = desk_,
                                 .audit = audit.get(),
                                 .catalog = catalog});
  publishing_ = publishing.get();
  loop_ends_ = false;
  const absl::Status status = loops->Run(loop_ends_, [this] { return CheckTurn(); });
  if (publishing_ != nullptr) std::exchange(publishing_, nullptr)->BeginEnd();
  if (history != nullptr) history->End();
  history_ = nullptr;
  parked_ = loops->HasParked();
  snapshot_log_.Look(board_.Get());
  totals_ = AddLater(totals_, Sum(board_.Get()));
  return status;
}

// ---------------------------------------------------------------- without rules

// nullptr: the configuration has none.
absl::StatusOr<std::unique_ptr<HistoryRoad>> Node::OpenHistory(Committer& committer) {
  if (!TakesHistory(plumbing_, config_)) return nullptr;
  const auto& accepted = flags_.accepted;
  const std::string rewound(FindError(ErrorId::kHistoryRewound).name);
  ASSIGN_OR_RETURN(auto history,
                   HistoryRoad::Open({.config = config_,
                                      .store = *store_,
                                      .committer = committer,
                                      .clock = clock_,
                                      .board = board_,
                                      .accepts_rewound = std::count(accepted.begin(),
                                                                    accepted.end(), rewound) > 0}));
  history_ = history.get();
  return history;
}

// Roads that need no loop, until the run ends.
absl::Status Node::WorkAlone() {
  while (true) {
    RETURN_IF_ERROR(RunAlone());
    if (!next_config_) return absl::OkStatus();
    config_ = *std::exchange(next_config_, std::nullopt);
    NoteReload(absl::OkStatus());
  }
}

absl::Status Node::RunAlone() {
  std::unique_ptr<HistoryRoad> history;  // outlives the committer, which answers it
  ThreadCommitter committer(*store_);
  ASSIGN_OR_RETURN(history, OpenHistory(committer));
  loop_ends_ = false;
  desk_.GuestOf(0).SetWake([] {});  // it is attended to often enough
  absl::Status status;
  while (status.ok() && !loop_ends_) {
    board_.Put(Snapshot{.version = kVersion, .shard = config_.shard, .taken = clock_.Wall()});
    AttendToDesk(committer);
    status = CheckTurn();
    if (!loop_ends_) absl::SleepFor(absl::Milliseconds(kLeastWait.count()));
  }
  desk_.GuestOf(0).SetWake(nullptr);
  if (history != nullptr) history->End();
  history_ = nullptr;
  return status;
}

// What is asked where there is no loop is about the store alone.
void Node::AttendToDesk(Committer& committer) {
  Guest& guest = desk_.GuestOf(0);
  if (!guest.IsWaiting()) return;
  const std::map<PartitionId, Partition*> none;
  const Surroundings now{.wall = clock_.Wall()};
  std::vector<std::function<void()>> once_durable;
  guest.Enter({none, committer, now, Blocked::kNo, once_durable});
  for (const auto& each : once_durable) each();
}

// ---------------------------------------------------------------- reload

// A valid configuration ends the loop; Reopen() then goes on with it.
void Node::ConsiderReload() {
  const uint64_t asked = signals_.reloads;
  if (asked == reloads_seen_) return;
  reloads_seen_ = asked;
  std::optional<Config> config = ReadConfig(flags_.configs);
  const absl::Status status = config ? CheckReloadable(*config)
                                     : MakeError(ErrorId::kReloadRefused,
                                                 "expected a valid configuration, but it has the "
                                                 "errors printed above");
  if (!status.ok()) return NoteReload(status);
  next_config_ = std::move(config);
}

absl::Status Node::CheckReloadable(const Config& config) const {
  const auto refuse = [](std::string_view expected) {
    return MakeError(ErrorId::kReloadRefused, absl::StrCat("expected ", A(expected)));
  };
  const auto stays = [&refuse](std::string_view what) {
    return refuse(absl::StrCat("that ", A(what), ", which needs a restart"));
  };
  ASSIGN_OR_RETURN(const Plumbing plumbing, Decide(flags_, config));
  if (plumbing.output == OutputKind::kEmbedded) {
    return refuse("an output that outlives a reload, but the embedded one forgets its workflows");
  }
  if (plumbing != plumbing_) {
    return stays("input, output, follow and state.dir stay, but one changed");
  }
  if (config.shard != config_.shard) return stays("shard stays, but it changed");
  if (config.loops != config_.loops) return stays("loops stays, but it changed");
  if (NeedsLoop(config) != NeedsLoop(config_)) {
    return stays("topics are read, or none are, but that changed");
  }
  const auto place = [](const Config& of) { return of.history ? of.history->listen : ""; };
  if (place(config) != place(config_)) return stays("history.listen stays, but it changed");
  for (const auto& [topic, path] : plumbing.files) {
    if (path == kStandardInput) {
      return refuse("an input that can be opened again, but it is standard input");
    }
  }
  if (flags_.listen.empty() && config.http.listen != config_.http.listen) {
    return stays("http.listen stays, but it changed");
  }
  return CheckProducers(plumbing, config);
}

// What the store refuses (a rule that is gone while its episodes are open) leaves the old
// configuration in force.
absl::StatusOr<std::vector<Opened>> Node::Reopen() {
  Config old = std::exchange(config_, *std::exchange(next_config_, std::nullopt));
  const auto open = [this]() -> absl::StatusOr<std::vector<Opened>> {
    RETURN_IF_ERROR(OpenSources());
    OpenGateway();
    return WaitUntilOpen();
  };
  absl::StatusOr<std::vector<Opened>> opened = open();
  if (absl::IsCancelled(opened.status())) return opened;
  NoteReload(opened.status());
  if (opened.ok()) return opened;
  config_ = std::move(old);
  return open();
}

void Node::NoteReload(const absl::Status& status) {
  board_.NoteReload(status.ok());
  if (status.ok()) {
    Log(LogLevel::kInfo, "run", "configuration reloaded");
  } else {
    Log(LogLevel::kError, "run", "reload refused, the configuration before it stays",
        {{"because", std::string(status.message())}});
  }
}

// ---------------------------------------------------------------- end

std::string Node::TickJson(int32_t partition, const Tick& tick) const {
  std::string json;
  JsonObject object(json);
  object.Number("partition", partition);
  object.Number("offset", tick.next.value);
  object.Number("arrival", ToMs(tick.arrival));
  if (tick.told) {
    JsonObject told = object.Object("told");
    told.Text("kind", ToldName(tick.told->kind));
    told.Text("rule", RuleName(tick.told->rule));
    told.Text("key", ToHex(tick.told->key));
    told.Number("raised_at", ToMs(tick.told->raised_at));
    told.Close();
  }
  object.Close();
  return json;
}

std::string_view Node::RuleName(RuleId id) const {
  for (const CompiledTopic& topic : config_.rules.topics) {
    for (const CompiledRule& each : topic.rules) {
      if (each.id == id) return each.name;
    }
  }
  return "";
}

// NDJSON of every advance without a record, and of what was told, that the store still has, for a
// replay.
absl::Status Node::WriteTicks() {
  if (flags_.ticks_file.empty()) return absl::OkStatus();
  std::ofstream out(flags_.ticks_file);
  for (const PartitionId id : partitions_) {
    RETURN_IF_ERROR(store_->ScanTicks(
        id, [&](const Tick& tick) { out << TickJson(id.partition, tick) << "\n"; }));
  }
  out.close();
  if (out) return absl::OkStatus();
  return MakeError(ErrorId::kOutputBroken, absl::StrCat("expected to write ", flags_.ticks_file,
                                                        ", but: ", std::strerror(errno)));
}

void Node::Summarise() const {
  const double seconds = static_cast<double>((clock_.SinceBoot() - began_).count()) / 1000;
  const std::string forwards =
      totals_.forwards > 0 ? absl::StrCat(", ", totals_.forwards, " forwards") : "";
  const std::string routed =
      totals_.routed > 0 ? absl::StrCat(totals_.routed, " routed messages, ") : "";
  std::cerr << "telltale: " << totals_.records << " records became " << routed << totals_.starts
            << " starts" << forwards << " and " << totals_.backs << " backs in " << seconds
            << " s (" << totals_.keys << " keys, " << totals_.open_episodes << " open, "
            << totals_.duplicates << " duplicates, " << totals_.late << " late, "
            << totals_.quarantined << " in quarantine, " << totals_.parked << " parked, "
            << totals_.unconfirmed << " unconfirmed)\n";
}

ExitCode Node::Finish() {
  Summarise();
  return parked_ ? kExitFailed : kExitOk;
}

}  // namespace telltale
