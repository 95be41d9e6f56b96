#include "connectors/yaml/yaml_config.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "connectors/yaml/yaml_reader.h"

namespace telltale {
namespace {

void Add(std::vector<Finding>& findings, ErrorId error, const Mark& mark, std::string text) {
  findings.push_back({.error = error, .mark = mark, .text = std::move(text)});
}

bool IsSpread(const std::string& section) {
  return section == "topics" || section == "rules" || section == "routes";
}

// Moves the members of `from` into `into`; a name that is there already is reported, with both
// places.
void Merge(ConfigNode from, ConfigNode& into, const ConfigTree& tree,
           std::vector<Finding>& findings) {
  for (ConfigNode::Member& member : from.members) {
    const auto twin = std::find_if(into.members.begin(), into.members.end(),
                                   [&](const auto& other) { return other.key == member.key; });
    if (twin == into.members.end()) {
      into.members.push_back(std::move(member));
    } else if (IsSpread(member.key) && member.value.kind == ConfigNode::Kind::kMap &&
               twin->value.kind == ConfigNode::Kind::kMap) {
      Merge(std::move(member.value), twin->value, tree, findings);
    } else {
      Add(findings, ErrorId::kDuplicateOption, member.key_mark,
          absl::StrCat("expected '", member.key, "' once, but it stands already in ",
                       tree.sources[twin->key_mark.source].name, ":", twin->key_mark.line));
    }
  }
}

// Where the first character stands that no configuration may have; nullopt: nowhere.
std::optional<Mark> FindNul(std::string_view text, int source) {
  const size_t at = text.find('\0');
  if (at == text.npos) return std::nullopt;
  const std::string_view before = text.substr(0, at);
  const size_t line_begin = before.rfind('\n') == before.npos ? 0 : before.rfind('\n') + 1;
  return Mark{.source = source,
              .line = static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1,
              .column = static_cast<int>(at - line_begin) + 1};
}

}  // namespace

void ParseConfig(const std::string& name, std::string_view text, ConfigTree& tree,
                 std::vector<Finding>& findings) {
  const int source = static_cast<int>(tree.sources.size());
  tree.sources.push_back({name, std::string(text)});
  tree.root.kind = ConfigNode::Kind::kMap;
  if (const std::optional<Mark> nul = FindNul(text, source)) {
    return Add(findings, ErrorId::kYamlSyntax, *nul,
               "expected text in UTF-8, but there is a NUL byte (is it UTF-16?)");
  }
  ConfigNode root;
  if (!ReadYaml(text, source, root, findings)) return;
  if (root.kind == ConfigNode::Kind::kNull) return;
  if (root.kind != ConfigNode::Kind::kMap) {
    return Add(findings, ErrorId::kWrongType, root.mark,
               "expected sections such as `topics:` and `rules:`, but there is something else");
  }
  Merge(std::move(root), tree.root, tree, findings);
}

}  // namespace telltale
