// FakeBench: the contract's bench over the in-process gateway.
#ifndef TELLTALE_TESTS_CONTRACT_FAKE_BENCH_H_
#define TELLTALE_TESTS_CONTRACT_FAKE_BENCH_H_

#include <string>
#include <vector>

#include "connectors/zeebe_fake/fake_zeebe.h"
#include "tests/contract/gateway_bench.h"

namespace telltale {

class FakeBench : public GatewayBench {
 public:
  FakeBench() { zeebe_.Deploy({.start = kStartName, .backs = {kBackName}}); }

  Gateway& gateway() override { return zeebe_; }
  std::string NewKey(const std::string& name) override { return name; }
  std::vector<Instance> Instances(const std::string& key) override;
  bool EndTask(const std::string& key) override;
  void Pass(Millis time) override {
    clock_.wall += time;
    zeebe_.Advance();
  }
  // Nothing happens by itself here.
  bool WaitUntil(const std::function<bool()>& condition) override { return condition(); }

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
