#include "cli/roads/audit_producers.h"

#include <utility>

#include "cli/logging.h"
#include "engine/base/status.h"

namespace telltale {

absl::StatusOr<std::unique_ptr<AuditProducers>> AuditProducers::Open(const KafkaConfig& kafka) {
  const KafkaProducerOptions options{.brokers = kafka.brokers,
                                     .properties = kafka.properties,
                                     .delivery_timeout = kNeverGivenUp,
                                     .log = &LogOfKafka};
  ASSIGN_OR_RETURN(auto producer, KafkaProducer::Create(options));
  ASSIGN_OR_RETURN(auto lone, KafkaProducer::Create(options));
  return std::unique_ptr<AuditProducers>(new AuditProducers(std::move(producer), std::move(lone)));
}

AuditProducers::AuditProducers(std::unique_ptr<KafkaProducer> producer,
                               std::unique_ptr<KafkaProducer> lone)
    : producer_(std::move(producer)), lone_(std::move(lone)), alone_(*lone_) {}

AuditProducers::~AuditProducers() {
  alone_.Close();
  lone_.reset();  // before what its reports come to
}

}  // namespace telltale
