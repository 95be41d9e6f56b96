// Node: one run of `telltale run`, from its wiring to its exit code.
//
//   Node node(flags, config, plumbing);
//   status = node.Start();                  // opens store, source, gateway, HTTP
//   if (status.ok()) status = node.Work();  // until the input is finished or a signal asks to stop
//
// SIGHUP reads the configuration again. If it is valid and fits the store, all loops drain, end at
// a batch border, and new ones go on from there by the new configuration; if not, the old one
// stays, and a metric says so.
//
// Thread safety: none; used by main's thread.
// Errors: as exit codes tell them apart (cli/exit_code.h); with a number of the catalogue where a
// person acts.
#ifndef TELLTALE_CLI_NODE_H_
#define TELLTALE_CLI_NODE_H_

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cli/exit_code.h"
#include "cli/node_loops.h"
#include "cli/operator/node_address.h"
#include "cli/roads/history_road.h"
#include "cli/roads/publish_road.h"
#include "cli/run_flags.h"
#include "cli/signals.h"
#include "cli/snapshot_log.h"
#include "cli/system_clock.h"
#include "cli/wiring.h"
#include "connectors/http/http_server.h"
#include "engine/desk/desk.h"
#include "engine/desk/orders.h"
#include "engine/rules/config.h"
#include "engine/runtime/snapshot.h"
#include "engine/runtime/startup.h"

namespace telltale {

class Node {
 public:
  // `flags` must outlive it.
  Node(const RunFlags& flags, Config config, Plumbing plumbing)
      : flags_(flags),
        config_(std::move(config)),
        plumbing_(std::move(plumbing)),
        signals_(InstallSignals()),
        began_(clock_.SinceBoot()) {}

  ~Node();

  absl::Status Start();
  absl::Status Work();
  // Prints the summary.
  ExitCode Finish();

  // What it shows, from any thread, also while it works.
  const SnapshotBoard& board() const { return board_; }
  // After Start(): where HTTP is served; empty: nowhere.
  std::string address() const { return server_ ? server_->address() : ""; }
  Gateway& gateway() { return *gateway_; }

 private:
  absl::Status Serve();
  StartupOptions StartupOptionsNow() const;
  absl::StatusOr<std::vector<Opened>> WaitUntilOpen();
  absl::StatusOr<std::vector<Opened>> Reopen();
  absl::Status OpenSources();
  absl::Status RunLoops(std::vector<Opened> opened);
  absl::Status WorkAlone();
  absl::Status RunAlone();
  void AttendToDesk(Committer& committer);
  absl::StatusOr<std::unique_ptr<HistoryRoad>> OpenHistory(Committer& committer);
  // Whether there is more than roads that need none of the loop's surroundings.
  static bool NeedsLoop(const Config& config) {
    return !config.rules.topics.empty() || !config.publish.empty();
  }
  Millis Patience() const;
  absl::Status CheckPatience(const std::string& reason);
  absl::Status CheckTurn();
  void ConsiderReload();
  absl::Status CheckReloadable(const Config& config) const;
  void NoteReload(const absl::Status& status);
  void OpenGateway();
  std::unique_ptr<Gateway> NewGateway();
  void OnToken(TokenResult result, std::string_view why);
  void NotReady(std::string reason);
  absl::Status WriteTicks();
  std::string TickJson(int32_t partition, const Tick& tick) const;
  std::string_view RuleName(RuleId id) const;  // empty: the rules have none like that
  void Summarise() const;

  const RunFlags& flags_;
  Config config_;
  std::optional<Config> next_config_;  // valid, waits for the loop's end
  Plumbing plumbing_;
  SystemClock clock_;
  const Signals& signals_;
  const Millis began_;
  SnapshotBoard board_;
  Desk desk_;
  Replays replays_{desk_};
  std::unique_ptr<HttpServer> server_;
  std::optional<NodeAddress> written_;  // in the state directory
  std::unique_ptr<Store> store_;
  Sources sources_;                     // one for each loop
  std::atomic<bool> tokenless_{false};  // the last request for a token brought none
  std::unique_ptr<Tokens> tokens_;      // nullptr: none are needed
  std::unique_ptr<Gateway> gateway_;
  HistoryRoad* history_ = nullptr;     // while one is open
  PublishRoad* publishing_ = nullptr;  // likewise
  std::vector<PartitionId> partitions_;
  uint64_t reloads_seen_ = 0;
  std::atomic<bool> loop_ends_{false};
  Totals totals_;  // of the loops that have ended
  bool parked_ = false;
  bool was_ready_ = false;
  Millis next_look_{0};  // at the board, since boot
  SnapshotLog snapshot_log_{clock_};
  std::string output_trouble_;  // written before output_broken_ is set
  std::atomic<bool> output_broken_{false};
};

}  // namespace telltale

#endif  // TELLTALE_CLI_NODE_H_
