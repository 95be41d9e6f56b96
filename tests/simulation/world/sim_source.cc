#include "tests/simulation/world/sim_source.h"

#include "engine/base/status.h"
#include "tests/simulation/world/world.h"

namespace telltale {

SimSource::SimSource(SimWorld& world, Life& life)
    : ModelSource(world.topic), world_(world), life_(life) {}

absl::StatusOr<Batch> SimSource::Poll(Millis limit) {
  constexpr int kAsks = 40;
  if (life_.over()) return absl::UnavailableError("dead");
  if (world_.random.Chance(world_.weather.empty_polls)) return Batch{};
  fetch = static_cast<size_t>(world_.random.Between(0, world_.weather.fetch));
  ASSIGN_OR_RETURN(const Batch batch, ModelSource::Poll(limit));
  const WallTime now = world_.node_clock.Wall();
  if (world_.random.Chance(kAsks)) AskEnds(now);
  world_.inputs.Tell(batch, now);
  if (!batch.records.empty()) world_.journal.Say("polled  ", batch.records.size(), " records");
  // If it dies here, it still applies them; nobody will ever know.
  if (!batch.records.empty()) static_cast<void>(life_.Pass(CrashPoint::kPolled));
  return batch;
}

void SimSource::Ack(PartitionId partition, Offset next) {
  if (life_.over()) return;
  if (world_.sabotage == Sabotage::kEarlyAck) next.value += 1;
  if (next > world_.inputs.progress(partition).next) {
    world_.journal.Complain("acknowledged before it was durable: ", next.value);
  }
  if (acked.contains(partition.partition) && next < acked[partition.partition]) {
    world_.journal.Complain("the acknowledged offset went back to ", next.value);
  }
  ModelSource::Ack(partition, next);
}

void SimSource::CommitGroup() {
  if (!life_.over()) ModelSource::CommitGroup();
}

}  // namespace telltale
