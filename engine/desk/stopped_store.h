// StoppedStore: a store that no node has open, seen as a node would show it. Needs no
// configuration: names, topics and layouts stand in the store's catalog.
//
//   ASSIGN_OR_RETURN(const auto stopped, StoppedStore::Load(*store));
//   listing.Look(stopped->views(), kEverything);
//   page = listing.Read(*store);
//
// Thread safety: none. Ownership: views live as long as it does.
#ifndef TELLTALE_ENGINE_DESK_STOPPED_STORE_H_
#define TELLTALE_ENGINE_DESK_STOPPED_STORE_H_

#include <cstddef>
#include <limits>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/desk/partition_view.h"
#include "engine/state/store.h"

namespace telltale {

// A budget where nobody waits.
inline constexpr size_t kEverything = std::numeric_limits<size_t>::max();

class StoppedStore {
 public:
  // Reads every partition. Errors: those of Store::Load().
  static absl::StatusOr<std::unique_ptr<StoppedStore>> Load(Store& store);
  ~StoppedStore();

  const PartitionViews& views() const { return views_; }

 private:
  class Part;  // one partition
  StoppedStore();

  format::Catalog catalog_;
  std::vector<std::unique_ptr<Part>> parts_;
  PartitionViews views_;
};

}  // namespace telltale

#endif  // TELLTALE_ENGINE_DESK_STOPPED_STORE_H_
