#include "cli/replay/replayed_partition.h"

#include <algorithm>
#include <utility>

namespace telltale {
namespace {

// What would be written is dropped after as much as a batch of a node has at most.
constexpr uint64_t kRecordsOfBatch = 32768;
constexpr uint64_t kBytesOfBatch = 4 << 20;

}  // namespace

ReplayedPartition::ReplayedPartition(const Place& place, const CompiledTopic& topic,
                                     Decoder& decoder, KeyHash key, std::vector<Tick> ticks)
    : place_(place),
      partition_(place.id, topic, decoder, {.clock = place.clock, .audit_rows = 0, .tells = false}),
      story_(topic.rules.front(), key),
      ticks_(std::move(ticks)) {
  partition_.Watch(story_);
  partition_.BeginAt(place.from);
  const auto is_before = [&place](const Tick& tick) { return tick.next < place.from; };
  next_tick_ = static_cast<size_t>(std::find_if_not(ticks_.begin(), ticks_.end(), is_before) -
                                   ticks_.begin());
}

void ReplayedPartition::Apply(const Record& record) {
  ApplyTicks(record.offset);
  story_.BeginRecord(record.offset);
  partition_.Apply(record, place_.wall);
  if (begin_ == kNoArrivalTime) begin_ = partition_.arrival();
  ++untaken_records_;
  untaken_bytes_ += record.value.size();
  if (untaken_records_ < kRecordsOfBatch && untaken_bytes_ < kBytesOfBatch) return;
  partition_.Take(place_.wall);
  untaken_records_ = untaken_bytes_ = 0;
}

void ReplayedPartition::Finish() { ApplyTicks(partition_.next()); }

void ReplayedPartition::ApplyTicks(Offset until) {
  while (next_tick_ < ticks_.size() && ticks_[next_tick_].next <= until) {
    Apply(ticks_[next_tick_++]);
  }
}

// Arrival goes on from where it was set, at the speed of the wall clock: a proof that lies as far
// from there moves it to where the node's was. Before the first record nothing is known that time
// could change.
void ReplayedPartition::Apply(const Tick& tick) {
  if (partition_.arrival() == kNoArrivalTime) return;
  ++applied_;
  story_.BeginTick();
  partition_.Take(place_.wall);  // says when the arrival was set
  const Progress& progress = partition_.progress();
  const WallTime sent = progress.arrival_set + (tick.arrival - progress.arrival);
  partition_.OnProvenEnd({place_.id, progress.next, sent}, place_.wall);
  if (tick.told) partition_.OnTold(*tick.told, place_.wall);
}

uint64_t ReplayedPartition::set_aside() const {
  uint64_t all = 0;
  for (const auto& [error, count] : partition_.counters().quarantined) all += count;
  return all;
}

}  // namespace telltale
