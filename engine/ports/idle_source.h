// IdleSource: a source without topics, for a node that reads none. It is always there, and nothing
// ever comes.
//
// Thread safety: as Source.
#ifndef TELLTALE_ENGINE_PORTS_IDLE_SOURCE_H_
#define TELLTALE_ENGINE_PORTS_IDLE_SOURCE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "engine/ports/ports.h"

namespace telltale {

class IdleSource : public Source {
 public:
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
  absl::Status ClaimGroup(const std::string& metadata) override { return absl::OkStatus(); }
  void Ack(PartitionId partition, Offset next) override {}
  void CommitGroup() override {}
  void Wake() override;

 private:
  absl::Mutex mutex_;
  bool woken_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_PORTS_IDLE_SOURCE_H_
