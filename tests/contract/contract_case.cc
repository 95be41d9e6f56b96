#include "tests/contract/contract_case.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "engine/base/strings.h"

namespace telltale {
namespace {

bool WasTaken(Answer answer) {
  return answer != Answer::kNotApplied && answer != Answer::kRetryLater;
}

// Waits until all of `asks` are answered; their answers in the order in which they came.
std::vector<Answered> AskAll(const std::vector<ContractCase::Ask>& asks) {
  absl::Mutex mutex;
  std::vector<Answered> answers;
  for (const ContractCase::Ask& ask : asks) {
    ask([&](Answered answered) {
      absl::MutexLock lock(&mutex);
      answers.push_back(std::move(answered));
    });
  }
  const auto all = [&] { return answers.size() == asks.size(); };
  absl::MutexLock lock(&mutex);
  mutex.Await(absl::Condition(&all));
  return answers;
}

std::string Show(const ContractCase::Instances& instances) {
  constexpr const char* kNames[] = {"running", "done", "interrupted"};
  std::string text = "[";
  for (const GatewayBench::Instance instance : instances) {
    absl::StrAppend(&text, text.size() > 1 ? " " : "", kNames[static_cast<int>(instance)]);
  }
  return text + "]";
}

}  // namespace

Message ContractCase::Start(const std::string& key, const std::string& id, Millis ttl) const {
  return {.kind = Message::Kind::kStart,
          .name = kStartName,
          .correlation_key = key,
          .id = id,
          .ttl = ttl,
          .variables = absl::StrCat(R"({"episode":")", key, R"("})")};
}

Message ContractCase::Back(const std::string& key, Millis ttl) const {
  return {.kind = Message::Kind::kBack,
          .name = kBackName,
          .correlation_key = key,
          .id = key + ":back",
          .ttl = ttl,
          .variables = "{}"};
}

std::vector<Answered> ContractCase::PublishAll(const std::vector<Message>& messages) {
  std::vector<Ask> asks;
  for (const Message& message : messages) {
    asks.push_back([&](auto done) { bench_.gateway().Publish(message, std::move(done)); });
  }
  return AskAll(asks);
}

Answered ContractCase::Publish(const Message& message) {
  Answered answered;
  bench_.WaitUntil([&] {
    answered = PublishAll({message})[0];
    return WasTaken(answered.answer);
  });
  return answered;
}

void ContractCase::ExpectAnswer(const std::string& to, const Ask& ask, Answer expected) {
  constexpr int kEnough = 3;  // one may be for another reason
  int as_expected = 0;
  Answered answered;
  bench_.WaitUntil([&] {
    answered = AskAll({ask})[0];
    as_expected += answered.answer == expected;
    return WasTaken(answered.answer) || as_expected == kEnough;
  });
  ExpectAnswer(to, answered, expected);
}

void ContractCase::ExpectAnswer(const Message& message, Answer expected) {
  ExpectAnswer(absl::StrCat("id ", message.id), Publish(message), expected);
}

void ContractCase::ExpectAnswer(const std::string& to, const Answered& answered, Answer expected) {
  if (answered.answer == expected) return;
  Find(absl::StrCat("expected ", A(AnswerName(expected)), " for ", to, ", but got ",
                    A(AnswerName(answered.answer)), " '", answered.text, "'"));
}

void ContractCase::ExpectText(const Message& message, const std::string& part) {
  const std::string text = Publish(message).text;
  if (text.find(part) != text.npos) return;
  Find(absl::StrCat("expected an answer with '", part, "', but got '", text, "'"));
}

void ContractCase::ExpectInstances(const std::string& key, const Instances& expected) {
  const Instances found = bench_.Instances(key);
  if (found == expected) return;
  Find(absl::StrCat("expected instances ", Show(expected), ", but found ", Show(found)));
}

void ContractCase::EndTask(const std::string& key) {
  if (!bench_.EndTask(key)) Find("expected a running task, but there is none");
}

}  // namespace telltale
