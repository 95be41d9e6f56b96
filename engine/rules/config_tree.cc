#include "engine/rules/config_tree.h"

namespace telltale {

const ConfigNode* ConfigNode::Find(const std::string& key) const {
  for (const Member& member : members) {
    if (member.key == key) return &member.value;
  }
  return nullptr;
}

}  // namespace telltale
