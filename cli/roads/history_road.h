// HistoryRoad: history as a node has it: the endpoint, what takes its records to Kafka, and what is
// shown of both.
//
// Lives beside a loop or alone, over the same committer.
//
// Thread safety: none; used by main's thread.
// Errors: E6010 if the address cannot be listened on; E1009 if it is none; what the store says.
#ifndef TELLTALE_CLI_ROADS_HISTORY_ROAD_H_
#define TELLTALE_CLI_ROADS_HISTORY_ROAD_H_

#include <atomic>
#include <memory>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "connectors/http/http_server.h"
#include "engine/ports/ports.h"
#include "engine/ports/producer.h"
#include "engine/roads/history.h"
#include "engine/roads/one_by_one.h"
#include "engine/rules/config.h"
#include "engine/runtime/committer.h"
#include "engine/runtime/snapshot.h"
#include "engine/state/store.h"

namespace telltale {

// kInvalidArgument if what the files of `history.tls` hold cannot be shown.
absl::Status CheckHistory(const HistoryPlan& plan);
// Whether its producers can be made as `kafka` says; Kafka need not be there.
absl::Status CheckHistoryProducer(const KafkaConfig& kafka);

class HistoryRoad {
 public:
  // All must outlive it, but for the committer.
  struct Around {
    const Config& config;
    Store& store;  // that nobody else uses during Open()
    Committer& committer;
    const Clock& clock;
    SnapshotBoard& board;
    bool accepts_rewound = false;
  };

  // REQUIRES: the configuration has `history` and `kafka`.
  static absl::StatusOr<std::unique_ptr<HistoryRoad>> Open(const Around& around);
  ~HistoryRoad();

  // Takes nothing more, and answers what came as far as Kafka does so in time. Call before the
  // committer ends; the road must outlive that.
  void End();

  // What ends the process.
  absl::Status status() const { return history_->status(); }

 private:
  explicit HistoryRoad(SnapshotBoard& board) : board_(board) {}
  void LogAnswer(const BulkAnswer& answer);

  SnapshotBoard& board_;
  std::atomic<BulkResult> logged_ = BulkResult::kTaken;  // what was said last
  std::unique_ptr<History> history_;
  std::unique_ptr<Producer> producer_;
  std::unique_ptr<Producer> lone_producer_;
  std::optional<OneByOne> alone_;  // over it
  std::unique_ptr<HttpServer> server_;
};

}  // namespace telltale

#endif  // TELLTALE_CLI_ROADS_HISTORY_ROAD_H_
