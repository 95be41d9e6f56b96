// The contracts of the gateway and of jobs over the fake, over the fake behind gRPC and, when
// TELLTALE_ZEEBE_ADDRESS and TELLTALE_ZEEBE_MONITORING name one, over a real broker; and the proof
// that the contracts find what is wrong.
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
#include "tests/contract/jobs_checks.h"
#include "tests/contract/served_bench.h"
#include "tests/contract/zeebe_bench.h"

namespace telltale {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct Subject {
  std::string bench;
  GatewayCheck check;
  std::function<std::unique_ptr<GatewayBench>()> make;
};

std::string Environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// A broker that is not there is not a subject, rather than one that is skipped.
std::vector<Subject> Subjects(absl::Span<const GatewayCheck> checks) {
  std::vector<Subject> subjects;
  const std::string address = Environment("TELLTALE_ZEEBE_ADDRESS");
  const std::string monitoring = Environment("TELLTALE_ZEEBE_MONITORING");
  for (const GatewayCheck& check : checks) {
    subjects.push_back({"Fake", check, [] { return std::make_unique<FakeBench>(); }});
    subjects.push_back({"Served", check, [] { return std::make_unique<ServedBench>(); }});
    if (address.empty()) continue;
    subjects.push_back({"Zeebe", check, [address, monitoring] {
                          return std::make_unique<ZeebeBench>(address, monitoring);
                        }});
  }
  return subjects;
}

std::string NameOf(const testing::TestParamInfo<Subject>& info) {
  return info.param.bench + "_" + info.param.check.name;
}

class GatewayContractTest : public testing::TestWithParam<Subject> {};

TEST_P(GatewayContractTest, Holds) {
  const std::unique_ptr<GatewayBench> bench = GetParam().make();
  EXPECT_THAT(GetParam().check.run(*bench), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Gateways, GatewayContractTest,
                         testing::ValuesIn(Subjects(GatewayChecks())), NameOf);
INSTANTIATE_TEST_SUITE_P(Jobs, GatewayContractTest, testing::ValuesIn(Subjects(JobsChecks())),
                         NameOf);

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

// Stands before a client of jobs and changes what passes.
class JobsProxy : public Jobs {
 public:
  explicit JobsProxy(std::unique_ptr<Jobs> real) : real_(std::move(real)) {}
  void Subscribe(const JobRequest& request, std::function<void(Job)> on_job) override {
    real_->Subscribe(request, std::move(on_job));
  }
  void Hold(JobKey job, Millis timeout, std::function<void(Answered)> done) override {
    real_->Hold(job, timeout, std::move(done));
  }
  void Finish(JobKey job, const JobEnd& end, std::function<void(Answered)> done) override {
    real_->Finish(job, end, std::move(done));
  }
  void CancelInstance(InstanceKey instance, std::function<void(Answered)> done) override {
    real_->CancelInstance(instance, std::move(done));
  }
  uint64_t Breaks() const override { return real_->Breaks(); }

 protected:
  std::unique_ptr<Jobs> real_;
};

// Hands over what comes to its stream, and never polls.
class NeverPolls : public JobsProxy {
 public:
  using JobsProxy::JobsProxy;
  void Subscribe(const JobRequest& request, std::function<void(Job)> on_job) override {
    JobsProxy::Subscribe(request, [this, on_job = std::move(on_job)](Job job) {
      if (open_) on_job(std::move(job));
    });
    open_ = true;
  }

 private:
  bool open_ = false;
};

// Hands over each job once.
class NeverAgain : public JobsProxy {
 public:
  using JobsProxy::JobsProxy;
  void Subscribe(const JobRequest& request, std::function<void(Job)> on_job) override {
    JobsProxy::Subscribe(request, [this, on_job = std::move(on_job)](Job job) {
      if (seen_.insert(job.key).second) on_job(std::move(job));
    });
  }

 private:
  std::set<JobKey> seen_;
};

// Says of every order that it was taken.
class SaysYes : public JobsProxy {
 public:
  using JobsProxy::JobsProxy;
  void Finish(JobKey job, const JobEnd& end, std::function<void(Answered)> done) override {
    real_->Finish(job, end, [done = std::move(done)](const Answered&) {
      done({Answer::kAccepted, ""});
    });
  }
};

// Takes the order to cancel, and forgets it.
class CancelsNothing : public JobsProxy {
 public:
  using JobsProxy::JobsProxy;
  void CancelInstance(InstanceKey, std::function<void(Answered)> done) override {
    done({Answer::kAccepted, ""});
  }
};

// Gives all variables, whatever was asked for.
class GivesEverything : public JobsProxy {
 public:
  using JobsProxy::JobsProxy;
  void Subscribe(const JobRequest& request, std::function<void(Job)> on_job) override {
    JobsProxy::Subscribe({.type = request.type, .timeout = request.timeout}, std::move(on_job));
  }
};

template <class Broken>
class BrokenJobsBench : public FakeBench {
 public:
  std::unique_ptr<Jobs> Connect() override {
    return std::make_unique<Broken>(FakeBench::Connect());
  }
};

// The checks that find fault.
template <class Bench>
std::vector<std::string> FoundBy(absl::Span<const GatewayCheck> checks) {
  std::vector<std::string> names;
  for (const GatewayCheck& check : checks) {
    Bench bench;
    if (!check.run(bench).empty()) names.push_back(check.name);
  }
  return names;
}

TEST(GatewayContractSelfTest, FindsAGatewayThatStillKnowsAnIdAfterItsTtlAndTheLag) {
  EXPECT_THAT(FoundBy<BrokenBench<NeverForgets>>(GatewayChecks()),
              ElementsAre("ForgetsAnIdOnceItsTtlAndTheLagHavePassed",
                          "AStartSentAgainAfterItsTtlBecomesAGhost"));
}

TEST(GatewayContractSelfTest, FindsAGatewayThatReleasesNoGhost) {
  EXPECT_THAT(FoundBy<BrokenBench<ReleasesNoGhost>>(GatewayChecks()),
              ElementsAre("KeepsAnotherStartOfItsKeyAndReleasesItAsAGhost"));
}

TEST(JobsContractSelfTest, FindsAClientThatNeverPolls) {
  EXPECT_THAT(
      FoundBy<BrokenJobsBench<NeverPolls>>(JobsChecks()),
      ElementsAre("HandsOverAJobThatWaitedAlready", "HandsOverToTheNextWhatAClientLeftBehind"));
}

TEST(JobsContractSelfTest, FindsAClientThatHandsOverNothingAgain) {
  EXPECT_THAT(FoundBy<BrokenJobsBench<NeverAgain>>(JobsChecks()),
              ElementsAre("HandsOverAgainWhatIsNotCompletedInTime",
                          "AFailedJobComesAgainWithTheRetriesThatAreLeft"));
}

TEST(JobsContractSelfTest, FindsAClientThatSaysYesToEverything) {
  EXPECT_THAT(
      FoundBy<BrokenJobsBench<SaysYes>>(JobsChecks()),
      ElementsAre("AnInstanceGoesOnWhenItsGateIsCompleted", "RefusesKeysThatItNeverGave",
                  "AFailedJobWithoutRetriesWaitsForAnOperator", "AnErrorEndsAJobWhereItIsCaught",
                  "AnErrorThatNobodyCatchesWaitsForAnOperator", "CancellingEndsAnInstanceOnce",
                  "ABackTakesTheGateJobAway"));
}

TEST(JobsContractSelfTest, FindsAClientThatCancelsNothing) {
  EXPECT_THAT(FoundBy<BrokenJobsBench<CancelsNothing>>(JobsChecks()),
              ElementsAre("TheEndedJobComesWhenTheTaskIsDone", "RefusesKeysThatItNeverGave",
                          "AnErrorEndsAJobWhereItIsCaught", "CancellingEndsAnInstanceOnce",
                          "CancellingReleasesTheNextStartOfItsKey"));
}

TEST(JobsContractSelfTest, FindsAClientThatGivesVariablesThatNobodyAskedFor) {
  EXPECT_THAT(FoundBy<BrokenJobsBench<GivesEverything>>(JobsChecks()),
              ElementsAre("HandsOverAJobWhenItIsCreated"));
}

}  // namespace
}  // namespace telltale
