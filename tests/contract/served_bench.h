// ServedBench: the contract's bench over Zeebe's clients and the model of a broker behind gRPC.
#ifndef TELLTALE_TESTS_CONTRACT_SERVED_BENCH_H_
#define TELLTALE_TESTS_CONTRACT_SERVED_BENCH_H_

#include <memory>
#include <vector>

#include "connectors/zeebe/zeebe_gateway.h"
#include "connectors/zeebe/zeebe_jobs.h"
#include "tests/contract/model_bench.h"
#include "tests/contract/patience.h"
#include "tests/served_zeebe/served_zeebe.h"

namespace telltale {

class ServedBench : public ModelBench {
 public:
  ServedBench() {
    for (BrokerModel::Process& process : Processes()) zeebe_.Deploy(std::move(process));
  }

  Gateway& gateway() override { return gateway_; }
  std::unique_ptr<Jobs> Connect() override {
    // What a push lost must not keep a test waiting.
    return std::make_unique<ZeebeJobs>(
        ZeebeJobsOptions{.address = zeebe_.address(), .poll_every = Millis{20}});
  }
  // Jobs come on threads of gRPC's.
  bool WaitUntil(const std::function<bool()>& condition) override {
    return WaitWithPatience(condition);
  }
  void Pass(Millis time) override { zeebe_.Advance(now_ += time); }

 protected:
  std::vector<BrokerModel::Instance> AllInstances() const override { return zeebe_.Instances(); }
  bool EndTaskOf(int64_t instance_key) override { return zeebe_.EndTask(instance_key); }

 private:
  WallTime now_ = WallMs(1'000'000);
  ServedZeebe zeebe_{{.partitions = 3, .begin = now_}};
  ZeebeGateway gateway_{{.address = zeebe_.address()}};
};

}  // namespace telltale

#endif  // TELLTALE_TESTS_CONTRACT_SERVED_BENCH_H_
