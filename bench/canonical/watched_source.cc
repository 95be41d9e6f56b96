#include "bench/canonical/watched_source.h"

#include "engine/base/status.h"

namespace telltale {

absl::Status WatchedSource::Assign(PartitionId id, const std::string& topic, Offset from) {
  acked_[id] = from;
  return source_.Assign(id, topic, from);
}

absl::StatusOr<Batch> WatchedSource::Poll(Millis limit) {
  if (!begin_) begin_ = ReadResources();
  ASSIGN_OR_RETURN(const Batch batch, source_.Poll(limit));
  if (!batch.records.empty()) last_read_s_ = ReadResources().wall_s;
  for (const Record& record : batch.records) {
    ++polled_;
    if (record.value.size() != expected_.telling_bytes) continue;
    waiting_[record.partition].push_back(
        {record.offset, record.timestamp, polled_ > expected_.warm_up});
  }
  return batch;
}

void WatchedSource::Ack(PartitionId partition, Offset next) {
  const int64_t now_ms = clock_.Wall().time_since_epoch().count();
  std::deque<Waiting>& waiting = waiting_[partition];
  while (!waiting.empty() && waiting.front().offset < next) {
    if (waiting.front().counts) {
      latencies_ms_.push_back(static_cast<double>(now_ms - ToMs(waiting.front().readable)));
    }
    waiting.pop_front();
  }
  durable_ += static_cast<uint64_t>(next.value - acked_[partition].value);
  acked_[partition] = next;
  if (!end_ && durable_ == expected_.records) end_ = ReadResources();
  source_.Ack(partition, next);
}

}  // namespace telltale
