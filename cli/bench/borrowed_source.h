// BorrowedSource: somebody else's source, read for a while as a run does, but without a trace: no
// group is asked, claimed or committed, and nothing is acknowledged.
//
// It ends after so many records or so much time, and where the partitions ended when it was asked
// first. Notes when the first record came and when the last one was durable.
//
// Thread safety: as Source; what it noted may be read by the polling thread.
// Errors: those of the source; where it cannot be read now the limit of time holds as well.
#ifndef TELLTALE_CLI_BENCH_BORROWED_SOURCE_H_
#define TELLTALE_CLI_BENCH_BORROWED_SOURCE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/bench/resources.h"
#include "engine/ports/ports.h"

namespace telltale {

class BorrowedSource : public Source {
 public:
  struct Limits {
    uint64_t records = 0;  // per topic
    Millis time{0};        // from the first record; and as long until that comes
    // Of each partition only the newest are read, of all of a topic the same share. Without,
    // partitions begin where they do, and only the source knows where they end.
    bool newest = false;
  };
  // Both must outlive it.
  BorrowedSource(Source& source, const Clock& clock, const Limits& limits)
      : source_(source), clock_(clock), limits_(limits) {}

  // When and at what cost the first records had come, and all that were given were durable;
  // nullopt: that is not so yet, or none came.
  const std::optional<Resources>& begin() const { return begin_; }
  const std::optional<Resources>& end() const { return end_; }
  // How long the poll took that brought the first ones: it lies before begin().
  Nanos first_poll() const { return first_poll_; }

  absl::StatusOr<std::vector<int32_t>> Partitions(const std::string& topic) override;
  absl::StatusOr<Bounds> GetBounds(const std::string& topic, int32_t partition) override;
  absl::StatusOr<Offset> OffsetAt(const std::string& topic, int32_t partition,
                                  ArrivalTime time) override {
    return source_.OffsetAt(topic, partition, time);
  }
  absl::StatusOr<std::optional<Fingerprint>> ReadOne(const std::string& topic, int32_t partition,
                                                     Offset offset) override {
    return source_.ReadOne(topic, partition, offset);
  }
  absl::StatusOr<std::optional<GroupOffset>> ReadGroup(const std::string&, int32_t) override {
    return std::nullopt;
  }
  absl::Status Assign(PartitionId id, const std::string& topic, Offset from) override;
  absl::StatusOr<Batch> Poll(Millis limit) override;
  absl::Status ClaimGroup(const std::string&) override { return absl::OkStatus(); }
  void Ack(PartitionId partition, Offset next) override;
  void CommitGroup() override {}
  void Wake() override { source_.Wake(); }

 private:
  uint64_t Most() const { return limits_.records * counts_.size(); }
  bool IsOver();
  void EndIf(bool over);
  void Note(const Batch& batch);

  Source& source_;
  const Clock& clock_;
  const Limits limits_;
  std::map<std::string, size_t> counts_;                      // partitions by topic
  std::map<std::pair<std::string, int32_t>, Offset> end_of_;  // as asked first
  std::map<PartitionId, Offset> open_;                        // not read to there yet
  std::map<PartitionId, Offset> given_;                       // up to where, until that is durable
  uint64_t records_ = 0;
  std::optional<Millis> asked_;  // first, or when the first record came
  bool over_ = false;
  Nanos first_poll_{0};
  std::optional<Resources> begin_, end_;
};

}  // namespace telltale

#endif  // TELLTALE_CLI_BENCH_BORROWED_SOURCE_H_
