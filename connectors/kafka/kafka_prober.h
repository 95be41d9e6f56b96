// KafkaProber: asks the cluster, once a second and on a thread of its own,
// where idle partitions end, and commits the acknowledged offsets while the
// group is still ours.
//
// Everything that may block on a broker happens here, so that the polling
// thread never waits.
//
// Thread safety: any thread.
#ifndef TELLTALE_CONNECTORS_KAFKA_KAFKA_PROBER_H_
#define TELLTALE_CONNECTORS_KAFKA_KAFKA_PROBER_H_

#include <librdkafka/rdkafka.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "connectors/kafka/list_offsets.h"
#include "engine/base/ids.h"
#include "engine/ports/ports.h"

namespace telltale {

class KafkaProber {
 public:
  using TopicPartition = std::pair<std::string, int32_t>;

  // What was learnt since the last Take().
  struct Learnt {
    // The end that was there at `sent`, the last one asked for; to be compared by the caller.
    std::map<PartitionId, ProvenEnd> ends;
    bool answered = false;
    absl::Status owner;  // kAborted: the group holds somebody else's claim
  };

  explicit KafkaProber(std::shared_ptr<KafkaConsumer> consumer) : consumer_(std::move(consumer)) {}
  ~KafkaProber();

  // Begins to ask for these partitions, each with a position for which
  // something may be proven.
  void Start(std::map<TopicPartition, PartitionId> partitions);
  void Stop();

  // Only these partitions are asked for from now on.
  void SetIdle(std::vector<TopicPartition> idle);
  // Offsets to commit with the next round, if the group still holds `claim`.
  void Commit(std::map<TopicPartition, Offset> offsets, std::string claim);
  Learnt Take();

 private:
  void Run();
  void AskEnds();
  void CommitOffsets();

  std::shared_ptr<KafkaConsumer> consumer_;
  std::map<TopicPartition, PartitionId> ids_;
  std::thread thread_;
  absl::Mutex mutex_;
  bool stop_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<TopicPartition> idle_ ABSL_GUARDED_BY(mutex_);
  std::map<TopicPartition, Offset> offsets_ ABSL_GUARDED_BY(mutex_);
  std::string claim_ ABSL_GUARDED_BY(mutex_);
  Learnt learnt_ ABSL_GUARDED_BY(mutex_);
};

// What the group holds for `partitions`, by partition; absent where nothing was
// ever committed.
absl::StatusOr<std::map<KafkaProber::TopicPartition, GroupOffset>> ReadGroupOffsets(
    rd_kafka_t* rk, const std::vector<KafkaProber::TopicPartition>& partitions);

// Commits `offsets` with `metadata`, and waits for the answer.
absl::Status WriteGroupOffsets(rd_kafka_t* rk,
                               const std::map<KafkaProber::TopicPartition, Offset>& offsets,
                               const std::string& metadata);

}  // namespace telltale

#endif  // TELLTALE_CONNECTORS_KAFKA_KAFKA_PROBER_H_
