// ContractCase: one check at work: verbs of the workflow engine, and what was found.
//
// Thread safety: none.
#ifndef TELLTALE_TESTS_CONTRACT_CONTRACT_CASE_H_
#define TELLTALE_TESTS_CONTRACT_CONTRACT_CASE_H_

#include <functional>
#include <string>
#include <vector>

#include "tests/contract/gateway_bench.h"

namespace telltale {

using Findings = std::vector<std::string>;

class ContractCase {
 public:
  using Instances = std::vector<GatewayBench::Instance>;
  static constexpr Millis kTtl{600000};

  explicit ContractCase(GatewayBench& bench) : bench_(bench) {}

  Message Start(const std::string& key, const std::string& id, Millis ttl = kTtl) const;
  Message Back(const std::string& key, Millis ttl = kTtl) const;

  // Publishes all of `messages` at once and returns their answers.
  std::vector<Answered> PublishAll(const std::vector<Message>& messages);
  // As delivery does, it tries again what was certainly not taken.
  Answered Publish(const Message& message);

  using Ask = std::function<void(std::function<void(Answered)>)>;
  // Likewise, unless that is what is expected.
  void ExpectAnswer(const std::string& to, const Ask& ask, Answer expected);
  void ExpectAnswer(const Message& message, Answer expected);
  void ExpectAnswer(const std::string& to, const Answered& answered, Answer expected);
  void ExpectText(const Message& message, const std::string& part);
  void ExpectInstances(const std::string& key, const Instances& expected);
  void EndTask(const std::string& key);
  void Find(std::string finding) { findings.push_back(std::move(finding)); }

  GatewayBench& bench() { return bench_; }
  Findings findings;

 private:
  GatewayBench& bench_;
};

}  // namespace telltale

#endif  // TELLTALE_TESTS_CONTRACT_CONTRACT_CASE_H_
