// SimGateway: one loop's connection to the workflow engine. Complains about a message that is
// not marked on disk, that is not the one that was decided, or that passes an earlier one of its
// key.
//
// Thread safety: none.
#ifndef TELLTALE_TESTS_SIMULATION_WORLD_SIM_GATEWAY_H_
#define TELLTALE_TESTS_SIMULATION_WORLD_SIM_GATEWAY_H_

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "engine/ports/ports.h"
#include "tests/simulation/world/life.h"

namespace telltale {

struct SimWorld;

class SimGateway : public Gateway {
 public:
  // `world` must outlive it. Answers may come when it is gone.
  SimGateway(SimWorld& world, std::shared_ptr<Life> life) : world_(world), life_(std::move(life)) {}
  void Publish(const Message& message, std::function<void(Answered)> done) override;
  void Topology(std::function<void(absl::StatusOr<Cluster>)> done) override;
  bool Connected() const override;

 private:
  void CheckMarked(const Message& message);
  void Send(Message message, std::function<void(Answered)> done);

  SimWorld& world_;
  std::shared_ptr<Life> life_;
  std::optional<uint64_t> connected_;  // breaks of the engine's when it was asked last
  std::shared_ptr<std::set<std::string>> under_way_ = std::make_shared<std::set<std::string>>();
};

// Lets the workflow engine of `world` fail as its weather says, and a few messages be refused for
// good. `refusals` draws which.
void SetFaults(SimWorld& world, uint64_t refusals);

}  // namespace telltale

#endif  // TELLTALE_TESTS_SIMULATION_WORLD_SIM_GATEWAY_H_
