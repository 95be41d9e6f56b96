// LogWalk: how a listing goes through a log of the store: partition by partition, of all topics
// that the store knows, also of those that no loop reads, as Zeebe's history.
//
// Thread safety: none; one thread at a time.
#ifndef TELLTALE_ENGINE_DESK_LOG_WALK_H_
#define TELLTALE_ENGINE_DESK_LOG_WALK_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/desk/partition_view.h"
#include "engine/desk/row_id.h"
#include "engine/state/store.h"

namespace telltale {

class LogWalk {
 public:
  struct Source {
    PartitionId id;
    std::string topic;
    std::map<RuleId, std::string> rules;  // and routes

    // Empty: it has none of that number.
    std::string_view NameOf(RuleId rule) const;
  };

  // `topic`: the only one; empty: all. `after`: what Read() returned before; empty: the beginning.
  // kInvalidArgument: it never returned that.
  static absl::StatusOr<LogWalk> Make(const std::string& topic, const std::string& after);

  // Learns what the partitions are called.
  void Look(const PartitionViews& views);

  // Reads the rows behind the one of this number. Returns the number of the last that it went
  // through, if it stopped before the end.
  using ReadRows =
      absl::FunctionRef<absl::StatusOr<std::optional<uint64_t>>(const Source&, uint64_t behind)>;
  // Calls `read` for one partition after the other until it stops before an end. Returns where it
  // did; empty: it did not. REQUIRES: Look() was called for all partitions
  absl::StatusOr<std::string> Read(Store& store, ReadRows read);

 private:
  absl::Status AddUnread(Store& store);

  std::string topic_;
  std::optional<RowId> after_;
  std::set<PartitionId> looked_at_;
  std::vector<Source> sources_;
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_DESK_LOG_WALK_H_
