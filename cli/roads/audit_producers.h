// AuditProducers: what takes the audit's entries to Kafka: a producer, and one for those that were
// refused and must be alone. All loops of a node share them.
//
// Thread safety: as Producer.
#ifndef TELLTALE_CLI_ROADS_AUDIT_PRODUCERS_H_
#define TELLTALE_CLI_ROADS_AUDIT_PRODUCERS_H_

#include <memory>

#include "absl/status/statusor.h"
#include "connectors/kafka/kafka_producer.h"
#include "engine/roads/one_by_one.h"
#include "engine/rules/config.h"

namespace telltale {

class AuditProducers {
 public:
  // Kafka need not be there.
  static absl::StatusOr<std::unique_ptr<AuditProducers>> Open(const KafkaConfig& kafka);
  // What is under way is reported.
  ~AuditProducers();
  AuditProducers(const AuditProducers&) = delete;
  AuditProducers& operator=(const AuditProducers&) = delete;

  Producer& producer() { return *producer_; }
  Producer& alone() { return alone_; }

 private:
  AuditProducers(std::unique_ptr<KafkaProducer> producer, std::unique_ptr<KafkaProducer> lone);

  const std::unique_ptr<KafkaProducer> producer_;
  std::unique_ptr<KafkaProducer> lone_;
  OneByOne alone_;  // over it
};

}  // namespace telltale

#endif  // TELLTALE_CLI_ROADS_AUDIT_PRODUCERS_H_
