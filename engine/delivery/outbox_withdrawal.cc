// How an outbox withdraws a start that certainly never arrived, and all that was to follow it.
#include "engine/delivery/outbox.h"

namespace telltale {

// What certainly has no instance needs no forward either. One that is under way is answered first.
void Outbox::WithdrawForwards(const Entry& start, Marks& marks) {
  for (const OutboxSeq seq : ForwardsOf(start)) {
    Entry& forward = At(seq);
    if (forward.under_way) continue;
    if (forward.fate != Fate::kParked) Leave(forward);
    Close(forward, Fate::kWithdrawn, marks);
  }
}

// True of a back or a forward whose start was withdrawn and certainly never arrived.
bool Outbox::HasNoInstance(const Entry& entry) {
  const Entry* start = StartOf(entry);
  return start != nullptr && start->never_arrived;
}

// An operator may have retried the start when its back was parked, or dropped: then that waits no
// more.
void Outbox::WithdrawBoth(Entry& start, Entry& back, Marks& marks) {
  start.never_arrived = true;
  WithdrawForwards(start, marks);
  Close(start, Fate::kWithdrawn, marks);
  if (back.fate == Fate::kWithdrawn) return;
  if (back.fate != Fate::kParked) Leave(back);
  Close(back, Fate::kWithdrawn, marks);
}

void Outbox::LetExpire(const Entry& start) {
  if (start.expires && start.partner) expiring_.insert({*start.expires, start.seq});
}

Outbox::Marks Outbox::WithdrawExpired(ArrivalTime arrival) {
  Marks marks;
  while (!expiring_.empty() && expiring_.begin()->first <= arrival) {
    Entry* start = Find(expiring_.begin()->second);
    expiring_.erase(expiring_.begin());
    if (start == nullptr || start->fate != Fate::kPending || start->under_way) continue;
    if (start->last_attempt != WallTime{}) continue;  // in vain, or an operator had it retried
    Entry& back = At(*start->partner);
    Leave(*start);
    WithdrawBoth(*start, back, marks);
  }
  return marks;
}

}  // namespace telltale
