#include "engine/rules/config_tree.h"

namespace telltale {

const ConfigNode* ConfigNode::Find(const std::string& key) const {
  for (const Member& member : members) {
    if (member.key == key) return &member.value;
  }
  return nullptr;
}

Mark PlaceOf(const ConfigTree& tree, const std::string& rule, const std::string& option) {
  const ConfigNode* rules = tree.root.Find("rules");
  if (rules == nullptr) return {};
  for (const ConfigNode::Member& member : rules->members) {
    if (member.key != rule) continue;
    const ConfigNode* node = member.value.Find(option);
    return node != nullptr ? node->mark : member.key_mark;
  }
  return {};
}

}  // namespace telltale
