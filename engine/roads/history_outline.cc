#include "engine/roads/history_outline.h"

#include <algorithm>
#include <iterator>
#include <string>

#include "engine/base/status.h"
#include "engine/table/byte_codec.h"

namespace telltale {
namespace {

// The keys of pages are of rules; of this partition there is none.
constexpr RuleId kNoRule{0};

}  // namespace

HistoryOutline::Match HistoryOutline::Compare(int64_t position, const RecordSign& sign) const {
  const auto behind =
      std::upper_bound(stretches_.begin(), stretches_.end(), position,
                       [](int64_t place, const Stretch& stretch) { return place < stretch.first; });
  if (behind == stretches_.begin()) return Match::kUnknown;
  const Stretch& stretch = *std::prev(behind);
  if (stretch.first == position) {
    const bool fits = stretch.digest == sign.digest && stretch.least <= sign.timestamp &&
                      sign.timestamp <= stretch.greatest;
    return fits ? Match::kFits : Match::kDiffers;
  }
  // It may be one that was not exported before and is now, at the end of its stretch.
  int64_t least = stretch.least;
  int64_t greatest = stretch.greatest;
  if (behind != stretches_.end()) {
    least = std::min(least, behind->least);
    greatest = std::max(greatest, behind->greatest);
  }
  return least <= sign.timestamp && sign.timestamp <= greatest ? Match::kFits : Match::kDiffers;
}

void HistoryOutline::Add(int64_t position, const std::optional<RecordSign>& sign) {
  end_ = position;
  if (sign) {
    const bool begins = stretches_.empty() || records_ >= width_;
    if (begins && stretches_.size() == kMost) Halve();
    if (begins) {
      stretches_.push_back({position, sign->digest, sign->timestamp, sign->timestamp});
      records_ = 0;
    }
    Stretch& last = stretches_.back();
    last.least = std::min(last.least, sign->timestamp);
    last.greatest = std::max(last.greatest, sign->timestamp);
    ++records_;
  }
  if (!stretches_.empty()) unwritten_ = std::min(unwritten_, stretches_.size() - 1);
}

void HistoryOutline::Clear() {
  stretches_.clear();
  end_ = -1;
  ++generation_;
  width_ = 1;
  records_ = 0;
  unwritten_ = 0;
}

// Two neighbours become one.
void HistoryOutline::Halve() {
  for (size_t i = 0; i < stretches_.size() / 2; ++i) {
    const Stretch& later = stretches_[2 * i + 1];
    Stretch joined = stretches_[2 * i];
    joined.least = std::min(joined.least, later.least);
    joined.greatest = std::max(joined.greatest, later.greatest);
    stretches_[i] = joined;
  }
  stretches_.resize(stretches_.size() / 2);
  ++generation_;
  width_ *= 2;
  records_ = width_;
  unwritten_ = 0;
}

std::vector<PageRun> HistoryOutline::TakePages() {
  std::vector<PageRun> pages;
  if (unwritten_ == stretches_.size()) return pages;
  for (size_t page = unwritten_ / kPerPage; page * kPerPage < stretches_.size(); ++page) {
    const size_t begin = page * kPerPage;
    const size_t count = std::min(kPerPage, stretches_.size() - begin);
    std::string bytes;
    ByteWriter writer(bytes);
    writer.Put(generation_);
    writer.Put(end_);
    writer.Put(width_);
    writer.Put(records_);
    writer.PutBytes(&stretches_[begin], count * sizeof(Stretch));
    PutChecksum(0, bytes);
    pages.push_back({kNoRule, static_cast<uint32_t>(page), std::move(bytes)});
  }
  unwritten_ = stretches_.size();
  return pages;
}

absl::Status HistoryOutline::RestorePage(std::string_view bytes) {
  const bool is_whole = TakeChecksum(bytes);
  ByteReader in(bytes);
  const auto generation = in.Get<uint64_t>();
  const auto end = in.Get<int64_t>();
  const auto width = in.Get<uint64_t>();
  const auto records = in.Get<uint64_t>();
  if (!is_whole || !in.ok()) {
    return MakeError(ErrorId::kCorrupt,
                     "outline of the history: expected what was written, but the checksum differs");
  }
  if (generation < generation_) return absl::OkStatus();
  if (generation > generation_) stretches_.clear();
  generation_ = generation;
  if (stretches_.empty() || end >= end_) {
    end_ = end;
    width_ = width;
    records_ = records;
  }
  while (!in.done()) stretches_.push_back(in.Get<Stretch>());
  std::sort(stretches_.begin(), stretches_.end(),
            [](const Stretch& a, const Stretch& b) { return a.first < b.first; });
  unwritten_ = stretches_.size();
  return absl::OkStatus();
}

}  // namespace telltale
