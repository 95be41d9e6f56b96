// WatchedSource: a source that notes when the first record was asked for, when the last one was
// durable, and how long the telling ones took from the broker's log to ours.
//
//   WatchedSource watched(source, {.records = workload.events()});
//   ... the loop runs on `watched` until watched.done() ...
//
// A record's own timestamp is taken for the moment at which it could be read: the topic has
// message.timestamp.type=LogAppendTime where latencies count. An acknowledged offset is one whose
// commit is done, with its outbox rows in it.
//
// Thread safety: as Source; what it noted may be read by the polling thread.
#ifndef TELLTALE_BENCH_CANONICAL_WATCHED_SOURCE_H_
#define TELLTALE_BENCH_CANONICAL_WATCHED_SOURCE_H_

#include <atomic>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cli/bench/resources.h"
#include "engine/ports/ports.h"

namespace telltale {

class WatchedSource : public Source {
 public:
  struct Expected {
    uint64_t records = 0;             // all that will come
    uint64_t warm_up = 0;             // records before latencies count
    size_t telling_bytes = SIZE_MAX;  // a record of this size makes a command
  };
  // Both must outlive it. REQUIRES: offsets without gaps, as in a topic without transactions.
  WatchedSource(Source& source, const Clock& clock, const Expected& expected)
      : source_(source), clock_(clock), expected_(expected) {}

  bool done() const { return end_.has_value(); }
  const Resources& begin() const { return *begin_; }
  const Resources& end() const { return *end_; }
  uint64_t durable() const { return durable_; }  // any thread
  // When records came last, as in Resources.
  double last_read_s() const { return last_read_s_; }
  // Of each telling record behind the warm-up.
  const std::vector<double>& latencies_ms() const { return latencies_ms_; }

  absl::StatusOr<Batch> Poll(Millis limit) override;
  void Ack(PartitionId partition, Offset next) override;

  absl::StatusOr<std::vector<int32_t>> Partitions(const std::string& topic) override {
    return source_.Partitions(topic);
  }
  absl::StatusOr<Bounds> GetBounds(const std::string& topic, int32_t partition) override {
    return source_.GetBounds(topic, partition);
  }
  absl::StatusOr<Offset> OffsetAt(const std::string& topic, int32_t partition,
                                  ArrivalTime time) override {
    return source_.OffsetAt(topic, partition, time);
  }
  absl::StatusOr<std::optional<Fingerprint>> ReadOne(const std::string& topic, int32_t partition,
                                                     Offset offset) override {
    return source_.ReadOne(topic, partition, offset);
  }
  absl::StatusOr<std::optional<GroupOffset>> ReadGroup(const std::string& topic,
                                                       int32_t partition) override {
    return source_.ReadGroup(topic, partition);
  }
  absl::Status Assign(PartitionId id, const std::string& topic, Offset from) override;
  absl::Status ClaimGroup(const std::string& metadata) override {
    return source_.ClaimGroup(metadata);
  }
  void CommitGroup() override { source_.CommitGroup(); }
  void Wake() override { source_.Wake(); }

 private:
  struct Waiting {
    Offset offset;
    ArrivalTime readable;
    bool counts = false;
  };

  Source& source_;
  const Clock& clock_;
  const Expected expected_;
  std::optional<Resources> begin_, end_;
  std::map<PartitionId, Offset> acked_;
  std::map<PartitionId, std::deque<Waiting>> waiting_;
  std::vector<double> latencies_ms_;
  uint64_t polled_ = 0;
  std::atomic<uint64_t> durable_{0};
  double last_read_s_ = 0;
};

}  // namespace telltale

#endif  // TELLTALE_BENCH_CANONICAL_WATCHED_SOURCE_H_
