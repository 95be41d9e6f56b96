#include "engine/rules/config_tree.h"

namespace telltale {

const ConfigNode* ConfigNode::Find(const std::string& key) const {
  for (const Member& member : members) {
    if (member.key == key) return &member.value;
  }
  return nullptr;
}

Mark PlaceOf(const ConfigTree& tree, const std::string& section, const std::string& name,
             const std::string& option, size_t item) {
  const ConfigNode* entries = tree.root.Find(section);
  if (entries == nullptr) return {};
  for (const ConfigNode::Member& member : entries->members) {
    if (member.key != name) continue;
    const ConfigNode* node = member.value.Find(option);
    if (node == nullptr) return member.key_mark;
    return item < node->items.size() ? node->items[item].mark : node->mark;
  }
  return {};
}

}  // namespace telltale
