// ZeebeBench: the contract's bench over a real Zeebe broker.
//
// Instances are seen through their jobs: the task's job says that one runs, the job behind the back
// that it was interrupted. A fence makes sure that everything published before has had its effect.
//
// The broker needs ZEEBE_CLOCK_CONTROLLED=true and a TTL checker that runs every second
// (ZEEBE_BROKER_EXPERIMENTAL_ENGINE_MESSAGES_TTLCHECKERINTERVAL=PT1S), or the checks that let time
// pass wait in vain.
#ifndef TELLTALE_TESTS_CONTRACT_ZEEBE_BENCH_H_
#define TELLTALE_TESTS_CONTRACT_ZEEBE_BENCH_H_

#include <memory>
#include <string>
#include <vector>

#include "tests/contract/gateway_bench.h"

namespace telltale {

class ZeebeBench : public GatewayBench {
 public:
  // `address` of the gateway, `monitoring` of the clock's endpoint; both host:port.
  ZeebeBench(const std::string& address, const std::string& monitoring);
  ~ZeebeBench() override;

  Gateway& gateway() override;
  std::unique_ptr<Jobs> Connect() override;
  std::string NewKey(const std::string& name) override;
  std::vector<Instance> Instances(const std::string& key) override;
  bool EndTask(const std::string& key) override;
  void Pass(Millis time) override;
  bool WaitUntil(const std::function<bool()>& condition) override;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace telltale

#endif  // TELLTALE_TESTS_CONTRACT_ZEEBE_BENCH_H_
