// How a partition reads what every rule needs of a record: its times and its id.
#include <algorithm>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "engine/base/hash.h"
#include "engine/base/limits.h"
#include "engine/base/strings.h"
#include "engine/runtime/partition.h"

namespace telltale {

// The record's own timestamp as the clock takes it; nullopt: the topic's `time` is to be used.
std::optional<ArrivalTime> Partition::OwnTimestamp(const Record& record) const {
  if (options_.clock == PartitionClock::Kind::kKafka) {
    return replaying_ != nullptr ? ArrivalTime{wall_.time_since_epoch()} : record.timestamp;
  }
  if (!topic_.arrival) return std::nullopt;
  const std::optional<int64_t> ms = ReadTimeMs(fields_[*topic_.arrival]);
  if (ms) return ArrivalMs(*ms);
  if (clock_.arrival() != kNoArrivalTime) return clock_.arrival();
  return std::nullopt;
}

std::optional<Partition::Header> Partition::ReadHeader(const Record& record, WallTime wall) {
  const std::optional<ArrivalTime> own = OwnTimestamp(record);
  std::optional<int64_t> at;
  if (topic_.time) {
    at = ReadTimeMs(fields_[*topic_.time]);
  } else if (ToMs(record.timestamp) >= 0 && ToMs(record.timestamp) < kYear10000Ms) {
    at = ToMs(record.timestamp);
  }
  if (!at) {
    if (own) AdvanceTo(*own, wall);
    Quarantine(record, std::nullopt, ErrorId::kTimeImpossible,
               absl::StrCat("expected a time in ",
                            topic_.time ? topic_.slots.paths()[*topic_.time].ToString()
                                        : std::string("the record's timestamp"),
                            ", but there is none between 1970 and 9999"));
    return std::nullopt;
  }
  Header header{.at = EventMs(*at), .own = own.value_or(ArrivalMs(*at))};
  if (IsFuture(header, wall)) {
    Quarantine(record, std::nullopt, ErrorId::kTimeInFuture,
               absl::StrCat("expected a time at most ", FormatDuration(topic_.ahead),
                            " ahead of its arrival, but it is ", FormatRfc3339(*at)));
    return std::nullopt;
  }
  switch (topic_.id_source.kind) {
    case IdSource::Kind::kPosition:
      break;
    case IdSource::Kind::kField:
      header.id = ReadId(fields_[topic_.id_source.slot]);
      break;
    case IdSource::Kind::kHeader:
      header.id = HeaderId(record);
      break;
  }
  return header;
}

uint64_t Partition::HeaderId(const Record& record) const {
  if (topic_.id_source.kind != IdSource::Kind::kHeader) return 0;
  if (replaying_ != nullptr) return replaying_->row.id;
  uint64_t id = 0;
  for (const telltale::Header& header : record.headers) {
    if (header.name == topic_.id_source.header) id = Hash64(header.value);
  }
  return id;
}

bool Partition::IsFuture(const Header& header, WallTime wall) const {
  ArrivalTime base{wall.time_since_epoch()};
  if (options_.clock == PartitionClock::Kind::kKafka || topic_.arrival) {
    base = std::max(clock_.arrival(), std::min(header.own, base));
  }
  return header.at.time_since_epoch() > (base + topic_.ahead).time_since_epoch();
}

}  // namespace telltale
