#include "cli/snapshot_log.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/logging.h"
#include "engine/base/status.h"

namespace telltale {
namespace {

constexpr Millis kTrouble{5000};        // shorter ones are not worth a line
constexpr Millis kAuditTrouble{10000};  // by then Kafka's client says that there is no such topic

}  // namespace

// Says once when something stays in the way, and once when it is gone.
void SnapshotLog::Look(const Snapshot& snapshot) {
  for (const PartitionSnapshot& partition : snapshot.partitions) LogQuarantine(partition);
  LogUnconfirmed(Sum(snapshot).unconfirmed);
  if (snapshot.audit) LogAudit(*snapshot.audit);
  if (snapshot.not_ready.empty()) {
    if (std::exchange(in_trouble_, Trouble::kNone) != Trouble::kNone) {
      Log(LogLevel::kInfo, "run", "ready");
    }
    return;
  }
  if (in_trouble_ == Trouble::kNone) {
    in_trouble_ = Trouble::kNew;
    trouble_since_ = clock_.SinceBoot();
  }
  if (in_trouble_ == Trouble::kLogged || clock_.SinceBoot() - trouble_since_ < kTrouble) return;
  in_trouble_ = Trouble::kLogged;
  Log(LogLevel::kWarning, "run", "not ready",
      {{"because", absl::StrJoin(snapshot.not_ready, "; ")}});
}

// The first record of each reason; the metric counts them, and the store keeps them.
void SnapshotLog::LogQuarantine(const PartitionSnapshot& partition) {
  for (const auto& [error, first] : partition.counters.first_quarantined) {
    if (!logged_quarantine_.insert({{partition.topic, partition.partition}, error}).second)
      continue;
    Log(LogLevel::kWarning, "quarantine", "record set aside, the first of its kind",
        {{"error", ErrorNumber(error)},
         {"reason", std::string(FindError(error).name)},
         {"topic", partition.topic},
         {"partition", absl::StrCat(partition.partition)},
         {"offset", absl::StrCat(first.offset.value)},
         {"text", first.text}});
  }
}

// Says once when starts stay unconfirmed, and once when none does any more.
void SnapshotLog::LogUnconfirmed(uint64_t starts) {
  if ((starts > 0) == has_unconfirmed_) return;
  has_unconfirmed_ = starts > 0;
  if (starts == 0) return Log(LogLevel::kInfo, "gate", "every start is confirmed");
  Log(LogLevel::kWarning, "gate", "starts were accepted, but are not confirmed",
      {{"error", ErrorNumber(ErrorId::kStartUnconfirmed)}, {"starts", absl::StrCat(starts)}});
}

// Says once that entries are not written, and once that they are again; what is lost or refused
// once until nothing waits.
void SnapshotLog::LogAudit(const AuditView& audit) {
  const bool stands = audit.stands >= kAuditTrouble;
  if (stands && !std::exchange(audit_stands_, true)) {
    Log(LogLevel::kWarning, "audit", "entries wait in the store",
        {{"waiting", absl::StrCat(audit.waiting)},
         {"because", audit.trouble.empty() ? "Kafka does not answer" : audit.trouble}});
  }
  const auto note = [this](ErrorId error, uint64_t entries, uint64_t& seen) {
    const bool more = entries > std::exchange(seen, entries);
    if (!more || !audit_logged_.insert(error).second) return;
    Log(LogLevel::kWarning, "audit", "entries will be missing in the topic",
        {{"error", ErrorNumber(error)}, {"entries", absl::StrCat(entries)}});
  };
  note(ErrorId::kAuditLost, audit.lost, audit_lost_);
  note(ErrorId::kRecordRefused, audit.refused, audit_refused_);
  if (audit.waiting == 0) audit_logged_.clear();
  if (!stands && std::exchange(audit_stands_, false)) {
    Log(LogLevel::kInfo, "audit", "entries are written again");
  }
}

}  // namespace telltale
