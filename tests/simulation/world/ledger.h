// Ledger: every command that became durable, and where it stands on disk. Complains about what may
// never be written: an offset that goes back, a row that goes while it is still to be told, a start
// or a forward parked without a reason.
//
// Thread safety: none.
#ifndef TELLTALE_TESTS_SIMULATION_WORLD_LEDGER_H_
#define TELLTALE_TESTS_SIMULATION_WORLD_LEDGER_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/ports/ports.h"
#include "engine/state/changes.h"
#include "tests/simulation/journal.h"

namespace telltale {

// Whether nothing remains to be told: settled, withdrawn or superseded.
bool IsOver(Fate fate);

class Ledger {
 public:
  struct Row {
    OutboxRow row;
    OutboxMark mark;
    bool dropped = false;
    int retries = 0;                // how often it was parked and then to be told again
    std::optional<Millis> sent_at;  // first, by the true clock; none: it certainly never arrived
    // Nothing says that it is the one, nor that another one is, nor that all is over.
    bool MayTakeEffect() const { return mark.gates.empty() && mark.fate != Fate::kWithdrawn; }
    // The instance has a record at the gate of this start.
    bool IsTheOne(const std::string& process, int64_t instance) const;
  };

  // `clock` is the node's own, `true_clock` the others'. All must outlive it.
  Ledger(const Clock& clock, const Clock& true_clock, Journal& journal)
      : clock_(clock), true_clock_(true_clock), journal_(journal) {}

  void OnCommit(const Changes& changes);

  // What makes starts uncertain whatever the clocks show.
  void OnWallSetBack() { wall_set_back_ = true; }
  void OnClusterReplaced() { cluster_replaced_ = true; }
  // The workflow engine refuses the message with this id for good.
  void OnRefused(const std::string& id) { refused_.insert(id); }
  bool IsRefused(const std::string& id) const { return refused_.contains(id); }
  // A person gave an order about the parked command with this id, and answers for what follows.
  void OnOrdered(const std::string& id) { ordered_.insert(id); }
  bool IsOrdered(const std::string& id) const { return ordered_.contains(id); }

  bool cluster_replaced() const { return cluster_replaced_; }
  // The message is sent. Returns how long ago it was sent first, whatever the node's clock shows.
  // REQUIRES: Find(message_id)
  Millis OnSent(const std::string& message_id);
  // True if all workflows of the episode have reported their end.
  bool HasWorkflowEnded(const std::string& episode) const;

  // nullptr: no such command is durable.
  const Row* Find(const std::string& message_id) const;
  // True if every earlier command of the same key may be passed by `row`: one that was tried again
  // follows what is under way by then.
  bool MayGo(const Row& row) const;
  // By partition, in the order of the outbox.
  const std::map<PartitionId, std::vector<Row>>& rows() const { return rows_; }
  // Commands that are still to be told.
  size_t unsettled() const;

 private:
  void Mark(Row& row, const OutboxMark& mark);
  void CheckParked(const Row& row);

  const Clock& clock_;
  const Clock& true_clock_;
  Journal& journal_;
  std::map<PartitionId, std::vector<Row>> rows_;
  std::map<PartitionId, Offset> next_;
  std::map<std::string, std::pair<PartitionId, OutboxSeq>> by_id_;
  std::set<std::string> refused_;
  std::set<std::string> ordered_;
  bool wall_set_back_ = false;
  bool cluster_replaced_ = false;
};

}  // namespace telltale

#endif  // TELLTALE_TESTS_SIMULATION_WORLD_LEDGER_H_
