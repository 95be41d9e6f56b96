#include "tests/contract/jobs_checks.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "engine/base/correlation_hash.h"
#include "tests/contract/contract_case.h"

namespace telltale {
namespace {

using Instance = GatewayBench::Instance;
using Case = ContractCase;

constexpr Millis kTimeout{30000};
constexpr Millis kMoreThanTimeout{31000};

std::string GateOf(const std::string& key) { return "gate/" + key; }
std::string EndedOf(const std::string& key) { return "ended/" + key; }

// A start whose instance waits at a gate; its jobs have types of its own.
Message Gated(const std::string& key, const std::string& id) {
  return {.name = kGatedName,
          .correlation_key = key,
          .id = id,
          .ttl = Case::kTtl,
          .variables = absl::StrCat(R"({"episode":")", key, R"(","telltale":{"gate":")",
                                    GateOf(key), R"(","ended":")", EndedOf(key), R"("}})")};
}

// A client, and what it was handed over so far.
class Worker {
 public:
  explicit Worker(Case& c) : c_(c), jobs_(c.bench().Connect()) {}

  void Subscribe(const std::string& type) {
    jobs_->Subscribe({.type = type, .variables = {"episode", "result"}, .timeout = kTimeout},
                     [this](Job job) {
                       absl::MutexLock lock(&mutex_);
                       got_.push_back(std::move(job));
                     });
  }
  // Waits for `count` jobs, counted from the beginning; false: they did not come.
  bool HasGot(size_t count) {
    return c_.bench().WaitUntil([&] {
      absl::MutexLock lock(&mutex_);
      return got_.size() >= count;
    });
  }
  // The same, but gives up early.
  bool HasGotSoon(size_t count) {
    constexpr int kLooks = 100;  // a second, where looks take time
    int looks = 0;
    const bool ended = c_.bench().WaitUntil([&] {
      absl::MutexLock lock(&mutex_);
      return got_.size() >= count || ++looks > kLooks;
    });
    return ended && looks <= kLooks;
  }
  // Waits for `count` jobs and returns them.
  std::vector<Job> Expect(size_t count) {
    const bool came = HasGot(count);
    absl::MutexLock lock(&mutex_);
    if (!came) c_.Find(absl::StrCat("expected ", count, " jobs, but got ", got_.size()));
    std::vector<Job> jobs = got_;
    jobs.resize(count);  // those that did not come have no key
    return jobs;
  }

  void Hold(JobKey job, Millis timeout, Answer expected) {
    c_.ExpectAnswer(
        absl::StrCat("holding ", job.value),
        [&](auto done) { jobs_->Hold(job, timeout, std::move(done)); }, expected);
  }
  void Complete(JobKey job, Answer expected) { Finish(job, {}, expected); }
  void Finish(JobKey job, const JobEnd& end, Answer expected) {
    c_.ExpectAnswer(
        absl::StrCat("finishing ", job.value),
        [&](auto done) { jobs_->Finish(job, end, std::move(done)); }, expected);
  }
  void Cancel(InstanceKey instance, Answer expected) {
    c_.ExpectAnswer(
        absl::StrCat("cancelling ", instance.value),
        [&](auto done) { jobs_->CancelInstance(instance, std::move(done)); }, expected);
  }

 private:
  Case& c_;
  absl::Mutex mutex_;
  std::vector<Job> got_ ABSL_GUARDED_BY(mutex_);
  std::unique_ptr<Jobs> jobs_;  // last: it calls back until it is gone
};

// ---------------------------------------------------------------- how jobs come

