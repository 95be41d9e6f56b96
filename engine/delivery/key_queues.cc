#include "engine/delivery/key_queues.h"

#include <algorithm>

#include "engine/base/status.h"

namespace telltale {

void KeyQueues::PutBack(QueueKey queue, OutboxSeq seq, bool busy) {
  std::vector<OutboxSeq>& waiting = queues_[queue].waiting;
  const auto first = waiting.begin() + (busy ? 1 : 0);
  const auto later = [seq](OutboxSeq other) { return other > seq; };
  waiting.insert(std::find_if(first, waiting.end(), later), seq);
}

std::optional<OutboxSeq> KeyQueues::Head(QueueKey queue) const {
  const auto found = queues_.find(queue);
  if (found == queues_.end() || found->second.waiting.empty()) return std::nullopt;
  return found->second.waiting.front();
}

void KeyQueues::Remove(QueueKey queue, OutboxSeq seq) {
  const auto found = queues_.find(queue);
  CHECK(found != queues_.end());
  std::vector<OutboxSeq>& waiting = found->second.waiting;
  const auto place = std::find(waiting.begin(), waiting.end(), seq);
  CHECK(place != waiting.end());
  waiting.erase(place);
  if (waiting.empty()) waiting.shrink_to_fit();
  DropIfEmpty(found);
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
