// QuarantineListing: records that could not be used, the oldest first, partition by partition.
//
// See listing.h for how it is used. One read goes through at most kMaxScannedRows rows, so a page
// may be short.
#ifndef TELLTALE_ENGINE_DESK_QUARANTINE_LISTING_H_
#define TELLTALE_ENGINE_DESK_QUARANTINE_LISTING_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "engine/desk/listing.h"
#include "engine/desk/log_walk.h"
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
  QuarantineListing(const QuarantineQuery& query, LogWalk walk);
  bool Matches(const LogWalk::Source& source, const QuarantineRow& row) const;
  absl::StatusOr<std::optional<uint64_t>> ReadFrom(const LogWalk::Source& source, uint64_t behind,
                                                   Store& store, Page<QuarantineLine>& page);

  QuarantineQuery query_;
  LogWalk walk_;
  size_t rows_ = 0, bytes_ = 0;  // gone through
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_DESK_QUARANTINE_LISTING_H_
