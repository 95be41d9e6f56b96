#include "connectors/json/path_tree.h"

#include <algorithm>

namespace telltale {

const PathNode* PathNode::Find(std::string_view child) const {
  for (const PathNode& node : children) {
    if (node.name == child) return &node;
  }
  return nullptr;
}

void PathNode::Clear(absl::Span<Value> fields) const {
  if (slot) fields[*slot] = Value::Missing();
  for (const PathNode& child : children) child.Clear(fields);
}

PathNode BuildPathTree(const SlotTable& slots) {
  PathNode root;
  for (size_t i = 0; i < slots.paths().size(); ++i) {
    PathNode* node = &root;
    for (const std::string& segment : slots.paths()[i].segments) {
      auto found = std::find_if(node->children.begin(), node->children.end(),
                                [&](const PathNode& child) { return child.name == segment; });
      if (found == node->children.end()) {
        found = node->children.insert(found, PathNode{.name = segment});
      }
      node = &*found;
    }
    node->slot = static_cast<Slot>(i);
  }
  return root;
}

}  // namespace telltale
