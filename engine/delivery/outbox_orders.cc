// What an operator sees of an outbox, and may order about the commands that are parked in it.
#include "absl/strings/str_cat.h"
#include "engine/base/error_catalogue.h"
#include "engine/base/status.h"
#include "engine/base/strings.h"
#include "engine/delivery/outbox.h"

namespace telltale {

Outbox::Row Outbox::RowOf(const Entry& entry) const {
  return {entry.seq,
          entry.queue,
          entry.kind,
          entry.fate,
          entry.at,
          entry.partner,
          ForwardsOf(entry).size()};
}

void Outbox::Visit(OutboxSeq from, absl::FunctionRef<bool(const Row&)> visit) const {
  for (auto it = entries_.lower_bound(from); it != entries_.end(); ++it) {
    if (!visit(RowOf(it->second))) return;
  }
}

std::optional<Outbox::Row> Outbox::FindRow(OutboxSeq seq) const {
  const auto found = entries_.find(seq);
  if (found == entries_.end()) return std::nullopt;
  return RowOf(found->second);
}

std::optional<Outbox::Row> Outbox::FindNewestStart(RuleId rule, KeyHash key) const {
  const auto seq = queues_.NewestStart({rule, key});
  return seq ? FindRow(*seq) : std::nullopt;
}

absl::StatusOr<Outbox::Entry*> Outbox::FindParked(OutboxSeq seq) {
  Entry* entry = Find(seq);
  if (entry == nullptr) {
    return MakeError(ErrorId::kOrderRefused, "expected a command that is kept, but it is not");
  }
  if (entry->fate == Fate::kParked) return entry;
  return MakeError(ErrorId::kOrderRefused,
                   absl::StrCat("expected a parked command, but it is ", A(FateName(entry->fate))));
}

absl::StatusOr<Outbox::Marks> Outbox::Retry(OutboxSeq seq) {
  ASSIGN_OR_RETURN(Entry* const entry, FindParked(seq));
  const Entry* back = BackOf(*entry);
  if (back != nullptr && (back->under_way || back->fate == Fate::kAttempted)) {
    return MakeError(ErrorId::kOrderRefused,
                     absl::StrCat("expected a ", A(KindName(entry->kind)),
                                  " whose back was not sent, but it may have arrived"));
  }
  Entry* const head = Find(queues_.Head(entry->queue));
  const bool busy = head != nullptr && head->under_way;
  if (head != nullptr && head->turn) {
    turns_.Remove({head->seq, head->correlation_hash}, *head->turn);
    head->turn.reset();
  }
  entry->live->attempt.reset();
  entry->live->uncertain = false;
  entry->live->failures = 0;
  Judge(*entry, Fate::kPending);
  queues_.PutBack(entry->queue, seq, busy);
  unsettled_.insert(seq);
  if (!busy) Activate(entry->queue, Millis{0});
  return Marks{MarkOf(*entry)};
}

absl::StatusOr<Outbox::Marks> Outbox::Drop(OutboxSeq seq) {
  ASSIGN_OR_RETURN(Entry* const entry, FindParked(seq));
  entry->never_arrived = !entry->live->attempt;
  Marks marks;
  if (entry->never_arrived) WithdrawForwards(*entry, marks);
  Close(*entry, Fate::kWithdrawn, marks);
  return marks;
}

}  // namespace telltale
