// ModelBench: what the benches over the model of a broker share.
#ifndef TELLTALE_TESTS_CONTRACT_MODEL_BENCH_H_
#define TELLTALE_TESTS_CONTRACT_MODEL_BENCH_H_

#include <string>
#include <vector>

#include "connectors/zeebe_fake/broker_model.h"
#include "tests/contract/gateway_bench.h"

namespace telltale {

class ModelBench : public GatewayBench {
 public:
  std::string NewKey(const std::string& name) override { return name; }
  std::vector<Instance> Instances(const std::string& key) override;
  bool EndTask(const std::string& key) override;
  // Nothing happens by itself here.
  bool WaitUntil(const std::function<bool()>& condition) override { return condition(); }

 protected:
  static std::vector<BrokerModel::Process> Processes();
  virtual std::vector<BrokerModel::Instance> AllInstances() const = 0;
  virtual bool EndTaskOf(int64_t instance_key) = 0;
};

}  // namespace telltale

#endif  // TELLTALE_TESTS_CONTRACT_MODEL_BENCH_H_
