// KafkaProducer: writes records to a Kafka cluster, over librdkafka.
//
// Idempotent: what the client itself sends again is written once, in order. Its queue is bounded. A
// client whose idempotence is broken for good is replaced by another; what it had under way is
// reported as what is known of it.
//
// One thread of its own, which brings the reports and replaces the client.
//
// Thread safety: as Producer. Ownership: vendor types stay behind Impl.
#ifndef TELLTALE_CONNECTORS_KAFKA_KAFKA_PRODUCER_H_
#define TELLTALE_CONNECTORS_KAFKA_KAFKA_PRODUCER_H_

#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/base/time.h"
#include "engine/ports/producer.h"

namespace telltale {

// For records that wait as long as Kafka is away: one that was given up and came back would be
// overtaken by those behind it. Whoever asks for it sends a bounded number at a time.
inline constexpr Millis kNeverGivenUp{std::numeric_limits<int32_t>::max()};

struct KafkaProducerOptions {
  std::string brokers;                            // host:port, comma separated
  std::map<std::string, std::string> properties;  // any librdkafka property; wins over our defaults
  // A record that nobody took by then is reported, and not tried any longer.
  Millis delivery_timeout{30000};
  // Gets every line that the client logs; level as in syslog. Called from any thread.
  std::function<void(int level, std::string_view text)> log;
};

class KafkaProducer : public Producer {
 public:
  // Does not wait for the cluster. kInvalidArgument: a property is unknown or has a bad value.
  static absl::StatusOr<std::unique_ptr<KafkaProducer>> Create(const KafkaProducerOptions& options);
  // Waits for nobody: call Flush() before.
  ~KafkaProducer() override;

  void Send(NewRecord record, Done done) override;
  bool Flush(Millis limit) override;

 private:
  class Impl;
  explicit KafkaProducer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace telltale

#endif  // TELLTALE_CONNECTORS_KAFKA_KAFKA_PRODUCER_H_
