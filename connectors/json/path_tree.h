// PathTree: the paths of a slot table as a tree of names, so that a record's fields are looked up
// as they are met.
//
// Thread safety: immutable after construction.
#ifndef TELLTALE_CONNECTORS_JSON_PATH_TREE_H_
#define TELLTALE_CONNECTORS_JSON_PATH_TREE_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "engine/base/path.h"
#include "engine/base/value.h"

namespace telltale {

struct PathNode {
  std::string name;
  std::optional<Slot> slot;  // of the path that ends here
  std::vector<PathNode> children;

  // The child of that name, or nullptr. Few per node, so a look at each is the fastest.
  const PathNode* Find(std::string_view child) const;
  // Makes everything at and below this node missing.
  void Clear(absl::Span<Value> fields) const;
};

PathNode BuildPathTree(const SlotTable& slots);

}  // namespace telltale

#endif  // TELLTALE_CONNECTORS_JSON_PATH_TREE_H_
