// KafkaSource: topics of a Kafka cluster as a source, over librdkafka.
//
// Partitions are assigned by hand, at offsets that the caller knows: there are
// no rebalances. The consumer group only carries the acknowledged offsets, for
// lag tools, and the claim of its owner.
//
// Two threads: the caller's, which polls, and one that asks the cluster once a
// second, so that a broker that does not answer never holds up the loop.
//
// Thread safety: as Source. Ownership: vendor types stay behind Impl.
// Errors: kUnavailable while the cluster does not answer; kNotFound for a topic
// it does not have; kDataLoss if a position was removed while we read; kAborted
// if the group was claimed by another.
#ifndef TELLTALE_CONNECTORS_KAFKA_KAFKA_SOURCE_H_
#define TELLTALE_CONNECTORS_KAFKA_KAFKA_SOURCE_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/ports/ports.h"

namespace telltale {

struct KafkaOptions {
  std::string brokers;  // host:port, comma separated
  std::string group;
  std::map<std::string, std::string> properties;  // any librdkafka property; wins over our defaults
  bool headers = false;  // records carry their headers; costs a little per record
  // How long the caller's thread may wait for an answer about a topic from now on, if that is less
  // than usual. Called from that thread.
  std::function<Millis()> patience;
  // Gets every line that the client logs; level as in syslog. Called from any
  // thread.
  std::function<void(int level, std::string_view text)> log;
};

class KafkaSource : public Source {
 public:
  // Does not wait for the cluster. kInvalidArgument: a property is unknown or
  // has a bad value.
  static absl::StatusOr<std::unique_ptr<KafkaSource>> Create(const KafkaOptions& options);
  ~KafkaSource() override;

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
  void Ack(PartitionId partition, Offset next) override;
  void CommitGroup() override;
  void Wake() override;

 private:
  class Impl;
  explicit KafkaSource(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace telltale

#endif  // TELLTALE_CONNECTORS_KAFKA_KAFKA_SOURCE_H_
