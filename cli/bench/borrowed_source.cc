#include "cli/bench/borrowed_source.h"

#include <algorithm>

#include "engine/base/status.h"

namespace telltale {

absl::StatusOr<std::vector<int32_t>> BorrowedSource::Partitions(const std::string& topic) {
  ASSIGN_OR_RETURN(std::vector<int32_t> partitions, source_.Partitions(topic));
  counts_[topic] = partitions.size();
  return partitions;
}

absl::StatusOr<Bounds> BorrowedSource::GetBounds(const std::string& topic, int32_t partition) {
  ASSIGN_OR_RETURN(Bounds bounds, source_.GetBounds(topic, partition));
  if (!limits_.newest) return bounds;
  bounds.end = end_of_.emplace(std::pair(topic, partition), bounds.end).first->second;
  const size_t partitions = std::max<size_t>(counts_[topic], 1);
  const auto share = static_cast<int64_t>((limits_.records + partitions - 1) / partitions);
  bounds.begin = {std::max(bounds.begin.value, bounds.end.value - share)};
  return bounds;
}

absl::Status BorrowedSource::Assign(PartitionId id, const std::string& topic, Offset from) {
  if (const auto end = end_of_.find({topic, id.partition});
      end != end_of_.end() && from < end->second) {
    open_[id] = end->second;
  }
  return source_.Assign(id, topic, from);
}

bool BorrowedSource::IsOver() {
  if (!asked_) asked_ = clock_.SinceBoot();
  const bool read = limits_.newest && open_.empty();
  return read || records_ >= Most() || clock_.SinceBoot() - *asked_ >= limits_.time;
}

absl::StatusOr<Batch> BorrowedSource::Poll(Millis limit) {
  EndIf(IsOver());
  if (over_) return Batch{.answered = true, .finished = true};
  const Nanos asked = clock_.Fine();
  ASSIGN_OR_RETURN(Batch batch, source_.Poll(limit));
  batch.records = batch.records.first(std::min(batch.records.size(), Most() - records_));
  if (!begin_ && !batch.records.empty()) {
    begin_ = ReadResources();
    first_poll_ = clock_.Fine() - asked;
    asked_ = clock_.SinceBoot();
  }
  Note(batch);
  EndIf(batch.finished || IsOver());
  batch.finished = over_;
  return batch;
}

// What was given may all have been acknowledged already, if the stream stood still at its end.
void BorrowedSource::EndIf(bool over) {
  if (over_ || !over) return;
  over_ = true;
  if (begin_ && given_.empty()) end_ = ReadResources();
}

void BorrowedSource::Note(const Batch& batch) {
  records_ += batch.records.size();
  for (const Record& record : batch.records) {
    given_[record.partition] = record.next;
    const auto open = open_.find(record.partition);
    if (open != open_.end() && record.next >= open->second) open_.erase(open);
  }
  for (const ProvenEnd& end : batch.ends) {
    const auto open = open_.find(end.partition);
    if (open != open_.end() && end.end >= open->second) open_.erase(open);
  }
}

void BorrowedSource::Ack(PartitionId partition, Offset next) {
  const auto given = given_.find(partition);
  if (given == given_.end() || next < given->second) return;
  given_.erase(given);
  if (over_ && given_.empty()) end_ = ReadResources();
}

}  // namespace telltale
