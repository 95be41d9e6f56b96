#include "cli/scenario/scenario_world.h"

#include "engine/base/hash.h"

namespace telltale {

absl::Status ScenarioStore::Commit(absl::Span<const Changes> changes) {
  for (const Changes& each : changes) {
    added.insert(added.end(), each.added.begin(), each.added.end());
    progress = each.progress;
    ++commits;
  }
  return MemoryStore::Commit(changes);
}

absl::StatusOr<std::vector<int32_t>> ScenarioSource::Partitions(const std::string& topic) {
  return std::vector<int32_t>{0};
}

absl::StatusOr<Bounds> ScenarioSource::GetBounds(const std::string& topic, int32_t partition) {
  return Bounds{{0}, {static_cast<int64_t>(log_.entries.size())}};
}

// A scenario begins before its first record, whatever `start_at` says.
absl::StatusOr<Offset> ScenarioSource::OffsetAt(const std::string& topic, int32_t partition,
                                                ArrivalTime time) {
  return Offset{0};
}

absl::StatusOr<std::optional<Fingerprint>> ScenarioSource::ReadOne(const std::string& topic,
                                                                   int32_t partition,
                                                                   Offset offset) {
  const ScenarioLog::Entry& entry = log_.entries.at(static_cast<size_t>(offset.value));
  return Fingerprint{offset, entry.timestamp, Hash64(entry.value.value_or(""))};
}

absl::StatusOr<std::optional<GroupOffset>> ScenarioSource::ReadGroup(const std::string& topic,
                                                                     int32_t partition) {
  return log_.group;
}

absl::Status ScenarioSource::Assign(PartitionId id, const std::string& topic, Offset from) {
  id_ = id;
  position_ = static_cast<size_t>(from.value);
  return absl::OkStatus();
}

absl::StatusOr<Batch> ScenarioSource::Poll(Millis limit) {
  records_.clear();
  ends_.clear();
  for (; position_ < log_.entries.size(); ++position_) {
    const ScenarioLog::Entry& entry = log_.entries[position_];
    const auto offset = static_cast<int64_t>(position_);
    records_.push_back({.partition = id_,
                        .offset = {offset},
                        .next = {offset + 1},
                        .timestamp = entry.timestamp,
                        .tombstone = !entry.value,
                        .key = entry.key,
                        .value = entry.value ? *entry.value : std::string_view(),
                        .headers = entry.headers});
  }
  if (end_) ends_.push_back(*end_);
  end_.reset();
  return Batch{.records = records_, .ends = ends_, .answered = true};
}

absl::Status ScenarioSource::ClaimGroup(const std::string& metadata) {
  log_.group = GroupOffset{{static_cast<int64_t>(position_)}, metadata};
  return absl::OkStatus();
}

void ScenarioSource::Prove(WallTime sent) {
  end_ =
      ProvenEnd{.partition = id_, .end = {static_cast<int64_t>(log_.entries.size())}, .sent = sent};
}

}  // namespace telltale
