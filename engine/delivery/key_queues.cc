#include "engine/delivery/key_queues.h"

#include <algorithm>

#include "engine/base/status.h"

namespace telltale {

void KeyQueues::PutBack(QueueKey queue, OutboxSeq seq, bool busy) {
  Queue& entry = queues_[queue];
  std::vector<OutboxSeq>& waiting = entry.waiting;
  const auto first = waiting.begin() + static_cast<ptrdiff_t>(entry.head) + (busy ? 1 : 0);
  const auto later = [seq](OutboxSeq other) { return other > seq; };
  waiting.insert(std::find_if(first, waiting.end(), later), seq);
}

std::optional<OutboxSeq> KeyQueues::Head(QueueKey queue) const {
  const auto found = queues_.find(queue);
  if (found == queues_.end() || found->second.waiting.empty()) return std::nullopt;
  return found->second.waiting[found->second.head];
}

void KeyQueues::Remove(QueueKey queue, OutboxSeq seq) {
  const auto found = queues_.find(queue);
  CHECK(found != queues_.end());
  std::vector<OutboxSeq>& waiting = found->second.waiting;
  const auto first = waiting.begin() + static_cast<ptrdiff_t>(found->second.head);
  const auto place = std::find(first, waiting.end(), seq);
  CHECK(place != waiting.end());
  if (place == first) {
    PopHead(found->second);
  } else {
    waiting.erase(place);
  }
  DropIfEmpty(found);
}

// Each moves once on the average, however long the queue is.
void KeyQueues::PopHead(Queue& queue) {
  std::vector<OutboxSeq>& waiting = queue.waiting;
  if (++queue.head * 2 < waiting.size()) return;
  waiting.erase(waiting.begin(), waiting.begin() + static_cast<ptrdiff_t>(queue.head));
  queue.head = 0;
  if (waiting.empty()) waiting.shrink_to_fit();
}

std::optional<OutboxSeq> KeyQueues::NewestStart(QueueKey queue) const {
  const auto found = queues_.find(queue);
  return found == queues_.end() ? std::nullopt : found->second.newest_start;
}

void KeyQueues::ForgetStart(QueueKey queue, OutboxSeq seq) {
  const auto found = queues_.find(queue);
  if (found == queues_.end() || found->second.newest_start != seq) return;
  found->second.newest_start.reset();
  DropIfEmpty(found);
}

void KeyQueues::DropIfEmpty(Map::iterator queue) {
  if (queue->second.waiting.empty() && !queue->second.newest_start) queues_.erase(queue);
}

}  // namespace telltale
