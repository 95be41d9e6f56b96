// HistoryMark: how far the history of one partition of Zeebe was written to Kafka.
//
// The exporter says everything again from its last snapshot on after each restart, so a record
// whose position is not behind the mark was written before. In one log that cannot be newer than
// all that were written, nor another one than stood there: if it is, the log is another one, of
// another cluster or of one that was restored from an older backup, and to skip it would be to lose
// it.
//
// A mark is kept as the progress of a partition of the topic kHistoryTopic, which no Kafka topic
// can be called (docs/formats/state.md): the offset is the position, the arrival the greatest
// timestamp of a record. The outline of what was written is its pages.
//
// Thread safety: none.
#ifndef TELLTALE_ENGINE_ROADS_HISTORY_MARK_H_
#define TELLTALE_ENGINE_ROADS_HISTORY_MARK_H_

#include <cstdint>
#include <deque>
#include <optional>

#include "absl/status/status.h"
#include "engine/base/ids.h"
#include "engine/base/time.h"
#include "engine/roads/history_outline.h"
#include "engine/state/changes.h"
#include "engine/state/store.h"

namespace telltale {

inline constexpr char kHistoryTopic[] = "zeebe:history";

enum class Standing : uint8_t {
  kNew,
  kKnown,    // written before
  kRewound,  // of another log: newer than all that were written
  kOther,    // of another log: not the one that was written there
};

class HistoryMark {
 public:
  explicit HistoryMark(PartitionId id) : id_(id) {}

  // What `store` has of it.
  absl::Status Load(Store& store);

  // `sign`: of the record; nullopt: it cannot be read.
  Standing Judge(int64_t position, const std::optional<RecordSign>& sign) const;

  // The record, which stands behind all before, is dealt with.
  void Advance(int64_t position, const std::optional<RecordSign>& sign);
  // From here on what comes is of another log.
  void Rewind();

  // A record that could not be used; its number is given here. As in the store, of more than
  // `limit` the oldest go.
  void SetAside(QuarantineRow row, uint32_t limit);

  // True if something has changed since Take().
  bool HasChanges() const { return changed_; }
  // What has changed. `quarantine_limit` as Changes has it.
  Changes Take(WallTime now, uint32_t quarantine_limit);

  // nullopt: nothing was written yet.
  std::optional<int64_t> position() const;
  // Of the newest record; kNoArrivalTime: unknown.
  ArrivalTime timestamp() const { return progress_.arrival; }

 private:
  PartitionId id_;
  Progress progress_;
  HistoryOutline outline_;
  std::deque<QuarantineRow> quarantined_;
  bool changed_ = false;
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_ROADS_HISTORY_MARK_H_
