#include "engine/roads/history_samples.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"

namespace telltale {
namespace {

using Labels = std::vector<std::pair<std::string_view, std::string>>;

void ShowLane(const HistoryLaneView& lane, std::vector<Sample>& samples) {
  const Labels labels = {{"zeebe_partition", absl::StrCat(lane.partition)}};
  for (int fate = 0; fate < kHistoryFates; ++fate) {
    Labels with = labels;
    with.emplace_back("result", HistoryFateName(static_cast<HistoryFate>(fate)));
    samples.push_back(
        {MetricId::kHistoryRecords, std::move(with), static_cast<double>(lane.records[fate])});
  }
  samples.push_back({MetricId::kHistoryBytes, labels, static_cast<double>(lane.bytes)});
  samples.push_back(
      {MetricId::kHistoryStands, labels, static_cast<double>(lane.stands.count()) / 1000});
  if (!lane.position) return;
  samples.push_back({MetricId::kHistoryPosition, labels, static_cast<double>(*lane.position)});
  if (lane.timestamp == kNoArrivalTime) return;
  samples.push_back(
      {MetricId::kHistoryTimestamp, labels, static_cast<double>(ToMs(lane.timestamp)) / 1000});
}

}  // namespace

void ShowHistory(const HistoryView& view, Snapshot& snapshot) {
  for (const HistoryLaneView& lane : view.lanes) {
    ShowLane(lane, snapshot.roads);
    if (lane.trouble.empty()) continue;
    snapshot.not_ready.push_back(
        absl::StrCat("history of Zeebe partition ", lane.partition, ": ", lane.trouble));
  }
  for (int result = 0; result < kBulkResults; ++result) {
    snapshot.roads.push_back(
        {MetricId::kHistoryBulks,
         {{"result", std::string(BulkResultName(static_cast<BulkResult>(result)))}},
         static_cast<double>(view.bulks[result])});
  }
}

}  // namespace telltale
