// SimOperator: a person who looks at a running node now and then, and orders something about what
// is parked or in quarantine. She knows Zeebe better than the node does: she has a start tried
// again only if it has no instance, and none can come. Complains about an order that was answered,
// but has not become durable.
//
// Thread safety: none.
#ifndef TELLTALE_TESTS_SIMULATION_WORLD_SIM_OPERATOR_H_
#define TELLTALE_TESTS_SIMULATION_WORLD_SIM_OPERATOR_H_

#include "engine/desk/desk.h"
#include "engine/desk/orders.h"
#include "tests/simulation/world/ledger.h"

namespace telltale {

struct SimWorld;

class SimOperator {
 public:
  // Both must outlive it.
  SimOperator(SimWorld& world, Desk& desk) : world_(world), desk_(desk) {}

  // Orders about one or the other of the rows that there are.
  void Act();

 private:
  void OrderAbout(PartitionId partition, const Ledger::Row& row);
  void Order(OutboxOrder order, PartitionId partition, const Ledger::Row& row);
  // `retries`: of the row, before the order.
  void OnDone(OutboxOrder order, const std::string& message_id, int retries,
              const OrderResult& result);
  bool MayYetArrive(const Message& message) const;
  void Replay(PartitionId partition, QuarantineRow row);

  SimWorld& world_;
  Desk& desk_;
};

}  // namespace telltale

#endif  // TELLTALE_TESTS_SIMULATION_WORLD_SIM_OPERATOR_H_
