// OutboxListing: commands of an outbox, partition by partition, the oldest of each first.
//
// See listing.h for how it is used.
#ifndef TELLTALE_ENGINE_DESK_OUTBOX_LISTING_H_
#define TELLTALE_ENGINE_DESK_OUTBOX_LISTING_H_

#include <map>
#include <optional>
#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "engine/desk/listing.h"
#include "engine/desk/partition_view.h"
#include "engine/desk/rows.h"
#include "engine/state/store.h"

namespace telltale {

struct OutboxQuery {
  std::set<Fate> fates = {Fate::kParked, Fate::kPending, Fate::kAttempted};
  std::string rule;  // empty: any
  std::string key;   // the whole key's text, escaped as in ids; empty: any
  size_t limit = kDefaultPageRows;
  std::string after;  // Page::next of the page before; empty: from the oldest on
};

class OutboxListing {
 public:
  using Row = OutboxLine;

  // kInvalidArgument: `after` is none that a page gave.
  static absl::StatusOr<OutboxListing> Make(const OutboxQuery& query);

  // Looks at about `budget` more of these. True: that was all of them that the page may need.
  bool Look(const PartitionViews& views, size_t budget);
  // REQUIRES: Look() returned true for all partitions
  absl::StatusOr<Page<OutboxLine>> Read(Store& store);

 private:
  struct Found {
    PartitionId partition;
    OutboxLine line;
  };

  explicit OutboxListing(const OutboxQuery& query);
  bool LookAt(const PartitionView& view, size_t& budget);
  bool Matches(const PartitionView& view, const Outbox::Row& row) const;
  // True if what is at `id` belongs to the page as it is now.
  bool Fits(const RowId& id) const;

  OutboxQuery query_;
  std::optional<KeyHash> key_;
  std::optional<RowId> after_;
  Position position_;
  std::map<RowId, Found> found_;
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_DESK_OUTBOX_LISTING_H_
