// The gateway contract over the fake and, when TELLTALE_ZEEBE_ADDRESS and TELLTALE_ZEEBE_MONITORING
// name one, over a real broker; and the proof that the contract finds what is wrong.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/contract/fake_bench.h"
#include "tests/contract/gateway_checks.h"
#include "tests/contract/zeebe_bench.h"

namespace telltale {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct Subject {
  std::string bench;
  std::string check;
  std::function<std::unique_ptr<GatewayBench>()> make;
};

std::string Environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// A broker that is not there is not a subject, rather than one that is skipped.
std::vector<Subject> Subjects() {
  std::vector<Subject> subjects;
  const std::string address = Environment("TELLTALE_ZEEBE_ADDRESS");
  const std::string monitoring = Environment("TELLTALE_ZEEBE_MONITORING");
  for (const GatewayCheck& check : GatewayChecks()) {
    subjects.push_back({"Fake", check.name, [] { return std::make_unique<FakeBench>(); }});
    if (address.empty()) continue;
    subjects.push_back({"Zeebe", check.name, [address, monitoring] {
                          return std::make_unique<ZeebeBench>(address, monitoring);
                        }});
  }
  return subjects;
}

class GatewayContractTest : public testing::TestWithParam<Subject> {};

TEST_P(GatewayContractTest, Holds) {
  const std::unique_ptr<GatewayBench> bench = GetParam().make();
  EXPECT_THAT(RunCheck(GetParam().check, *bench), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Gateways, GatewayContractTest, testing::ValuesIn(Subjects()),
                         [](const auto& info) {
                           return info.param.bench + "_" + info.param.check;
                         });

// ---------------------------------------------------------------- the contract itself

// Stands before a gateway and changes what passes.
class Proxy : public Gateway {
 public:
  explicit Proxy(Gateway& real) : real_(real) {}
  void Topology(std::function<void(absl::StatusOr<Cluster>)> done) override {
    real_.Topology(std::move(done));
  }

 protected:
  Gateway& real_;
};

// Knows every id for ever.
class NeverForgets : public Proxy {
 public:
  using Proxy::Proxy;
  void Publish(const Message& message, std::function<void(Answered)> done) override {
    const auto id = std::make_pair(message.correlation_key, message.id);
    if (message.ttl > Millis{0} && ids_.contains(id)) return done({Answer::kKnown, ""});
    real_.Publish(message, [this, id, done = std::move(done)](Answered answered) {
      if (answered.answer == Answer::kAccepted) ids_.insert(id);
      done(std::move(answered));
    });
  }

 private:
  std::set<std::pair<std::string, std::string>> ids_;
};

// Drops a start while its key's instance may still run, instead of keeping it.
class ReleasesNoGhost : public Proxy {
 public:
  using Proxy::Proxy;
  void Publish(const Message& message, std::function<void(Answered)> done) override {
    Message changed = message;
    const auto first = first_.try_emplace(message.correlation_key, message.id).first;
    if (first->second != message.id && message.name == kStartName) changed.ttl = Millis{0};
    real_.Publish(changed, std::move(done));
  }

 private:
  std::map<std::string, std::string> first_;  // correlation key -> id
};

template <class Broken>
class BrokenBench : public FakeBench {
 public:
  Gateway& gateway() override { return broken_; }

 private:
  Broken broken_{FakeBench::gateway()};
};

// The checks that find fault.
template <class Broken>
std::vector<std::string> FoundBy() {
  std::vector<std::string> names;
  for (const GatewayCheck& check : GatewayChecks()) {
    BrokenBench<Broken> bench;
    if (!check.run(bench).empty()) names.push_back(check.name);
  }
  return names;
}

TEST(GatewayContractSelfTest, FindsAGatewayThatStillKnowsAnIdAfterItsTtlAndTheLag) {
  EXPECT_THAT(FoundBy<NeverForgets>(), ElementsAre("ForgetsAnIdOnceItsTtlAndTheLagHavePassed",
                                                   "AStartSentAgainAfterItsTtlBecomesAGhost"));
}

TEST(GatewayContractSelfTest, FindsAGatewayThatReleasesNoGhost) {
  EXPECT_THAT(FoundBy<ReleasesNoGhost>(),
              ElementsAre("KeepsAnotherStartOfItsKeyAndReleasesItAsAGhost"));
}

}  // namespace
}  // namespace telltale
