#include "tests/simulation/world/sim_operator.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "engine/base/status.h"
#include "engine/base/strings.h"
#include "tests/simulation/world/world.h"

namespace telltale {
namespace {

constexpr int kRarely = 10;

}  // namespace

void SimOperator::Act() {
  for (const auto& [partition, rows] : world_.ledger.rows()) {
    for (const Ledger::Row& row : rows) {
      if (row.mark.fate == Fate::kParked && world_.random.Chance(kRarely)) {
        OrderAbout(partition, row);
      }
    }
  }
  // An uninterrupted run could not tell which came first, the record or what a workflow said.
  if (world_.gated) return;
  for (const PartitionId partition : world_.inputs.partitions()) {
    std::vector<QuarantineRow> rows;
    const auto keep = [&rows](const QuarantineRow& row) {
      rows.push_back(row);
      return true;
    };
    CHECK(world_.disk.ScanQuarantine(partition, {}, keep).ok());
    for (QuarantineRow& row : rows) {
      if (world_.random.Chance(kRarely)) Replay(partition, std::move(row));
    }
  }
}

void SimOperator::OrderAbout(PartitionId partition, const Ledger::Row& row) {
  const Message& message = row.row.message;
  const bool is_back = message.kind == Message::Kind::kBack;
  const bool may_retry = is_back || !MayYetArrive(message);
  const bool retry = may_retry && world_.random.Chance(60);
  Order(retry ? OutboxOrder::kRetry : OutboxOrder::kDrop, partition, row);
}

bool SimOperator::MayYetArrive(const Message& message) const {
  const auto& coming = world_.on_their_way;
  return world_.deliveries.HasTaken(message) ||
         std::any_of(coming.begin(), coming.end(),
                     [&](const auto& each) { return each.second.id == message.id; });
}

void SimOperator::Order(OutboxOrder order, PartitionId partition, const Ledger::Row& row) {
  const std::string id = row.row.message.id;
  world_.ledger.OnOrdered(id);
  world_.journal.Say("order   ", order == OutboxOrder::kRetry ? "retry " : "drop ", id);
  const auto done = [this, order, id, retries = row.retries](const auto& results) {
    OnDone(order, id, retries, results.at(0));
  };
  const RowId name{"t", partition.partition, row.row.seq.value};
  if (!OrderOutbox(desk_, order, {name}, done)) world_.journal.Say("order   turned away");
}

// What was retried may be over again by now: its episode ended, or it was refused once more.
void SimOperator::OnDone(OutboxOrder order, const std::string& message_id, int retries,
                         const OrderResult& result) {
  world_.journal.Say("ordered ", message_id, " ", result.status.ToString());
  if (!result.status.ok()) {
    if (ErrorOf(result.status) == ErrorId::kOrderRefused) return;
    return world_.journal.Complain("order: ", result.status.ToString());
  }
  const Ledger::Row& row = *world_.ledger.Find(message_id);
  const bool retry = order == OutboxOrder::kRetry;
  world_.journal.Note(retry ? Situation::kRetryOrdered : Situation::kDropOrdered);
  if (retry ? row.retries > retries : row.mark.fate == Fate::kWithdrawn) return;
  world_.journal.Complain("ordered, and answered: ", message_id, ", but it is ",
                          A(FateName(row.mark.fate)));
}

// Of a record by the loop itself, as Replays has it, so that it is known when it came.
void SimOperator::Replay(PartitionId partition, QuarantineRow row) {
  const auto task = [this, partition, row = std::move(row)](const Premises& premises) {
    const auto found = premises.partitions.find(partition);
    if (found == premises.partitions.end()) return true;  // another loop's
    Partition& live = *found->second;
    if (premises.blocked != Blocked::kNo || world_.inputs.IsReplayed(partition, row.seq)) {
      return true;
    }
    world_.inputs.Replay(partition, row, premises.now.wall);
    const absl::Status status = live.Replay(row, premises.now.wall).status;
    world_.journal.Say("replay  ", row.seq.value, " ", status.ToString());
    if (status.ok()) world_.journal.Note(Situation::kReplayed);
    return true;
  };
  if (!desk_.Put(task)) world_.journal.Say("order   turned away");
}

}  // namespace telltale