Findings HandsOverAJobWhenItIsCreated(GatewayBench& bench) {
  Case c(bench);
  const std::string key = bench.NewKey("created");
  Worker worker(c);
  worker.Subscribe(GateOf(key));
  c.ExpectAnswer(Gated(key, key), Answer::kAccepted);
  const Job job = worker.Expect(1)[0];
  if (job.type != GateOf(key)) c.Find("expected its type, but got " + job.type);
  if (job.variables != R"({"episode":")" + key + R"("})") {
    c.Find("expected the variable episode alone, but got " + job.variables);
  }
  if (job.process.empty()) c.Find("expected the process");
  if (job.headers != kGateHeaders) c.Find("expected the task's headers, but got " + job.headers);
  if (job.retries != 3) c.Find(absl::StrCat("expected 3 retries, but got ", job.retries));
  if (PartitionOfKey(job.key.value) < 1) c.Find("expected a partition in the job's key");
  if (PartitionOfKey(job.instance.value) < 1) c.Find("expected a partition in the instance's key");
  return c.findings;
}

Findings HandsOverAJobThatWaitedAlready(GatewayBench& bench) {
  Case c(bench);
  const std::string key = bench.NewKey("waiting");
  c.ExpectAnswer(Gated(key, key), Answer::kAccepted);
  c.ExpectInstances(key, {});
  Worker worker(c);
  worker.Subscribe(GateOf(key));
  worker.Expect(1);
  return c.findings;
}

Findings HandsOverAgainWhatIsNotCompletedInTime(GatewayBench& bench) {
  Case c(bench);
  const std::string key = bench.NewKey("again");
  Worker worker(c);
  worker.Subscribe(GateOf(key));
  c.ExpectAnswer(Gated(key, key), Answer::kAccepted);
  worker.Expect(1);
  bench.Pass(kMoreThanTimeout);
  const std::vector<Job> jobs = worker.Expect(2);
  if (jobs[0].key != jobs[1].key) c.Find("expected the same job again, but its key is another");
  worker.Complete(jobs[0].key, Answer::kAccepted);
  return c.findings;
}

Findings DoesNotHandOverAgainWhatIsHeld(GatewayBench& bench) {
  Case c(bench);
  const std::string key = bench.NewKey("held");
  Worker worker(c);
  worker.Subscribe(GateOf(key));
  c.ExpectAnswer(Gated(key, key), Answer::kAccepted);
  const JobKey held = worker.Expect(1)[0].key;
  worker.Hold(held, 3 * kTimeout, Answer::kAccepted);
  bench.Pass(kMoreThanTimeout);
  // Jobs of one type come in order, so it would come before the other.
  Message other = Gated(key, bench.NewKey("other"));
  other.correlation_key = other.id;
  c.ExpectAnswer(other, Answer::kAccepted);
  if (worker.Expect(2)[1].key == held) c.Find("expected another job, but got the held one again");
  worker.Complete(held, Answer::kAccepted);
  worker.Hold(held, kTimeout, Answer::kRefused);
  return c.findings;
}

Findings HandsOverToTheNextWhatAClientLeftBehind(GatewayBench& bench) {
  Case c(bench);
  const std::string key = bench.NewKey("left");
  c.ExpectAnswer(Gated(key, key), Answer::kAccepted);
  {
    Worker first(c);
    first.Subscribe(GateOf(key));
    first.Expect(1);
  }
  Worker second(c);
  second.Subscribe(GateOf(key));
  // A broker that has not noticed yet that the first one is gone hands it over to that once more.
  constexpr int kTries = 3;
  for (int i = 0; i < kTries && !second.HasGotSoon(1); ++i) bench.Pass(kMoreThanTimeout);
  second.Complete(second.Expect(1)[0].key, Answer::kAccepted);
  return c.findings;
}

Findings HandsOverJobsOfItsTypeAlone(GatewayBench& bench) {
  Case c(bench);
  const std::string one = bench.NewKey("one"), other = bench.NewKey("other");
  Worker worker(c);
  worker.Subscribe(GateOf(one));
  Worker witness(c);
  witness.Subscribe(GateOf(other));
  c.ExpectAnswer(Gated(other, other), Answer::kAccepted);
  c.ExpectAnswer(Gated(one, one), Answer::kAccepted);
  if (worker.Expect(1)[0].type != GateOf(one)) c.Find("expected no job of another type");
  witness.Expect(1);
  return c.findings;
}

