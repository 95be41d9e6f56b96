// How a partition hands a record to its routes: no key, no clock, no state; a row in the outbox.
#include <optional>
#include <utility>

#include "engine/base/hash.h"
#include "engine/rules/reader.h"
#include "engine/rules/route_reader.h"
#include "engine/runtime/partition.h"

namespace telltale {

void Partition::RouteRecord(size_t route, const Record& record) {
  const CompiledRoute& compiled = topic_.routes[route];
  Routing routing = ReadRoute(compiled, {topic_.name, record, fields_}, route_values_);
  ++counters_.routes[route][static_cast<size_t>(routing.outcome)];
  if (replaying_ != nullptr) replaying_->Note(compiled.name, RouteOutcomeName(routing.outcome));
  switch (routing.outcome) {
    case RouteOutcome::kNoMatch:
      return;
    case RouteOutcome::kSetAside:
      return Quarantine(record, compiled.id, routing.error, std::move(routing.text));
    case RouteOutcome::kRouted:
      break;
  }
  routing.message.at = TimeOfRouted(record);
  const KeyHash key = HashKey(routing.message.correlation_key);
  Enqueue({.seq = progress_.next_outbox,
           .rule = compiled.id,
           .key = key,
           .message = std::move(routing.message)});
}

// What people are shown; nothing is decided by it. The record's own time, or else what the topic
// takes for the event's, or when it was read.
EventTime Partition::TimeOfRouted(const Record& record) const {
  if (ToMs(record.timestamp) >= 0) return EventMs(ToMs(record.timestamp));
  const auto at = topic_.time ? ReadTimeMs(fields_[*topic_.time]) : std::nullopt;
  return at ? EventMs(*at) : EventMs(ToMs(wall_));
}

}  // namespace telltale
