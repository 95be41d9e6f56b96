// ModelSource: a Kafka cluster as far as the runtime sees it, in memory and under the test's
// control.
#ifndef TELLTALE_TESTS_RUNTIME_MODEL_SOURCE_H_
#define TELLTALE_TESTS_RUNTIME_MODEL_SOURCE_H_

#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/ports/ports.h"

namespace telltale {

// What outlives the process that reads it.
struct ModelTopic {
  struct Entry {
    ArrivalTime timestamp;
    std::optional<std::string> value;  // nullopt: a tombstone
    std::optional<std::string> key;
  };
  struct Log {
    int64_t begin = 0;  // retention removed what is before
    std::vector<Entry> entries;
    std::optional<GroupOffset> group;
  };
  std::vector<Log> partitions;
  bool away = false;

  void Append(int32_t partition, ArrivalTime timestamp, std::optional<std::string> value) {
    partitions[partition].entries.push_back({timestamp, std::move(value)});
  }
};

// Views of `entry`, which must outlive it.
Record ToRecord(const ModelTopic::Entry& entry, PartitionId partition, Offset offset);

class ModelSource : public Source {
 public:
  // Every topic's name leads to `topic`.
  explicit ModelSource(ModelTopic& topic) : topic_(topic) {}

  absl::StatusOr<std::vector<int32_t>> Partitions(const std::string& topic) override;
  absl::StatusOr<Bounds> GetBounds(const std::string& topic, int32_t partition) override;
  absl::StatusOr<Offset> OffsetAt(const std::string& topic, int32_t partition,
                                  ArrivalTime time) override;
  absl::StatusOr<std::optional<Fingerprint>> ReadOne(const std::string& topic, int32_t partition,
                                                     Offset offset) override;
  absl::StatusOr<std::optional<GroupOffset>> ReadGroup(const std::string& topic,
                                                       int32_t partition) override;
  absl::Status Assign(PartitionId id, const std::string& topic, Offset from) override;
  absl::StatusOr<Batch> Poll(Millis limit) override;
  absl::Status ClaimGroup(const std::string& metadata) override;
  void Ack(PartitionId partition, Offset next) override { acked[partition.partition] = next; }
  void CommitGroup() override;
  void Wake() override {}

  // Asks where the partitions end, as the wall clock shows `sent`. Those that are read so far by
  // then are proven with the next poll.
  void AskEnds(WallTime sent);

  size_t fetch = std::numeric_limits<size_t>::max();  // records of a partition per poll
  std::map<int32_t, Offset> acked;
  Millis patience{0};  // of the last poll

 private:
  ModelTopic& topic_;
  std::map<int32_t, PartitionId> ids_;
  std::map<int32_t, int64_t> positions_;
  std::string claim_;
  bool taken_ = false;
  std::map<int32_t, ProvenEnd> asked_;
  std::vector<Record> records_;
  std::vector<ProvenEnd> ends_;
};

}  // namespace telltale

#endif  // TELLTALE_TESTS_RUNTIME_MODEL_SOURCE_H_
