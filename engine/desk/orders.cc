#include "engine/desk/orders.h"

#include <algorithm>
#include <atomic>
#include <optional>

#include "absl/strings/str_cat.h"
#include "engine/base/status.h"

namespace telltale {
namespace {

absl::Status Refuse(std::string_view text) { return MakeError(ErrorId::kOrderRefused, text); }

// nullptr: this loop does not have it.
Partition* Find(const Premises& premises, const RowId& id) {
  for (const auto& [key, partition] : premises.partitions) {
    if (partition->topic().name == id.topic && key.partition == id.partition) return partition;
  }
  return nullptr;
}

absl::Status NotRead() {
  return Refuse("expected a topic and partition that this node reads, but it reads no such");
}

absl::Status Give(Partition& partition, OutboxOrder order, const RowId& id) {
  Outbox& outbox = partition.outbox();
  const OutboxSeq seq{id.number};
  ASSIGN_OR_RETURN(Outbox::Marks marks,
                   order == OutboxOrder::kRetry ? outbox.Retry(seq) : outbox.Drop(seq));
  partition.AddMarks(std::move(marks));
  return absl::OkStatus();
}

// Answers an order that goes to one loop after the other, once what it changed in each is durable.
//
// Thread safety: any thread.
class Reply {
 public:
  explicit Reply(std::function<void()> done) : done_(std::move(done)) {}

  // The order was with a loop. `changed`: something did there. `complete`: nothing is left for
  // others.
  static void Await(const std::shared_ptr<Reply>& reply, const Premises& premises, bool changed,
                    bool complete) {
    if (changed) {
      ++reply->awaited_;
      premises.once_durable.push_back([reply] { reply->Hear(); });
    }
    if (complete && !std::exchange(reply->complete_, true)) reply->Hear();
  }

 private:
  void Hear() {
    if (--awaited_ == 0) done_();
  }

  std::function<void()> done_;
  std::atomic<int> awaited_{1};  // that it is complete, and each commit
  bool complete_ = false;        // touched by the loop that the order is with
};

// One row of a replay, on its way.
struct Replay {
  OrderResult result;
  PartitionId partition;
  bool found = false;  // a loop has its partition
  bool taken = false;
  std::optional<QuarantineRow> row;
};
using ReplayList = std::vector<Replay>;

TakenRows::Place PlaceOf(const Replay& replay) {
  return {replay.partition, {replay.result.id.number}};
}

// Leaves alone what was dealt with, or is another loop's.
void Take(const Premises& premises, TakenRows& taken, Replay& replay) {
  if (replay.found) return;
  const Partition* const partition = Find(premises, replay.result.id);
  if (partition == nullptr) return;
  replay.found = true;
  replay.partition = partition->id();
  replay.taken = taken.Add(PlaceOf(replay));
  if (!replay.taken) {
    replay.result.status = Refuse("expected a record that nobody replays now, but somebody does");
  }
}

void ReadRow(Store& store, Replay& replay) {
  if (!replay.found) replay.result.status = NotRead();
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

// True: something changed. What is another loop's is left alone.
bool Apply(const Premises& premises, Replay& replay) {
  if (!replay.row) return false;
  const auto partition = premises.partitions.find(replay.partition);
  if (partition == premises.partitions.end()) return false;
  const QuarantineRow row = *std::exchange(replay.row, std::nullopt);
  if (premises.blocked != Blocked::kNo) {
    replay.result.status =
        MakeError(BlockedError(premises.blocked), "expected that input is read, but it is not");
    return false;
  }
  Partition::Replayed replayed = partition->second->Replay(row, premises.now.wall);
  replay.result.status = std::move(replayed.status);
  replay.result.outcomes = std::move(replayed.outcomes);
  return replay.result.status.ok();
}

// True if something was read that no loop has applied yet.
bool HasLeft(const ReplayList& replays) {
  return std::any_of(replays.begin(), replays.end(),
                     [](const Replay& replay) { return replay.row.has_value(); });
}

// What was read of a partition that no loop has any more.
void RefuseLeft(ReplayList& replays) {
  for (Replay& replay : replays) {
    if (!std::exchange(replay.row, std::nullopt)) continue;
    replay.result.status = Refuse("expected a partition of this node, but it is gone");
  }
}

std::vector<OrderResult> ResultsOf(const ReplayList& replays) {
  std::vector<OrderResult> results;
  for (const Replay& replay : replays) results.push_back(replay.result);
  return results;
}

}  // namespace

bool OrderOutbox(Desk& desk, OutboxOrder order, std::vector<RowId> ids, OrderDone done) {
  CHECK(ids.size() <= kMaxOrderRows);
  const auto results = std::make_shared<std::vector<OrderResult>>();
  for (RowId& id : ids) results->push_back({std::move(id), NotRead(), {}});
  const auto reply = std::make_shared<Reply>([results, done = std::move(done)] { done(*results); });
  const auto given = std::make_shared<std::set<size_t>>();  // places in `results`
  return desk.Put([order, results, given, reply](const Premises& premises) {
    bool changed = false;
    for (size_t i = 0; i < results->size(); ++i) {
      OrderResult& result = (*results)[i];
      Partition* const partition = Find(premises, result.id);
      if (partition == nullptr || !given->insert(i).second) continue;
      result.status = Give(*partition, order, result.id);
      changed |= result.status.ok();
    }
    Reply::Await(reply, premises, changed, premises.last || given->size() == results->size());
    return true;
  });
}

bool TakenRows::Add(const Place& place) {
  absl::MutexLock lock(&mutex_);
  return places_.insert(place).second;
}

void TakenRows::Remove(const Place& place) {
  absl::MutexLock lock(&mutex_);
  places_.erase(place);
}

// The loops name the partitions and take the rows; the committer reads them; the loops apply what
// was read.
bool Replays::Order(std::vector<RowId> ids, OrderDone done) {
  CHECK(ids.size() <= kMaxOrderRows);
  const auto replays = std::make_shared<ReplayList>();
  for (RowId& id : ids) replays->emplace_back().result.id = std::move(id);
  const auto reply = std::make_shared<Reply>([replays, taken = taken_, done = std::move(done)] {
    for (const Replay& replay : *replays) {
      if (replay.taken) taken->Remove(PlaceOf(replay));
    }
    done(ResultsOf(*replays));
  });
  const auto apply = [replays, reply](const Premises& premises) {
    bool changed = false;
    for (Replay& replay : *replays) changed |= Apply(premises, replay);
    if (premises.last) RefuseLeft(*replays);
    Reply::Await(reply, premises, changed, !HasLeft(*replays));
    return true;
  };
  return desk_.Put([replays, taken = taken_, apply, desk = &desk_](const Premises& premises) {
    for (Replay& replay : *replays) Take(premises, *taken, replay);
    if (!premises.last) return true;
    premises.committer.Read([replays, apply, desk](Store& store) {
      for (Replay& replay : *replays) ReadRow(store, replay);
      desk->PutNext(apply);
    });
    return true;
  });
}

}  // namespace telltale
