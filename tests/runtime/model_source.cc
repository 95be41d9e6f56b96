#include "tests/runtime/model_source.h"

#include "engine/base/hash.h"

namespace telltale {

Record ToRecord(const ModelTopic::Entry& entry, PartitionId partition, Offset offset) {
  return {.partition = partition,
          .offset = offset,
          .next = {offset.value + 1},
          .timestamp = entry.timestamp,
          .tombstone = !entry.value,
          .key = entry.key,
          .value = entry.value ? *entry.value : std::string_view()};
}

absl::StatusOr<std::vector<int32_t>> ModelSource::Partitions(const std::string& topic) {
  if (topic_.away) return absl::UnavailableError("away");
  std::vector<int32_t> numbers;
  for (size_t i = 0; i < topic_.partitions.size(); ++i) numbers.push_back(static_cast<int32_t>(i));
  return numbers;
}

absl::StatusOr<Bounds> ModelSource::GetBounds(const std::string& topic, int32_t partition) {
  const ModelTopic::Log& log = topic_.partitions[partition];
  return Bounds{{log.begin}, {static_cast<int64_t>(log.entries.size())}};
}

absl::StatusOr<Offset> ModelSource::OffsetAt(const std::string& topic, int32_t partition,
                                             ArrivalTime time) {
  const ModelTopic::Log& log = topic_.partitions[partition];
  int64_t offset = log.begin;
  while (offset < static_cast<int64_t>(log.entries.size()) &&
         log.entries[offset].timestamp < time) {
    ++offset;
  }
  return Offset{offset};
}

absl::StatusOr<std::optional<Fingerprint>> ModelSource::ReadOne(const std::string& topic,
                                                                int32_t partition, Offset offset) {
  const ModelTopic::Log& log = topic_.partitions[partition];
  if (offset.value < log.begin || offset.value >= static_cast<int64_t>(log.entries.size())) {
    return std::nullopt;
  }
  const ModelTopic::Entry& entry = log.entries[offset.value];
  return Fingerprint{offset, entry.timestamp, Hash64(entry.value.value_or(""))};
}

absl::StatusOr<std::optional<GroupOffset>> ModelSource::ReadGroup(const std::string& topic,
                                                                  int32_t partition) {
  return topic_.partitions[partition].group;
}

absl::Status ModelSource::Assign(PartitionId id, const std::string& topic, Offset from) {
  ids_[id.partition] = id;
  positions_[id.partition] = from.value;
  return absl::OkStatus();
}

absl::StatusOr<Batch> ModelSource::Poll(Millis limit) {
  patience = limit;
  if (taken_) return absl::AbortedError("somebody else");
  if (topic_.away) return absl::UnavailableError("away");
  records_.clear();
  ends_.clear();
  for (auto& [number, position] : positions_) {
    const ModelTopic::Log& log = topic_.partitions[number];
    const int64_t end = static_cast<int64_t>(log.entries.size());
    for (size_t taken = 0; position < end && taken < fetch; ++position, ++taken) {
      records_.push_back(ToRecord(log.entries[position], ids_[number], {position}));
    }
    const auto asked = asked_.find(number);
    if (asked != asked_.end() && asked->second.end.value == position) {
      ends_.push_back(asked->second);
    }
  }
  asked_.clear();
  return Batch{.records = records_, .ends = ends_, .answered = true};
}

void ModelSource::AskEnds(WallTime sent) {
  for (const auto& [number, id] : ids_) {
    const auto end = static_cast<int64_t>(topic_.partitions[number].entries.size());
    asked_[number] = {.partition = id, .end = {end}, .sent = sent};
  }
}

absl::Status ModelSource::ClaimGroup(const std::string& metadata) {
  claim_ = metadata;
  for (const auto& [number, position] : positions_) {
    topic_.partitions[number].group = GroupOffset{{position}, metadata};
  }
  return absl::OkStatus();
}

void ModelSource::CommitGroup() {
  for (const auto& [number, offset] : acked) {
    std::optional<GroupOffset>& group = topic_.partitions[number].group;
    taken_ = taken_ || group->metadata != claim_;
    if (!taken_) group->next = offset;
  }
}

}  // namespace telltale
