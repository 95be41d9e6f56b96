#include "tests/contract/gateway_checks.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "engine/base/limits.h"
#include "engine/base/status.h"
#include "engine/base/strings.h"

namespace telltale {
namespace {

using Instance = GatewayBench::Instance;
using Instances = std::vector<Instance>;

constexpr Millis kTtl{600000};
constexpr Millis kShortTtl{5000};
// A message is forgotten at the latest this long after its TTL.
constexpr Millis kForgetLag{60000};

// One check at work: verbs of the workflow engine, and what was found.
class Case {
 public:
  explicit Case(GatewayBench& bench) : bench_(bench) {}

  Message Start(const std::string& key, const std::string& id, Millis ttl = kTtl) const {
    return {.kind = Message::Kind::kStart,
            .name = kStartName,
            .correlation_key = key,
            .id = id,
            .ttl = ttl,
            .variables = absl::StrCat(R"({"episode":")", key, R"("})")};
  }
  Message Back(const std::string& key, Millis ttl = kTtl) const {
    return {.kind = Message::Kind::kBack,
            .name = kBackName,
            .correlation_key = key,
            .id = key + ":back",
            .ttl = ttl,
            .variables = "{}"};
  }

  // Publishes all of `messages` at once and returns their answers.
  std::vector<Answered> PublishAll(const std::vector<Message>& messages) {
    absl::Mutex mutex;
    std::vector<Answered> answers;
    for (const Message& message : messages) {
      bench_.gateway().Publish(message, [&](Answered answered) {
        absl::MutexLock lock(&mutex);
        answers.push_back(std::move(answered));
      });
    }
    const auto all = [&] { return answers.size() == messages.size(); };
    absl::MutexLock lock(&mutex);
    mutex.Await(absl::Condition(&all));
    return answers;
  }
  // As delivery does, it tries again what was certainly not taken.
  Answered Publish(const Message& message) {
    Answered answered;
    bench_.WaitUntil([&] {
      answered = PublishAll({message})[0];
      return answered.answer != Answer::kNotApplied && answered.answer != Answer::kRetryLater;
    });
    return answered;
  }

  void ExpectAnswer(const Message& message, Answer expected) {
    const Answered answered = Publish(message);
    if (answered.answer == expected) return;
    Find(absl::StrCat("expected ", A(AnswerName(expected)), " for id ", message.id, ", but got ",
                      A(AnswerName(answered.answer)), " '", answered.text, "'"));
  }
  void ExpectText(const Message& message, const std::string& part) {
    const std::string text = Publish(message).text;
    if (text.find(part) == text.npos) {
      Find(absl::StrCat("expected an answer with '", part, "', but got '", text, "'"));
    }
  }
  void ExpectInstances(const std::string& key, const Instances& expected) {
    const Instances found = bench_.Instances(key);
    if (found == expected) return;
    Find(absl::StrCat("expected instances ", Show(expected), ", but found ", Show(found)));
  }
  void EndTask(const std::string& key) {
    if (!bench_.EndTask(key)) Find("expected a running task, but there is none");
  }
  void Find(std::string finding) { findings.push_back(std::move(finding)); }

  GatewayBench& bench() { return bench_; }
  Findings findings;

 private:
  static std::string Show(const Instances& instances) {
    constexpr const char* kNames[] = {"running", "done", "interrupted"};
    std::string text = "[";
    for (const Instance instance : instances) {
      absl::StrAppend(&text, text.size() > 1 ? " " : "", kNames[static_cast<int>(instance)]);
    }
    return text + "]";
  }

  GatewayBench& bench_;
};

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
constexpr GatewayCheck kChecks[] = {
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

absl::Span<const GatewayCheck> GatewayChecks() { return kChecks; }

Findings RunCheck(const std::string& name, GatewayBench& bench) {
  const auto found = std::find_if(std::begin(kChecks), std::end(kChecks),
                                  [&](const GatewayCheck& check) { return name == check.name; });
  CHECK(found != std::end(kChecks));
  return found->run(bench);
}

}  // namespace telltale
