// KeyQueues: the order of commands per key, and which start a back belongs to.
//
// A rule's key has one or two that wait, hardly ever more; a route's may have a whole backlog.
//
// Commands of one key alternate: start, back, start, back, with forwards between a start and its
// back. So the start of a back or a forward is the newest start of its key when it is added. Queues
// are rebuilt by sequence when an outbox is loaded.
//
// Thread safety: none; part of an outbox.
#ifndef TELLTALE_ENGINE_DELIVERY_KEY_QUEUES_H_
#define TELLTALE_ENGINE_DELIVERY_KEY_QUEUES_H_

#include <compare>
#include <optional>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "engine/base/ids.h"

namespace telltale {

struct QueueKey {
  RuleId rule;
  KeyHash key;
  friend bool operator==(const QueueKey&, const QueueKey&) = default;
  template <class H>
  friend H AbslHashValue(H h, const QueueKey& q) {
    return H::combine(std::move(h), q.rule.value, q.key.high, q.key.low);
  }
};

class KeyQueues {
 public:
  // Appends a command that waits to be told.
  void Push(QueueKey queue, OutboxSeq seq) { queues_[queue].waiting.push_back(seq); }
  // Puts a command back before the first that was decided after it, but not before the head if
  // that is `busy`.
  void PutBack(QueueKey queue, OutboxSeq seq, bool busy);
  // The command whose turn it is; nullopt if none waits.
  std::optional<OutboxSeq> Head(QueueKey queue) const;
  // Takes a command out, wherever it stands. REQUIRES: it waits.
  void Remove(QueueKey queue, OutboxSeq seq);

  void SetNewestStart(QueueKey queue, OutboxSeq seq) { queues_[queue].newest_start = seq; }
  std::optional<OutboxSeq> NewestStart(QueueKey queue) const;
  // The start's row is gone.
  void ForgetStart(QueueKey queue, OutboxSeq seq);

  // Keys of which something is known.
  size_t size() const { return queues_.size(); }

 private:
  struct Queue {
    // From `head` on; what is before it has left, and goes when it is more than half.
    std::vector<OutboxSeq> waiting;
    size_t head = 0;
    std::optional<OutboxSeq> newest_start;
  };
  using Map = absl::flat_hash_map<QueueKey, Queue>;
  static void PopHead(Queue& queue);
  void DropIfEmpty(Map::iterator queue);

  Map queues_;
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_DELIVERY_KEY_QUEUES_H_
