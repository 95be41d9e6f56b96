#include "tests/contract/fake_bench.h"

namespace telltale {

std::vector<GatewayBench::Instance> FakeBench::Instances(const std::string& key) {
  std::vector<Instance> found;
  for (const BrokerModel::Instance& instance : zeebe_.Instances()) {
    if (instance.correlation_key != key) continue;
    switch (instance.state) {
      case BrokerModel::State::kRunning:
        found.push_back(Instance::kRunning);
        break;
      case BrokerModel::State::kInterrupted:
        found.push_back(Instance::kInterrupted);
        break;
      case BrokerModel::State::kDone:
      case BrokerModel::State::kCancelled:
        found.push_back(Instance::kDone);
        break;
    }
  }
  return found;
}

bool FakeBench::EndTask(const std::string& key) {
  for (const BrokerModel::Instance& instance : zeebe_.Instances()) {
    if (instance.correlation_key != key) continue;
    if (zeebe_.EndTask(instance.key)) return true;
  }
  return false;
}

}  // namespace telltale
