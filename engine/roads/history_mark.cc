#include "engine/roads/history_mark.h"

#include <algorithm>
#include <utility>

namespace telltale {
namespace {

// Of a mark only its progress is stored, and what was set aside.
class RestoreProgress : public Restore {
 public:
  explicit RestoreProgress(Progress& progress) : progress_(progress) {}
  absl::Status OnProgress(const Progress& progress) override {
    progress_ = progress;
    return absl::OkStatus();
  }
  absl::Status OnPage(RuleId, uint32_t, std::string_view) override { return absl::OkStatus(); }
  absl::Status OnBlock(CommitSeq, std::string_view) override { return absl::OkStatus(); }
  absl::Status OnOutbox(OutboxRow, OutboxMark) override { return absl::OkStatus(); }

 private:
  Progress& progress_;
};

}  // namespace

absl::Status HistoryMark::Load(Store& store) {
  RestoreProgress restore(progress_);
  return store.Load(id_, restore);
}

Standing HistoryMark::Judge(int64_t position, std::optional<int64_t> timestamp) const {
  if (!progress_.anchor || position > progress_.anchor->offset.value) return Standing::kNew;
  if (!timestamp) return Standing::kKnown;
  const ArrivalTime at = ArrivalMs(*timestamp);
  const bool is_anchor = position == progress_.anchor->offset.value;
  if (at > progress_.arrival || (is_anchor && at != progress_.anchor->timestamp)) {
    return Standing::kRewound;
  }
  return Standing::kKnown;
}

void HistoryMark::Advance(int64_t position, std::optional<int64_t> timestamp) {
  const bool begins = !progress_.anchor;
  const ArrivalTime at = timestamp ? ArrivalMs(*timestamp) : progress_.arrival;
  progress_.arrival = begins ? at : std::max(progress_.arrival, at);
  progress_.anchor = Anchor{.offset = {position}, .timestamp = at};
  progress_.next = {position + 1};
  changed_ = true;
}

void HistoryMark::SetAside(QuarantineRow row) {
  row.seq = progress_.next_quarantine;
  ++progress_.next_quarantine.value;
  quarantined_.push_back(std::move(row));
  changed_ = true;
}

Changes HistoryMark::Take(WallTime now, uint32_t quarantine_limit) {
  ++progress_.seq.value;
  progress_.committed = now;
  progress_.arrival_set = now;
  changed_ = false;
  return {.partition = id_,
          .progress = progress_,
          .quarantined = std::exchange(quarantined_, {}),
          .quarantine_limit = quarantine_limit};
}

std::optional<int64_t> HistoryMark::position() const {
  if (!progress_.anchor) return std::nullopt;
  return progress_.anchor->offset.value;
}

}  // namespace telltale
