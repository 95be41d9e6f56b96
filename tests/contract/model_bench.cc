#include "tests/contract/model_bench.h"

#include <optional>

namespace telltale {
namespace {

// nullopt: its task was never reached, so a real broker would show no job of it.
std::optional<GatewayBench::Instance> Show(const BrokerModel::Instance& instance) {
  using State = BrokerModel::State;
  if (instance.state == State::kInterrupted) return GatewayBench::Instance::kInterrupted;
  if (!instance.passed) return std::nullopt;
  const bool in_task =
      instance.state == State::kRunning && instance.place == BrokerModel::Place::kTask;
  return in_task ? GatewayBench::Instance::kRunning : GatewayBench::Instance::kDone;
}

}  // namespace

std::vector<BrokerModel::Process> ModelBench::Processes() {
  return {{.start = kStartName, .backs = {kBackName}, .correlates_on = "episode"},
          {.start = kGatedName,
           .backs = {kBackName},
           .gate = true,
           .ended = true,
           .headers = kGateHeaders,
           .errors = {kErrorCode},
           .correlates_on = "episode"}};
}

std::vector<GatewayBench::Instance> ModelBench::Instances(const std::string& key) {
  std::vector<Instance> found;
  for (const BrokerModel::Instance& instance : AllInstances()) {
    if (instance.correlation_key != key) continue;
    if (const std::optional<Instance> shown = Show(instance)) found.push_back(*shown);
  }
  return found;
}

bool ModelBench::EndTask(const std::string& key) {
  for (const BrokerModel::Instance& instance : AllInstances()) {
    if (instance.correlation_key == key && EndTaskOf(instance.key)) return true;
  }
  return false;
}

}  // namespace telltale
