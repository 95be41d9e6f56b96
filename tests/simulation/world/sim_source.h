// SimSource: the model of Kafka with its moods: small fetches, empty polls, proofs of the end that
// come late, a broker that is away. Complains about an acknowledgement of what is not durable.
//
// Thread safety: none.
#ifndef TELLTALE_TESTS_SIMULATION_WORLD_SIM_SOURCE_H_
#define TELLTALE_TESTS_SIMULATION_WORLD_SIM_SOURCE_H_

#include <map>

#include "tests/runtime/model_source.h"
#include "tests/simulation/world/life.h"

namespace telltale {

struct SimWorld;

class SimSource : public ModelSource {
 public:
  // Both must outlive it.
  SimSource(SimWorld& world, Life& life);
  absl::StatusOr<Batch> Poll(Millis limit) override;
  void Ack(PartitionId partition, Offset next) override;
  void CommitGroup() override;

 private:
  SimWorld& world_;
  Life& life_;
};

}  // namespace telltale

#endif  // TELLTALE_TESTS_SIMULATION_WORLD_SIM_SOURCE_H_
