#include "engine/roads/history_mark.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "engine/base/status.h"

namespace telltale {
namespace {

// Of a mark its progress and its pages are stored, and what was set aside.
class RestoreMark : public Restore {
 public:
  RestoreMark(Progress& progress, HistoryOutline& outline)
      : progress_(progress), outline_(outline) {}
  absl::Status OnProgress(const Progress& progress) override {
    progress_ = progress;
    return absl::OkStatus();
  }
  absl::Status OnPage(RuleId, uint32_t, std::string_view bytes) override {
    return outline_.RestorePage(bytes);
  }
  absl::Status OnBlock(CommitSeq, std::string_view) override { return absl::OkStatus(); }
  absl::Status OnOutbox(OutboxRow, OutboxMark) override { return absl::OkStatus(); }

 private:
  Progress& progress_;
  HistoryOutline& outline_;
};

}  // namespace

absl::Status HistoryMark::Load(Store& store) {
  RestoreMark restore(progress_, outline_);
  RETURN_IF_ERROR(store.Load(id_, restore));
  // A version that knew no outline went on with the mark.
  if (position().value_or(-1) != outline_.end()) outline_.Clear();
  return absl::OkStatus();
}

Standing HistoryMark::Judge(int64_t position, const std::optional<RecordSign>& sign) const {
  if (!progress_.anchor || position > progress_.anchor->offset.value) return Standing::kNew;
  if (!sign) return Standing::kKnown;
  const ArrivalTime at = ArrivalMs(sign->timestamp);
  if (at > progress_.arrival) return Standing::kRewound;
  const bool is_anchor = position == progress_.anchor->offset.value;
  if (is_anchor && at != progress_.anchor->timestamp) return Standing::kOther;
  const bool differs = outline_.Compare(position, *sign) == HistoryOutline::Match::kDiffers;
  return differs ? Standing::kOther : Standing::kKnown;
}

void HistoryMark::Advance(int64_t position, const std::optional<RecordSign>& sign) {
  const bool begins = !progress_.anchor;
  const ArrivalTime at = sign ? ArrivalMs(sign->timestamp) : progress_.arrival;
  progress_.arrival = begins ? at : std::max(progress_.arrival, at);
  progress_.anchor = Anchor{.offset = {position}, .timestamp = at};
  progress_.next = {position + 1};
  outline_.Add(position, sign);
  changed_ = true;
}

void HistoryMark::Rewind() {
  progress_.anchor.reset();
  outline_.Clear();
}

void HistoryMark::SetAside(QuarantineRow row, uint32_t limit) {
  row.seq = progress_.next_quarantine;
  ++progress_.next_quarantine.value;
  quarantined_.push_back(std::move(row));
  if (quarantined_.size() > limit) quarantined_.pop_front();
  changed_ = true;
}

Changes HistoryMark::Take(WallTime now, uint32_t quarantine_limit) {
  ++progress_.seq.value;
  progress_.committed = now;
  progress_.arrival_set = now;
  changed_ = false;
  std::vector<QuarantineRow> quarantined(std::make_move_iterator(quarantined_.begin()),
                                         std::make_move_iterator(quarantined_.end()));
  quarantined_.clear();
  return {.partition = id_,
          .progress = progress_,
          .pages = outline_.TakePages(),
          .quarantined = std::move(quarantined),
          .quarantine_limit = quarantine_limit};
}

std::optional<int64_t> HistoryMark::position() const {
  if (!progress_.anchor) return std::nullopt;
  return progress_.anchor->offset.value;
}

}  // namespace telltale
