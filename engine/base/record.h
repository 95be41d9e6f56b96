// Record: one Kafka record, or one line of a file, as it was received.
//
// Ownership: views live until the source that gave it is polled again.
// Thread safety: a value.
#ifndef TELLTALE_ENGINE_BASE_RECORD_H_
#define TELLTALE_ENGINE_BASE_RECORD_H_

#include <optional>
#include <string_view>

#include "absl/types/span.h"
#include "engine/base/ids.h"
#include "engine/base/time.h"

namespace telltale {

struct Header {
  std::string_view name;
  std::string_view value;
};

struct Record {
  PartitionId partition;
  Offset offset;
  Offset next;                             // where to read on after it
  ArrivalTime timestamp = kNoArrivalTime;  // its own; none in a file
  bool producer_time = false;              // the sender set the timestamp, not the broker
  bool tombstone = false;                  // it has no value at all
  std::optional<std::string_view> key;     // Kafka's; none in a file
  std::string_view value;
  absl::Span<const Header> headers;
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_BASE_RECORD_H_