// ---------------------------------------------------------------- completing

Findings AnInstanceGoesOnWhenItsGateIsCompleted(GatewayBench& bench) {
  Case c(bench);
  const std::string key = bench.NewKey("gate");
  Worker worker(c);
  worker.Subscribe(GateOf(key));
  c.ExpectAnswer(Gated(key, key), Answer::kAccepted);
  const JobKey job = worker.Expect(1)[0].key;
  c.ExpectInstances(key, {});
  worker.Complete(job, Answer::kAccepted);
  c.ExpectInstances(key, {Instance::kRunning});
  worker.Complete(job, Answer::kRefused);
  c.ExpectInstances(key, {Instance::kRunning});
  return c.findings;
}

Findings TheEndedJobComesWhenTheTaskIsDone(GatewayBench& bench) {
  Case c(bench);
  const std::string key = bench.NewKey("ended");
  Worker worker(c);
  worker.Subscribe(GateOf(key));
  worker.Subscribe(EndedOf(key));
  c.ExpectAnswer(Gated(key, key), Answer::kAccepted);
  worker.Complete(worker.Expect(1)[0].key, Answer::kAccepted);
  c.EndTask(key);
  const Job ended = worker.Expect(2)[1];
  if (ended.type != EndedOf(key)) c.Find("expected the ended job, but got one of " + ended.type);
  worker.Complete(ended.key, Answer::kAccepted);
  worker.Cancel(ended.instance, Answer::kRefused);
  return c.findings;
}

Findings RefusesKeysThatItNeverGave(GatewayBench& bench) {
  Case c(bench);
  Worker worker(c);
  for (const int64_t key : {int64_t{123}, FirstKeyOf(1) + 1}) {
    worker.Hold({key}, kTimeout, Answer::kRefused);
    worker.Complete({key}, Answer::kRefused);
    worker.Cancel({key}, Answer::kRefused);
  }
  return c.findings;
}

Findings WhatAJobIsCompletedWithIsSetInItsInstance(GatewayBench& bench) {
  Case c(bench);
  const std::string key = bench.NewKey("result");
  Worker worker(c);
  worker.Subscribe(GateOf(key));
  worker.Subscribe(EndedOf(key));
  c.ExpectAnswer(Gated(key, key), Answer::kAccepted);
  const JobKey gate = worker.Expect(1)[0].key;
  worker.Finish(gate, {.variables = R"({"result":{"offset":7}})"}, Answer::kAccepted);
  c.EndTask(key);
  const Job ended = worker.Expect(2)[1];
  if (ended.variables.find(R"("result":{"offset":7})") == std::string::npos) {
    c.Find("expected the variable result, but got " + ended.variables);
  }
  worker.Complete(ended.key, Answer::kAccepted);
  return c.findings;
}

// ---------------------------------------------------------------- failing

Findings AFailedJobComesAgainWithTheRetriesThatAreLeft(GatewayBench& bench) {
  Case c(bench);
  const std::string key = bench.NewKey("failed");
  Worker worker(c);
  worker.Subscribe(GateOf(key));
  c.ExpectAnswer(Gated(key, key), Answer::kAccepted);
  const JobKey first = worker.Expect(1)[0].key;
  worker.Finish(first, {.kind = JobEnd::Kind::kFailed, .retries = 2, .text = "no"},
                Answer::kAccepted);
  const Job again = worker.Expect(2)[1];
  if (again.key != first) c.Find("expected the same job again, but its key is another");
  if (again.retries != 2) c.Find(absl::StrCat("expected 2 retries, but got ", again.retries));
  worker.Complete(first, Answer::kAccepted);
  return c.findings;
}

