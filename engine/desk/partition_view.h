// PartitionView: one partition as listings see it, of a node that runs as well as of a store that
// none has open.
//
// Ownership: views point into what they were made of, and die with its next change of shape.
// Thread safety: as what they were made of.
#ifndef TELLTALE_ENGINE_DESK_PARTITION_VIEW_H_
#define TELLTALE_ENGINE_DESK_PARTITION_VIEW_H_

#include <string>
#include <string_view>
#include <vector>

#include "engine/core/plan.h"
#include "engine/delivery/outbox.h"
#include "engine/runtime/guest.h"
#include "engine/table/key_table.h"

namespace telltale {

struct RuleView {
  std::string_view name;
  const KeyTable* table = nullptr;
  const Plan* plan = nullptr;
};

struct RouteView {
  std::string_view name;
  RuleId id;
};

struct PartitionView {
  PartitionId id;
  std::string_view topic;
  std::vector<RuleView> rules;
  std::vector<RouteView> routes;
  const Outbox* outbox = nullptr;

  // The name of a rule or a route of this partition; empty: it has none of that number.
  std::string_view NameOf(RuleId rule) const;
};

// By rising id.
using PartitionViews = std::vector<PartitionView>;
PartitionViews ViewsOf(const Premises& premises);

}  // namespace telltale

#endif  // TELLTALE_ENGINE_DESK_PARTITION_VIEW_H_
