#include "cli/scenario/record_text.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "connectors/json/json_scalar.h"
#include "engine/base/json_text.h"

namespace telltale {
namespace {

using Kind = ConfigNode::Kind;

bool IsText(const ConfigNode& node) {
  if (node.quoted) return true;
  return !IsJsonNumber(node.scalar) && node.scalar != "true" && node.scalar != "false";
}

}  // namespace

std::string ToJson(const ConfigNode& node) {
  std::vector<std::string> parts;
  switch (node.kind) {
    case Kind::kNull:
      return "null";
    case Kind::kScalar:
      return IsText(node) ? JsonString(node.scalar) : node.scalar;
    case Kind::kList:
      for (const ConfigNode& item : node.items) parts.push_back(ToJson(item));
      return absl::StrCat("[", absl::StrJoin(parts, ","), "]");
    case Kind::kMap:
      break;
  }
  for (const ConfigNode::Member& member : node.members) {
    parts.push_back(absl::StrCat(JsonString(member.key), ":", ToJson(member.value)));
  }
  return absl::StrCat("{", absl::StrJoin(parts, ","), "}");
}

void PutText(ConfigNode& fields, const Path& path, std::string text) {
  ConfigNode* node = &fields;
  for (const std::string& segment : path.segments) {
    if (node->kind != Kind::kMap) return;
    auto member = std::find_if(node->members.begin(), node->members.end(),
                               [&](const auto& each) { return each.key == segment; });
    const bool last = &segment == &path.segments.back();
    if (member == node->members.end()) {
      ConfigNode value{.kind = last ? Kind::kScalar : Kind::kMap};
      if (last) value.scalar = std::move(text), value.quoted = true;
      node->members.push_back({segment, {}, std::move(value)});
      member = std::prev(node->members.end());
    }
    node = &member->value;
  }
}

}  // namespace telltale