Findings AFailedJobWithoutRetriesWaitsForAnOperator(GatewayBench& bench) {
  Case c(bench);
  const std::string key = bench.NewKey("incident");
  Worker worker(c);
  worker.Subscribe(GateOf(key));
  c.ExpectAnswer(Gated(key, key), Answer::kAccepted);
  const JobKey job = worker.Expect(1)[0].key;
  worker.Finish(job, {.kind = JobEnd::Kind::kFailed, .retries = 0, .text = "no"},
                Answer::kAccepted);
  worker.Complete(job, Answer::kRetryLater);
  c.ExpectInstances(key, {});
  return c.findings;
}

Findings AnErrorEndsAJobWhereItIsCaught(GatewayBench& bench) {
  Case c(bench);
  const std::string key = bench.NewKey("error");
  Worker worker(c);
  worker.Subscribe(GateOf(key));
  c.ExpectAnswer(Gated(key, key), Answer::kAccepted);
  const Job job = worker.Expect(1)[0];
  worker.Finish(job.key, {.kind = JobEnd::Kind::kError, .code = kErrorCode, .text = "no"},
                Answer::kAccepted);
  worker.Complete(job.key, Answer::kRefused);
  worker.Cancel(job.instance, Answer::kRefused);
  return c.findings;
}

Findings AnErrorThatNobodyCatchesWaitsForAnOperator(GatewayBench& bench) {
  Case c(bench);
  const std::string key = bench.NewKey("uncaught");
  Worker worker(c);
  worker.Subscribe(GateOf(key));
  c.ExpectAnswer(Gated(key, key), Answer::kAccepted);
  const Job job = worker.Expect(1)[0];
  worker.Finish(job.key, {.kind = JobEnd::Kind::kError, .code = "nobody-s", .text = "no"},
                Answer::kAccepted);
  worker.Complete(job.key, Answer::kRetryLater);
  worker.Cancel(job.instance, Answer::kAccepted);
  return c.findings;
}

// ---------------------------------------------------------------- what takes a job away

Findings CancellingEndsAnInstanceOnce(GatewayBench& bench) {
  Case c(bench);
  const std::string key = bench.NewKey("cancelled");
  Worker worker(c);
  worker.Subscribe(GateOf(key));
  c.ExpectAnswer(Gated(key, key), Answer::kAccepted);
  const Job job = worker.Expect(1)[0];
  worker.Cancel(job.instance, Answer::kAccepted);
  worker.Cancel(job.instance, Answer::kRefused);
  worker.Complete(job.key, Answer::kRefused);
  c.ExpectInstances(key, {});
  return c.findings;
}

Findings CancellingReleasesTheNextStartOfItsKey(GatewayBench& bench) {
  Case c(bench);
  const std::string key = bench.NewKey("released");
  Worker worker(c);
  worker.Subscribe(GateOf(key));
  c.ExpectAnswer(Gated(key, key + ":1"), Answer::kAccepted);
  c.ExpectAnswer(Gated(key, key + ":2"), Answer::kAccepted);
  const Job first = worker.Expect(1)[0];
  worker.Cancel(first.instance, Answer::kAccepted);
  const Job second = worker.Expect(2)[1];
  if (second.instance == first.instance) c.Find("expected another instance");
  worker.Complete(second.key, Answer::kAccepted);
  c.ExpectInstances(key, {Instance::kRunning});
  return c.findings;
}

Findings ABackTakesTheGateJobAway(GatewayBench& bench) {
  Case c(bench);
  const std::string key = bench.NewKey("back");
  Worker worker(c);
  worker.Subscribe(GateOf(key));
  c.ExpectAnswer(Gated(key, key), Answer::kAccepted);
  const JobKey job = worker.Expect(1)[0].key;
  c.ExpectAnswer(c.Back(key), Answer::kAccepted);
  c.ExpectInstances(key, {Instance::kInterrupted});
  worker.Complete(job, Answer::kRefused);
  return c.findings;
}

