// Deliveries: what the workflow engine itself took, in its order, whoever learned of it. Complains
// about a start, a forward or a message of a route taken twice, about starts and backs of a key
// that do not alternate, and about a forward that is not between its start and its back.
//
// Thread safety: none.
#ifndef TELLTALE_TESTS_SIMULATION_WORLD_DELIVERIES_H_
#define TELLTALE_TESTS_SIMULATION_WORLD_DELIVERIES_H_

#include <map>
#include <set>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "engine/base/message.h"
#include "tests/simulation/journal.h"
#include "tests/simulation/world/ledger.h"

namespace telltale {

class Deliveries {
 public:
  // Both must outlive it.
  Deliveries(const Ledger& ledger, Journal& journal) : ledger_(ledger), journal_(journal) {}

  // The broker answered `status` to `message`.
  void OnTold(const Message& message, const absl::Status& status);

  bool HasTaken(const Message& message) const {
    return taken_.contains({message.kind, NameOf(message)});
  }
  uint64_t taken() const { return taken_.size(); }
  // Of starts and backs.
  bool HasTaken(Message::Kind kind, const std::string& episode) const {
    return taken_.contains({kind, episode});
  }

 private:
  bool IsGated(const std::string& episode) const;
  bool MayBeLate(const Message& message) const;
  void CheckOrder(const Message& message);
  bool MayLackItsBack(const std::string& episode) const;
  bool MayLackItsStart(const std::string& episode) const;
  void CheckForward(const Message& message);
  // What tells it from others of its kind.
  static const std::string& NameOf(const Message& message) {
    const bool has_own =
        message.kind == Message::Kind::kForward || message.kind == Message::Kind::kRoute;
    return has_own ? message.id : message.correlation_key;
  }

  const Ledger& ledger_;
  Journal& journal_;
  std::set<std::pair<Message::Kind, std::string>> taken_;
  std::map<std::string, std::string> open_;  // the episode, by rule and key; empty: none
};

}  // namespace telltale

#endif  // TELLTALE_TESTS_SIMULATION_WORLD_DELIVERIES_H_
