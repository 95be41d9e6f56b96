// QuarantineListing: records that could not be used, the oldest first, partition by partition; of
// all topics that the store knows, also of those that no loop reads, as Zeebe's history.
//
// See listing.h for how it is used. One read goes through at most kMaxScannedRows rows, so a page
// may be short.
#ifndef TELLTALE_ENGINE_DESK_QUARANTINE_LISTING_H_
#define TELLTALE_ENGINE_DESK_QUARANTINE_LISTING_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/desk/listing.h"
#include "engine/desk/partition_view.h"
#include "engine/desk/rows.h"
#include "engine/state/store.h"

namespace telltale {

struct QuarantineQuery {
  std::string topic;             // empty: any
  std::string rule;              // empty: any, or none
  std::optional<ErrorId> error;  // nullopt: any
  size_t limit = kDefaultPageRows;
  std::string after;  // Page::next of the page before; empty: from the oldest on
};

class QuarantineListing {
 public:
  using Row = QuarantineLine;

  // kInvalidArgument: `after` is none that a page gave.
  static absl::StatusOr<QuarantineListing> Make(const QuarantineQuery& query);

  // Learns what the partitions are called. True always.
  bool Look(const PartitionViews& views, size_t budget);
  // REQUIRES: Look() was called for all partitions
  absl::StatusOr<Page<QuarantineLine>> Read(Store& store);

 private:
  struct Source {
    PartitionId id;
    std::string topic;
    std::map<RuleId, std::string> rules;  // and routes
  };

  explicit QuarantineListing(const QuarantineQuery& query);
  bool Matches(const Source& source, const QuarantineRow& row) const;
  absl::Status AddUnread(Store& store);
  absl::Status ReadFrom(const Source& source, Store& store, Page<QuarantineLine>& page);

  QuarantineQuery query_;
  std::optional<RowId> after_;
  std::set<PartitionId> looked_at_;
  std::vector<Source> sources_;
  size_t rows_ = 0, bytes_ = 0;  // gone through
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_DESK_QUARANTINE_LISTING_H_
