#include "connectors/yaml/yaml_config.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "connectors/yaml/yaml_reader.h"

namespace telltale {
namespace {

namespace fs = std::filesystem;

void Add(std::vector<Finding>& findings, ErrorId error, const Mark& mark, std::string text) {
  findings.push_back({.error = error, .mark = mark, .text = std::move(text)});
}

bool IsSpread(const std::string& section) { return section == "topics" || section == "rules"; }

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

// At most one byte more than a configuration may have, so that an endless file is no trap.
std::optional<std::string> ReadSome(const std::string& file) {
  std::error_code ignored;
  std::ifstream in(file, std::ios::binary);
  if (!in || fs::is_directory(file, ignored)) return std::nullopt;
  std::string text(kMaxConfigBytes + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (in.bad()) return std::nullopt;
  text.resize(static_cast<size_t>(in.gcount()));
  return text;
}

// The files that `path` names, in order of their names.
std::vector<std::string> FilesOf(const std::string& path) {
  std::error_code ignored;
  if (!fs::is_directory(path, ignored)) return {path};
  std::vector<std::string> files;
  for (const fs::directory_entry& entry : fs::directory_iterator(path, ignored)) {
    const std::string extension = entry.path().extension();
    const bool hidden = entry.path().filename().string().front() == '.';
    if (hidden) continue;
    if (extension == ".yaml" || extension == ".yml") files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

void ParseConfig(const std::string& name, std::string_view text, ConfigTree& tree,
                 std::vector<Finding>& findings) {
  const int source = static_cast<int>(tree.sources.size());
  tree.sources.push_back({name, std::string(text)});
  tree.root.kind = ConfigNode::Kind::kMap;
  if (text.size() > kMaxConfigBytes) {
    return Add(findings, ErrorId::kYamlSyntax, {.source = source},
               absl::StrCat("expected at most ", kMaxConfigBytes, " bytes, but there are more"));
  }
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

void LoadConfig(const std::vector<std::string>& paths, ConfigTree& tree,
                std::vector<Finding>& findings) {
  for (const std::string& path : paths) {
    for (const std::string& file : FilesOf(path)) {
      const std::optional<std::string> text = ReadSome(file);
      if (!text) {
        tree.sources.push_back({file, ""});
        Add(findings, ErrorId::kFileUnreadable,
            {.source = static_cast<int>(tree.sources.size()) - 1},
            "expected a configuration file, but it cannot be read");
        continue;
      }
      ParseConfig(file, *text, tree, findings);
    }
  }
}

}  // namespace telltale
