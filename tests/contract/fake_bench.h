// FakeBench: the contract's bench over the in-process gateway.
#ifndef TELLTALE_TESTS_CONTRACT_FAKE_BENCH_H_
#define TELLTALE_TESTS_CONTRACT_FAKE_BENCH_H_

#include <memory>
#include <string>
#include <vector>

#include "connectors/zeebe_fake/fake_zeebe.h"
#include "tests/contract/model_bench.h"

namespace telltale {

class FakeBench : public ModelBench {
 public:
  FakeBench() {
    for (BrokerModel::Process& process : Processes()) zeebe_.Deploy(std::move(process));
  }

  Gateway& gateway() override { return zeebe_; }
  std::unique_ptr<Jobs> Connect() override { return zeebe_.Connect(); }
  void Pass(Millis time) override {
    clock_.wall += time;
    zeebe_.Advance();
  }

 protected:
  std::vector<BrokerModel::Instance> AllInstances() const override { return zeebe_.Instances(); }
  bool EndTaskOf(int64_t instance_key) override { return zeebe_.EndTask(instance_key); }

 private:
  struct HandClock : Clock {
    WallTime Wall() const override { return wall; }
    Millis SinceBoot() const override { return wall.time_since_epoch(); }
    const std::string& BootId() const override { return boot; }
    WallTime wall = WallMs(1'000'000);
    std::string boot = "boot";
  };

  HandClock clock_;
  FakeZeebe zeebe_{clock_, {}};
};

}  // namespace telltale

#endif  // TELLTALE_TESTS_CONTRACT_FAKE_BENCH_H_
