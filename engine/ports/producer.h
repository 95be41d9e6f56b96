// Producer: the port through which records are written to Kafka.
//
//   producer.Send({.topic = "orders", .key = "4711", .value = json}, [](DeliveryReport report) {
//     if (report.delivery == Delivery::kDelivered) ...   // Kafka has it, at report.offset
//   });
//
// What went wrong is decided once, at the connector's edge: the caller sees whether the record may
// be there, and whether another try can help. A record that was told as kDelivered is in its topic
// exactly once; one that is sent again after kAmbiguous may be there twice, so whoever cannot bear
// that writes a header by which its readers tell.
#ifndef TELLTALE_ENGINE_PORTS_PRODUCER_H_
#define TELLTALE_ENGINE_PORTS_PRODUCER_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/ids.h"
#include "engine/base/time.h"

namespace telltale {

// A record to be written.
struct NewRecord {
  std::string topic;
  std::optional<std::string> key;    // none: any partition
  std::optional<std::string> value;  // none: a tombstone
  std::vector<std::pair<std::string, std::string>> headers;
  std::optional<int32_t> partition;   // none: by the key's hash, as Kafka's own clients have it
  std::optional<WallTime> timestamp;  // none: that of its sending
};

// What became of a record.
enum class Delivery : uint8_t {
  kDelivered,  // it is in the topic, at an offset that is known
  kNotNow,     // certainly not written: no room in the queue, or nobody took it in time
  kAmbiguous,  // may have been written: no answer in time, or one that names no offset
  kRefused,    // will never be written: too large, no such topic, not permitted
};
inline constexpr int kDeliveries = 4;
std::string_view DeliveryName(Delivery delivery);

struct DeliveryReport {
  Delivery delivery = Delivery::kAmbiguous;
  int32_t partition = 0;   // kDelivered
  Offset offset;           // kDelivered
  bool too_large = false;  // kRefused: for its size, or for that of the batch it was sent in
  bool of_batch = false;   // kRefused: maybe for another record of the batch it was sent in
  std::string text;        // the other side's words, of everything but kDelivered
};

// Thread safety: any thread. `done` is called exactly once, on any thread, maybe before the call
// returns; it must not wait for another report.
//
// Order: records with the same key, or the same partition, that were sent one after another by one
// thread stand in that order, except that one which is sent again stands behind what went before.
class Producer {
 public:
  using Done = std::function<void(DeliveryReport)>;

  // What was not delivered by then is told as kNotNow or kAmbiguous.
  virtual ~Producer() = default;

  // Never waits: with no room left the record is kNotNow at once, and the caller tries again when
  // others were delivered.
  virtual void Send(NewRecord record, Done done) = 0;

  // Waits until everything that was sent is reported, but no longer than `limit`. False: something
  // is not.
  virtual bool Flush(Millis limit) = 0;
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_PORTS_PRODUCER_H_