Findings ABackBeforeItsStartLeavesNoGateJob(GatewayBench& bench) {
  Case c(bench);
  const std::string key = bench.NewKey("early");
  c.ExpectAnswer(c.Back(key), Answer::kAccepted);
  c.ExpectAnswer(Gated(key, key), Answer::kAccepted);
  c.ExpectInstances(key, {Instance::kInterrupted});
  Worker worker(c);
  worker.Subscribe(GateOf(key));
  // Jobs of one type come in order, so the other's would come behind it.
  const std::string other = bench.NewKey("later");
  Message message = Gated(key, other);
  message.correlation_key = other;
  c.ExpectAnswer(message, Answer::kAccepted);
  worker.Complete(worker.Expect(1)[0].key, Answer::kAccepted);
  return c.findings;
}

Findings AnInstanceThatLacksItsBacksVariableShowsNoGateJobAndHoldsItsKey(GatewayBench& bench) {
  Case c(bench);
  const std::string key = bench.NewKey("stuck"), other = bench.NewKey("witness");
  Message stuck = Gated(key, key + ":1");
  stuck.variables = absl::StrCat(R"({"telltale":{"gate":")", GateOf(other), R"("}})");
  c.ExpectAnswer(stuck, Answer::kAccepted);
  stuck.id = key + ":2";
  stuck.ttl = Millis{0};
  stuck.variables = Gated(other, other).variables;
  c.ExpectAnswer(stuck, Answer::kAccepted);
  c.ExpectInstances(key, {});
  Worker worker(c);
  worker.Subscribe(GateOf(other));
  c.ExpectAnswer(Gated(other, other), Answer::kAccepted);
  worker.Complete(worker.Expect(1)[0].key, Answer::kAccepted);
  c.ExpectInstances(other, {Instance::kRunning});
  return c.findings;
}

#define CHECK_ENTRY(name) \
  GatewayCheck { #name, name }
constexpr GatewayCheck kJobsChecks[] = {
    CHECK_ENTRY(HandsOverAJobWhenItIsCreated),
    CHECK_ENTRY(HandsOverAJobThatWaitedAlready),
    CHECK_ENTRY(HandsOverAgainWhatIsNotCompletedInTime),
    CHECK_ENTRY(DoesNotHandOverAgainWhatIsHeld),
    CHECK_ENTRY(HandsOverToTheNextWhatAClientLeftBehind),
    CHECK_ENTRY(HandsOverJobsOfItsTypeAlone),
    CHECK_ENTRY(AnInstanceGoesOnWhenItsGateIsCompleted),
    CHECK_ENTRY(TheEndedJobComesWhenTheTaskIsDone),
    CHECK_ENTRY(RefusesKeysThatItNeverGave),
    CHECK_ENTRY(WhatAJobIsCompletedWithIsSetInItsInstance),
    CHECK_ENTRY(AFailedJobComesAgainWithTheRetriesThatAreLeft),
    CHECK_ENTRY(AFailedJobWithoutRetriesWaitsForAnOperator),
    CHECK_ENTRY(AnErrorEndsAJobWhereItIsCaught),
    CHECK_ENTRY(AnErrorThatNobodyCatchesWaitsForAnOperator),
    CHECK_ENTRY(CancellingEndsAnInstanceOnce),
    CHECK_ENTRY(CancellingReleasesTheNextStartOfItsKey),
    CHECK_ENTRY(ABackTakesTheGateJobAway),
    CHECK_ENTRY(ABackBeforeItsStartLeavesNoGateJob),
    CHECK_ENTRY(AnInstanceThatLacksItsBacksVariableShowsNoGateJobAndHoldsItsKey),
};
#undef CHECK_ENTRY

}  // namespace

absl::Span<const GatewayCheck> JobsChecks() { return kJobsChecks; }

}  // namespace telltale
