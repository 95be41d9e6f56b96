// AuditListing: what happened to episodes, the oldest first, partition by partition.
//
// See listing.h for how it is used. One read goes through at most kMaxScannedEntries entries, so a
// page may be short.
#ifndef TELLTALE_ENGINE_DESK_AUDIT_LISTING_H_
#define TELLTALE_ENGINE_DESK_AUDIT_LISTING_H_

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

struct AuditQuery {
  std::string topic;    // empty: any
  std::string rule;     // empty: any
  std::string key;      // escaped; empty: any
  std::string episode;  // its id; empty: any
  size_t limit = kDefaultPageRows;
  std::string after;  // Page::next of the page before; empty: from the oldest on
};

class AuditListing {
 public:
  using Row = AuditLine;

  // kInvalidArgument: `after` is none that a page gave.
  static absl::StatusOr<AuditListing> Make(const AuditQuery& query);

  // Learns what the partitions are called. True always.
  bool Look(const PartitionViews& views, size_t budget);
  // REQUIRES: Look() was called for all partitions
  absl::StatusOr<Page<AuditLine>> Read(Store& store);

 private:
  AuditListing(const AuditQuery& query, LogWalk walk);
  bool Matches(const LogWalk::Source& source, const AuditRow& row) const;
  absl::StatusOr<std::optional<uint64_t>> ReadFrom(const LogWalk::Source& source, uint64_t behind,
                                                   Store& store, Page<AuditLine>& page);

  AuditQuery query_;
  std::optional<KeyHash> key_;
  LogWalk walk_;
  size_t entries_ = 0;  // gone through
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_DESK_AUDIT_LISTING_H_
