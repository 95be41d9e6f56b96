#include "engine/desk/orders.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "engine/base/status.h"

namespace telltale {
namespace {

absl::Status Refuse(std::string_view text) { return MakeError(ErrorId::kOrderRefused, text); }

absl::StatusOr<Partition*> Find(const Premises& premises, const RowId& id) {
  for (const auto& [key, partition] : premises.partitions) {
    if (partition->topic().name == id.topic && key.partition == id.partition) return partition;
  }
  return Refuse("expected a topic and partition that this node reads, but it reads no such");
}

absl::Status Give(const Premises& premises, OutboxOrder order, const RowId& id) {
  ASSIGN_OR_RETURN(Partition* const partition, Find(premises, id));
  Outbox& outbox = partition->outbox();
  const OutboxSeq seq{id.number};
  ASSIGN_OR_RETURN(Outbox::Marks marks,
                   order == OutboxOrder::kRetry ? outbox.Retry(seq) : outbox.Drop(seq));
  partition->AddMarks(std::move(marks));
  return absl::OkStatus();
}

// Answers once what was changed is durable; at once if nothing was.
void AnswerWhenDurable(const Premises& premises, std::vector<OrderResult> results,
                       std::function<void(std::vector<OrderResult>)> done) {
  bool changed = false;
  for (const OrderResult& result : results) changed |= result.status.ok();
  if (!changed) return done(std::move(results));
  premises.once_durable.push_back(
      [results = std::move(results), done = std::move(done)] { done(results); });
}

// One row of a replay, on its way.
struct Replay {
  OrderResult result;
  PartitionId partition;
  bool taken = false;
  std::optional<QuarantineRow> row;
};
using ReplayList = std::vector<Replay>;
using Place = std::pair<PartitionId, QuarantineSeq>;

Place PlaceOf(const Replay& replay) { return {replay.partition, {replay.result.id.number}}; }

void Take(const Premises& premises, std::set<Place>& taken, Replay& replay) {
  const absl::StatusOr<Partition*> partition = Find(premises, replay.result.id);
  replay.result.status = partition.status();
  if (!partition.ok()) return;
  replay.partition = (*partition)->id();
  replay.taken = taken.insert(PlaceOf(replay)).second;
  if (!replay.taken) {
    replay.result.status = Refuse("expected a record that nobody replays now, but somebody does");
  }
}

void ReadRow(Store& store, Replay& replay) {
  if (!replay.taken) return;
  const QuarantineSeq seq{replay.result.id.number};
  replay.result.status = store.ScanQuarantine(replay.partition, seq, [&](const QuarantineRow& row) {
    if (row.seq == seq) replay.row = row;
    return false;
  });
  if (replay.result.status.ok() && !replay.row) {
    replay.result.status = Refuse("expected a record in quarantine, but there is none");
  }
}

void Apply(const Premises& premises, Replay& replay) {
  if (!replay.row) return;
  if (premises.blocked != Blocked::kNo) {
    replay.result.status =
        MakeError(BlockedError(premises.blocked), "expected that input is read, but it is not");
    return;
  }
  const auto partition = premises.partitions.find(replay.partition);
  if (partition == premises.partitions.end()) {
    replay.result.status = Refuse("expected a partition of this node, but it is gone");
    return;
  }
  Partition::Replayed replayed = partition->second->Replay(*replay.row, premises.now.wall);
  replay.result.status = std::move(replayed.status);
  replay.result.outcomes = std::move(replayed.outcomes);
}

std::vector<OrderResult> ResultsOf(const ReplayList& replays) {
  std::vector<OrderResult> results;
  for (const Replay& replay : replays) results.push_back(replay.result);
  return results;
}

}  // namespace

bool OrderOutbox(Desk& desk, OutboxOrder order, std::vector<RowId> ids, OrderDone done) {
  CHECK(ids.size() <= kMaxOrderRows);
  return desk.Put([order, ids = std::move(ids), done = std::move(done)](const Premises& premises) {
    std::vector<OrderResult> results;
    for (const RowId& id : ids) results.push_back({id, Give(premises, order, id), {}});
    AnswerWhenDurable(premises, std::move(results), done);
    return true;
  });
}

// The loop names the partitions and takes the rows; the committer reads them; the loop applies
// what was read.
bool Replays::Order(std::vector<RowId> ids, OrderDone done) {
  CHECK(ids.size() <= kMaxOrderRows);
  const auto replays = std::make_shared<ReplayList>();
  for (RowId& id : ids) replays->emplace_back().result.id = std::move(id);
  const auto apply = [replays, taken = taken_, done = std::move(done)](const Premises& premises) {
    for (Replay& replay : *replays) Apply(premises, replay);
    AnswerWhenDurable(premises, ResultsOf(*replays), [replays, taken, done](auto results) {
      for (const Replay& replay : *replays) {
        if (replay.taken) taken->erase(PlaceOf(replay));
      }
      done(std::move(results));
    });
    return true;
  };
  return desk_.Put([replays, taken = taken_, apply, desk = &desk_](const Premises& premises) {
    for (Replay& replay : *replays) Take(premises, *taken, replay);
    premises.committer.Read([replays, apply, desk](Store& store) {
      for (Replay& replay : *replays) ReadRow(store, replay);
      desk->PutNext(apply);
    });
    return true;
  });
}

}  // namespace telltale
