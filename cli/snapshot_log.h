// SnapshotLog: the log lines about what a node's snapshots show: what stays in the way and what is
// gone again, and what happened for the first time.
//
//   SnapshotLog log(clock);
//   log.Look(board.Get());  // again and again
//
// Thread safety: none.
#ifndef TELLTALE_CLI_SNAPSHOT_LOG_H_
#define TELLTALE_CLI_SNAPSHOT_LOG_H_

#include <cstdint>
#include <set>
#include <string>
#include <utility>

#include "engine/base/error_catalogue.h"
#include "engine/ports/ports.h"
#include "engine/runtime/snapshot.h"

namespace telltale {

class SnapshotLog {
 public:
  // `clock` must outlive it.
  explicit SnapshotLog(const Clock& clock) : clock_(clock), trouble_since_(clock.SinceBoot()) {}

  // Logs what is otherwise than in the snapshots before.
  void Look(const Snapshot& snapshot);

 private:
  using PartitionName = std::pair<std::string, int32_t>;  // topic, partition

  void LogUnconfirmed(uint64_t starts);
  void LogAudit(const AuditView& audit);
  void LogQuarantine(const PartitionSnapshot& partition);

  const Clock& clock_;
  enum class Trouble { kNone, kNew, kLogged } in_trouble_ = Trouble::kNew;  // it is not ready
  Millis trouble_since_;
  bool has_unconfirmed_ = false;
  bool audit_stands_ = false;                    // as was logged
  std::set<ErrorId> audit_logged_;               // since an entry waits
  uint64_t audit_lost_ = 0, audit_refused_ = 0;  // as was seen last
  std::set<std::pair<PartitionName, ErrorId>> logged_quarantine_;
};

}  // namespace telltale

#endif  // TELLTALE_CLI_SNAPSHOT_LOG_H_
