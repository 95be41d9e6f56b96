#include "tests/simulation/checks.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/base/status.h"
#include "engine/base/strings.h"

namespace telltale {
namespace {

using Queue = std::pair<RuleId, KeyHash>;

// All that became durable of a key is what the uninterrupted run decided, in the same order.
// Between keys nothing is ordered: deadlines of the same moment may be judged either way round.
void CheckDecided(SimWorld& world, const Reference& reference) {
  std::map<Queue, std::vector<Message>> expected, stored;
  for (const auto& [partition, rows] : reference.decided) {
    for (const OutboxRow& row : rows) expected[{row.rule, row.key}].push_back(row.message);
  }
  for (const auto& [partition, rows] : world.ledger.rows()) {
    for (const Ledger::Row& each : rows) {
      stored[{each.row.rule, each.row.key}].push_back(each.row.message);
      expected[{each.row.rule, each.row.key}];
    }
  }
  for (const auto& [queue, wanted] : expected) {
    const std::vector<Message>& found = stored[queue];
    for (size_t i = 0; i < std::max(wanted.size(), found.size()); ++i) {
      if (i < wanted.size() && i < found.size() && wanted[i] == found[i]) continue;
      world.journal.Complain("uninterrupted ", i < wanted.size() ? wanted[i].id : "nothing",
                             ", but stored ", i < found.size() ? found[i].id : "nothing");
      break;
    }
  }
}

// The arrival at each record, where a tick moved it. What came after the last record has not been
// asked for yet.
std::map<Offset, ArrivalTime> Moved(const std::vector<Tick>& ticks, Offset end) {
  std::map<Offset, ArrivalTime> moved;
  for (const Tick& tick : ticks) {
    if (tick.next < end) moved[tick.next] = tick.arrival;
  }
  return moved;
}

// A replay must see the arrival time move where the engine saw it.
void CheckTicks(SimWorld& world, const Reference& reference) {
  for (const auto& [partition, ticks] : reference.ticks) {
    std::vector<Tick> stored;
    CHECK(world.disk.ScanTicks(partition, [&](const Tick& tick) { stored.push_back(tick); }).ok());
    const Offset end = world.inputs.progress(partition).next;
    const auto expected = Moved(ticks, end), found = Moved(stored, end);
    const auto [wrong, other] =
        std::mismatch(expected.begin(), expected.end(), found.begin(), found.end());
    if (wrong == expected.end() && other == found.end()) continue;
    const Offset at = wrong == expected.end() ? other->first : wrong->first;
    world.journal.Complain("partition ", partition.partition, ": the tick before offset ", at.value,
                           " is not kept as it was");
  }
}

void CheckTold(SimWorld& world, const Ledger::Row& row) {
  const Message& message = row.row.message;
  const bool is_taken = world.deliveries.HasTaken(message);
  const bool is_back = message.kind == Message::Kind::kBack;
  const bool is_forward = message.kind == Message::Kind::kForward;
  const auto complain = [&](const char* what) {
    world.journal.Complain(message.id, " is ", A(FateName(row.mark.fate)), what);
  };
  switch (row.mark.fate) {
    case Fate::kSettled:
      if (!is_taken) complain(", but was never taken");
      break;
    case Fate::kWithdrawn:
      if (world.ledger.IsOrdered(message.id)) break;
      if (is_forward) {  // one that was sent behind a refused start may have been taken
        const Ledger::Row* start = world.ledger.Find(message.correlation_key);
        if (start->mark.fate != Fate::kWithdrawn) complain(", but its start is not");
      } else if (is_taken) {
        complain(", but was taken");
      }
      break;
    case Fate::kSuperseded:
      if (is_back) complain(", but is a back");
      break;
    case Fate::kParked:  // for a reason: the ledger has seen to that
      break;
    case Fate::kPending:
    case Fate::kAttempted:
      complain(" at the end");
      break;
  }
}

// Each record that the route takes, as its bytes show, was decided once, and no other.
void CheckRouted(SimWorld& world, const std::string& routed) {
  std::set<std::string> expected, found;
  for (const PartitionId partition : world.inputs.partitions()) {
    const auto& entries = world.topic.partitions[partition.partition].entries;
    const auto applied = static_cast<size_t>(world.inputs.progress(partition).next.value);
    for (size_t offset = 0; offset < applied && !routed.empty(); ++offset) {
      const std::string value = entries[offset].value.value_or("");
      if (!absl::StrContains(value, routed) || !absl::StrContains(value, "\"v\":")) continue;
      expected.insert(absl::StrCat("t:", partition.partition, ":", offset));
    }
  }
  for (const auto& [partition, rows] : world.ledger.rows()) {
    for (const Ledger::Row& row : rows) {
      if (row.row.message.kind == Message::Kind::kRoute) found.insert(row.row.message.id);
    }
  }
  for (const std::string& id : expected) {
    if (!found.contains(id)) world.journal.Complain("not routed: ", id);
  }
  for (const std::string& id : found) {
    if (!expected.contains(id)) world.journal.Complain("routed, but not to be: ", id);
  }
}

// No instance received a forward twice, or one of another episode.
void CheckReceived(SimWorld& world) {
  for (const BrokerModel::Instance& instance : world.zeebe.Instances()) {
    std::set<std::string> seen;
    for (const std::string& id : instance.received) {
      if (!seen.insert(id).second) world.journal.Complain(id, " was received twice");
      if (!id.starts_with(instance.correlation_key + ":forward:")) {
        world.journal.Complain(id, " was received by ", instance.correlation_key);
      }
    }
  }
}

// Behind gates each episode has at most one instance that took effect; none waits at its gate but
// those of which nothing is known, and none runs on after its back was taken.
void CheckGates(SimWorld& world) {
  std::map<std::string, int> effective;
  for (const BrokerModel::Instance& instance : world.zeebe.Instances()) {
    const std::string& episode = instance.correlation_key;
    const Ledger::Row* start = world.ledger.Find(episode);
    const bool is_ours = start != nullptr && !start->dropped;
    const bool runs = instance.state == BrokerModel::State::kRunning;
    if (instance.passed && ++effective[episode] > 1) {
      world.journal.Complain("a second instance of ", episode, " took effect");
    }
    if (instance.passed && start == nullptr) world.journal.Complain(episode, " is not ours");
    if (runs && instance.place != BrokerModel::Place::kTask && is_ours) {
      world.journal.Complain("the instance ", instance.key, " of ", episode, " waits for ever");
    }
    if (runs && instance.passed && world.deliveries.HasTaken(Message::Kind::kBack, episode)) {
      world.journal.Complain("the instance of ", episode, " runs after its back");
    }
  }
  for (const auto& [partition, rows] : world.ledger.rows()) {
    for (const Ledger::Row& row : rows) {
      const Message& message = row.row.message;
      const bool must_have = message.kind == Message::Kind::kStart &&
                             row.mark.fate == Fate::kSettled && !world.ledger.cluster_replaced() &&
                             !world.deliveries.HasTaken(Message::Kind::kBack, message.id) &&
                             !world.ledger.IsRefused(message.id + ":back");
      if (must_have && effective[message.id] == 0) {
        world.journal.Complain("no instance of ", message.id, " took effect");
      }
    }
  }
}

// What was told is with the instance, unless that came later than it was kept for.
void CheckAllReceived(SimWorld& world) {
  std::set<std::string> received;
  for (const BrokerModel::Instance& instance : world.zeebe.Instances()) {
    received.insert(instance.received.begin(), instance.received.end());
  }
  for (const auto& [partition, rows] : world.ledger.rows()) {
    for (const Ledger::Row& row : rows) {
      const Message& message = row.row.message;
      if (message.kind != Message::Kind::kForward || row.mark.fate != Fate::kSettled) continue;
      const Ledger::Row* start = world.ledger.Find(message.correlation_key);
      const bool has_instance = start->mark.fate == Fate::kSettled &&
                                !world.ledger.IsOrdered(start->row.message.id) &&
                                !world.ledger.IsOrdered(message.id);
      if (has_instance && !received.contains(message.id)) {
        world.journal.Complain(message.id, " is settled, but no instance received it");
      }
    }
  }
}

// Each episode has at most one instance, and it runs if, and only if, its back was not taken.
void CheckInstances(SimWorld& world) {
  std::map<std::string, int> instances;
  for (const BrokerModel::Instance& instance : world.zeebe.Instances()) {
    const std::string& episode = instance.correlation_key;
    if (++instances[episode] > 1) world.journal.Complain("a second instance of ", episode);
    const bool runs = instance.state == BrokerModel::State::kRunning;
    if (runs == world.deliveries.HasTaken(Message::Kind::kBack, episode)) {
      world.journal.Complain("the instance of ", episode, runs ? " runs" : " has ended");
    }
  }
}

}  // namespace

void CheckEnd(SimWorld& world, const Reference& reference, const std::string& routed) {
  if (!world.journal.complaints().empty()) return;  // it did not come to its end
  CheckDecided(world, reference);
  CheckTicks(world, reference);
  CheckRouted(world, routed);
  for (const auto& [partition, rows] : world.ledger.rows()) {
    for (const Ledger::Row& row : rows) CheckTold(world, row);
  }
  CheckReceived(world);
  if (world.gated) return CheckGates(world);
  CheckInstances(world);
  if (!world.ledger.cluster_replaced()) CheckAllReceived(world);
}

}  // namespace telltale
