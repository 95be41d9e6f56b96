#include "tests/contract/gateway_checks.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "engine/base/limits.h"
#include "tests/contract/contract_case.h"

namespace telltale {
namespace {

using Instance = GatewayBench::Instance;
using Case = ContractCase;

constexpr Millis kShortTtl{5000};
// A message is forgotten at the latest this long after its TTL.
constexpr Millis kForgetLag{60000};

// ---------------------------------------------------------------- ids

Findings KnowsAnIdWhileItsInstanceRunsAndAfterItsEnd(GatewayBench& bench) {
  Case c(bench);
  const std::string key = bench.NewKey("known");
  c.ExpectAnswer(c.Start(key, key), Answer::kAccepted);
  c.ExpectAnswer(c.Start(key, key), Answer::kKnown);
  c.EndTask(key);
  c.ExpectAnswer(c.Start(key, key), Answer::kKnown);
  c.ExpectInstances(key, {Instance::kDone});
  return c.findings;
}

Findings TheSameIdWithAnotherKeyIsAnotherMessage(GatewayBench& bench) {
  Case c(bench);
  const std::string one = bench.NewKey("one"), other = bench.NewKey("other");
  c.ExpectAnswer(c.Start(one, one), Answer::kAccepted);
  c.ExpectAnswer(c.Start(other, one), Answer::kAccepted);
  c.ExpectInstances(one, {Instance::kRunning});
  c.ExpectInstances(other, {Instance::kRunning});
  return c.findings;
}

Findings TakesOneOfManyWithTheSameIdAtOnce(GatewayBench& bench) {
  Case c(bench);
  const std::string key = bench.NewKey("many");
  int64_t accepted = 0;
  for (const Answered& each : c.PublishAll(std::vector<Message>(50, c.Start(key, key)))) {
    if (each.answer == Answer::kAccepted) ++accepted;
    if (each.answer == Answer::kRefused) c.Find("refused: " + each.text);
  }
  if (accepted > 1) c.Find(absl::StrCat("expected at most 1 accepted, but got ", accepted));
  c.Publish(c.Start(key, key));  // in case all of them were pushed back
  c.ExpectInstances(key, {Instance::kRunning});
  return c.findings;
}

Findings ForgetsAnIdOnceItsTtlAndTheLagHavePassed(GatewayBench& bench) {
  Case c(bench);
  const std::string key = bench.NewKey("forgotten");
  c.ExpectAnswer(c.Start(key, key, kShortTtl), Answer::kAccepted);
  c.ExpectAnswer(c.Start(key, key, kShortTtl), Answer::kKnown);
  c.EndTask(key);
  bench.Pass(kShortTtl + kForgetLag);
  const bool forgotten = bench.WaitUntil(
      [&] { return c.PublishAll({c.Start(key, key)})[0].answer == Answer::kAccepted; });
  if (!forgotten) c.Find("the id is still known after its TTL and the lag");
  c.ExpectInstances(key, {Instance::kDone, Instance::kRunning});
  return c.findings;
}

// ---------------------------------------------------------------- one instance per key

Findings KeepsAnotherStartOfItsKeyAndReleasesItAsAGhost(GatewayBench& bench) {
  Case c(bench);
  const std::string key = bench.NewKey("ghost");
  c.ExpectAnswer(c.Start(key, key + ":1"), Answer::kAccepted);
  c.ExpectAnswer(c.Start(key, key + ":2"), Answer::kAccepted);
  c.ExpectInstances(key, {Instance::kRunning});
  c.EndTask(key);
  c.ExpectInstances(key, {Instance::kDone, Instance::kRunning});
  return c.findings;
}

Findings AStartSentAgainAfterItsTtlBecomesAGhost(GatewayBench& bench) {
  Case c(bench);
  const std::string key = bench.NewKey("late");
  c.ExpectAnswer(c.Start(key, key, kShortTtl), Answer::kAccepted);
  bench.Pass(kShortTtl + kForgetLag);
  bench.WaitUntil([&] { return c.PublishAll({c.Start(key, key)})[0].answer == Answer::kAccepted; });
  c.ExpectInstances(key, {Instance::kRunning});
  c.EndTask(key);
  c.ExpectInstances(key, {Instance::kDone, Instance::kRunning});
  return c.findings;
}

Findings DropsAStartWithoutTtlWhileItsInstanceRuns(GatewayBench& bench) {
  Case c(bench);
  const std::string key = bench.NewKey("dropped");
  c.ExpectAnswer(c.Start(key, key + ":1"), Answer::kAccepted);
  c.ExpectAnswer(c.Start(key, key + ":2", Millis{0}), Answer::kAccepted);
  c.EndTask(key);
  c.ExpectInstances(key, {Instance::kDone});
  return c.findings;
}

Findings RemembersNothingOfAStartWithoutTtl(GatewayBench& bench) {
  Case c(bench);
  const std::string key = bench.NewKey("unremembered");
  c.ExpectAnswer(c.Start(key, key, Millis{0}), Answer::kAccepted);
  c.EndTask(key);
  c.ExpectAnswer(c.Start(key, key, Millis{0}), Answer::kAccepted);
  c.ExpectInstances(key, {Instance::kDone, Instance::kRunning});
  return c.findings;
}

// ---------------------------------------------------------------- backs

Findings ABackEndsItsInstanceOnce(GatewayBench& bench) {
  Case c(bench);
  const std::string key = bench.NewKey("back");
  c.ExpectAnswer(c.Start(key, key), Answer::kAccepted);
  c.ExpectAnswer(c.Back(key), Answer::kAccepted);
  c.ExpectInstances(key, {Instance::kInterrupted});
  c.ExpectAnswer(c.Back(key), Answer::kKnown);
  c.ExpectAnswer(c.Start(key, key), Answer::kKnown);
  c.ExpectInstances(key, {Instance::kInterrupted});
  return c.findings;
}

Findings ABackEndsNoInstanceOfAnotherKey(GatewayBench& bench) {
  Case c(bench);
  const std::string key = bench.NewKey("spared"), other = bench.NewKey("ended");
  c.ExpectAnswer(c.Start(key, key), Answer::kAccepted);
  c.ExpectAnswer(c.Back(other), Answer::kAccepted);
  c.ExpectInstances(key, {Instance::kRunning});
  return c.findings;
}

Findings ABackBeforeItsStartWaitsForIt(GatewayBench& bench) {
  Case c(bench);
  const std::string key = bench.NewKey("early");
  c.ExpectAnswer(c.Back(key), Answer::kAccepted);
  c.ExpectAnswer(c.Start(key, key), Answer::kAccepted);
  c.ExpectInstances(key, {Instance::kInterrupted});
  return c.findings;
}

Findings ABackWithoutTtlBeforeItsStartIsLost(GatewayBench& bench) {
  Case c(bench);
  const std::string key = bench.NewKey("lost");
  c.ExpectAnswer(c.Back(key, Millis{0}), Answer::kAccepted);
  c.ExpectAnswer(c.Start(key, key), Answer::kAccepted);
  c.ExpectInstances(key, {Instance::kRunning});
  return c.findings;
}

// ---------------------------------------------------------------- bad messages, and who is there

Findings RefusesAMessageWithoutAName(GatewayBench& bench) {
  Case c(bench);
  Message message = c.Start(bench.NewKey("nameless"), "nameless");
  message.name.clear();
  c.ExpectAnswer(message, Answer::kRefused);
  return c.findings;
}

Findings RefusesAMessageThatIsTooLarge(GatewayBench& bench) {
  Case c(bench);
  const std::string key = bench.NewKey("large");
  Message message = c.Start(key, key);
  message.variables = absl::StrCat(R"({"x":")", std::string(kMaxMessageBytes, 'x'), R"("})");
  c.ExpectAnswer(message, Answer::kRefused);
  c.ExpectInstances(key, {});
  return c.findings;
}

Findings TakesAMessageThatIsAlmostTooLarge(GatewayBench& bench) {
  Case c(bench);
  const std::string key = bench.NewKey("largest");
  Message message = c.Start(key, key);
  const std::string padding(kMaxMessageBytes - 1000, 'x');
  message.variables = absl::StrCat(R"({"episode":")", key, R"(","x":")", padding, R"("})");
  c.ExpectAnswer(message, Answer::kAccepted);
  c.ExpectInstances(key, {Instance::kRunning});
  return c.findings;
}

Findings RefusesVariablesThatAreNoObject(GatewayBench& bench) {
  Case c(bench);
  const std::string key = bench.NewKey("variables");
  Message message = c.Start(key, key);
  message.variables = "[1]";
  c.ExpectAnswer(message, Answer::kRefused);
  c.ExpectText(message, "Expected document to be a root level object, but was 'ARRAY'");
  message.variables = "abc";
  c.ExpectText(message, "Invalid JSON value: abc");
  c.ExpectInstances(key, {});
  return c.findings;
}

Findings SaysHowManyPartitionsThereAreAndThatTheyAreLed(GatewayBench& bench) {
  Case c(bench);
  absl::Mutex mutex;
  std::optional<absl::StatusOr<Cluster>> cluster;
  bench.gateway().Topology([&](absl::StatusOr<Cluster> answer) {
    absl::MutexLock lock(&mutex);
    cluster = std::move(answer);
  });
  const auto answered = [&] { return cluster.has_value(); };
  absl::MutexLock lock(&mutex);
  mutex.Await(absl::Condition(&answered));
  if (!cluster->ok()) {
    c.Find(cluster->status().ToString());
    return c.findings;
  }
  if ((*cluster)->partitions < 1) c.Find("expected at least one partition");
  if (!(*cluster)->leaderless.empty()) c.Find("expected every partition to be led");
  return c.findings;
}

#define CHECK_ENTRY(name) \
  GatewayCheck { #name, name }
constexpr GatewayCheck kGatewayChecks[] = {
    CHECK_ENTRY(KnowsAnIdWhileItsInstanceRunsAndAfterItsEnd),
    CHECK_ENTRY(TheSameIdWithAnotherKeyIsAnotherMessage),
    CHECK_ENTRY(TakesOneOfManyWithTheSameIdAtOnce),
    CHECK_ENTRY(ForgetsAnIdOnceItsTtlAndTheLagHavePassed),
    CHECK_ENTRY(KeepsAnotherStartOfItsKeyAndReleasesItAsAGhost),
    CHECK_ENTRY(AStartSentAgainAfterItsTtlBecomesAGhost),
    CHECK_ENTRY(DropsAStartWithoutTtlWhileItsInstanceRuns),
    CHECK_ENTRY(RemembersNothingOfAStartWithoutTtl),
    CHECK_ENTRY(ABackEndsItsInstanceOnce),
    CHECK_ENTRY(ABackEndsNoInstanceOfAnotherKey),
    CHECK_ENTRY(ABackBeforeItsStartWaitsForIt),
    CHECK_ENTRY(ABackWithoutTtlBeforeItsStartIsLost),
    CHECK_ENTRY(RefusesAMessageWithoutAName),
    CHECK_ENTRY(RefusesAMessageThatIsTooLarge),
    CHECK_ENTRY(TakesAMessageThatIsAlmostTooLarge),
    CHECK_ENTRY(RefusesVariablesThatAreNoObject),
    CHECK_ENTRY(SaysHowManyPartitionsThereAreAndThatTheyAreLed),
};
#undef CHECK_ENTRY

}  // namespace

absl::Span<const GatewayCheck> GatewayChecks() { return kGatewayChecks; }

}  // namespace telltale
