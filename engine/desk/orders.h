// Orders: what an operator may have done about single rows of a running node. An order is an input
// like any other: it is answered when what it changed is durable, and has no effect outside before.
//
// Thread safety: any thread; `done` is called on a loop's or the committer's.
#ifndef TELLTALE_ENGINE_DESK_ORDERS_H_
#define TELLTALE_ENGINE_DESK_ORDERS_H_

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "engine/desk/desk.h"
#include "engine/desk/row_id.h"

namespace telltale {

// Rows of one order: as many as a turn can deal with in a few milliseconds.
inline constexpr size_t kMaxOrderRows = 100;

// What became of one row of an order.
struct OrderResult {
  RowId id;
  absl::Status status;                // with its number in the catalogue
  std::vector<std::string> outcomes;  // of a replay that was done: `RULE: OUTCOME`
};
using OrderDone = std::function<void(std::vector<OrderResult>)>;

enum class OutboxOrder : uint8_t { kRetry, kDrop };

// About parked commands (Outbox::Retry, Outbox::Drop). False: too many wait, `done` is dropped.
// REQUIRES: at most kMaxOrderRows
[[nodiscard]] bool OrderOutbox(Desk& desk, OutboxOrder order, std::vector<RowId> ids,
                               OrderDone done);

// Rows that are being replayed. Thread safety: any thread.
class TakenRows {
 public:
  using Place = std::pair<PartitionId, QuarantineSeq>;
  bool Add(const Place& place);  // false: it was taken
  void Remove(const Place& place);

 private:
  absl::Mutex mutex_;
  std::set<Place> places_ ABSL_GUARDED_BY(mutex_);
};

// Tries quarantined records again, in this order (Partition::Replay). A row is replayed by one
// order at a time, so that no record is applied twice.
class Replays {
 public:
  // `desk` must outlive it and all loops that it is a guest of.
  explicit Replays(Desk& desk) : desk_(desk), taken_(std::make_shared<TakenRows>()) {}

  // False: too many wait, `done` is dropped. REQUIRES: at most kMaxOrderRows
  [[nodiscard]] bool Order(std::vector<RowId> ids, OrderDone done);

 private:
  Desk& desk_;
  std::shared_ptr<TakenRows> taken_;
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_DESK_ORDERS_H_
