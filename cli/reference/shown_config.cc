#include "cli/reference/shown_config.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/base/strings.h"
#include "engine/rules/secrets.h"

namespace telltale {
namespace {

using Kind = ConfigNode::Kind;
using Path = std::vector<std::string>;

ConfigNode Scalar(std::string_view text) {
  return {.kind = Kind::kScalar, .scalar = std::string(text)};
}

Path Under(Path path, std::string_view name) {
  path.emplace_back(name);
  return path;
}

// Replaces the variables in all of `node`, and adds their names to `named`.
void Expand(ConfigNode& node, const Environment& environment, Path& named) {
  if (node.kind == Kind::kScalar) {
    Expanded expanded = ExpandVariables(node.scalar, environment);
    node.scalar = std::move(expanded.text);
    named.insert(named.end(), expanded.named.begin(), expanded.named.end());
  }
  for (ConfigNode& item : node.items) Expand(item, environment, named);
  for (ConfigNode::Member& member : node.members) Expand(member.value, environment, named);
}

class Shower {
 public:
  Shower(const ConfigTree& tree, const Environment& environment, Show show)
      : tree_(tree), environment_(environment), show_(show) {}

  std::vector<ShownOption> Run() {
    ShowSection("", {}, &tree_.root);
    for (const char* name : {"kafka", "zeebe", "history", "audit", "embedded"}) {
      if (const ConfigNode* node = tree_.root.Find(name)) ShowSection(name, {name}, node);
    }
    for (const char* name : {"state", "http"}) ShowSection(name, {name}, tree_.root.Find(name));
    for (const char* name : {"topics", "rules", "routes", "publish"}) {
      const ConfigNode* const entries = tree_.root.Find(name);
      if (entries == nullptr) continue;
      for (const ConfigNode::Member& member : entries->members) {
        ShowSection(absl::StrCat(name, ".NAME"), {name, member.key}, &member.value);
      }
    }
    return std::move(options_);
  }

 private:
  void ShowSection(std::string_view section, const Path& path, const ConfigNode* node) {
    const size_t before = options_.size();
    for (const Option& option : OptionTable()) {
      if (option.section != section) continue;
      const ConfigNode* value = node == nullptr ? nullptr : node->Find(std::string(option.name));
      if (value != nullptr && value->kind != Kind::kNull) {
        ShowGiven(option, Under(path, option.name), *value);
      } else if (show_ == Show::kEffective) {
        ShowDefault(option, Under(path, option.name));
      }
    }
    // A topic without options is a topic, and TLS without any is TLS.
    const bool is_named = path.size() > 1;
    if (is_named && options_.size() == before) {
      options_.push_back({path, OptionType::kMap, {.kind = Kind::kMap}, SourceOf(*node, {}), ""});
    }
  }

  void ShowGiven(const Option& option, const Path& path, const ConfigNode& node) {
    if (option.type == OptionType::kSection) {
      return ShowSection(absl::StrCat(A(option.section), ".", A(option.name)), path, &node);
    }
    if (option.type == OptionType::kSecret) return ShowProperty(path, node);
    if (option.type == OptionType::kMap) {
      for (const ConfigNode::Member& member : node.members) {
        ShowProperty(Under(path, member.key), member.value);
      }
      return;
    }
    ConfigNode value = node;
    Path variables;
    Expand(value, environment_, variables);
    options_.push_back({path, option.type, std::move(value), SourceOf(node, variables), ""});
  }

  void ShowProperty(const Path& path, ConfigNode value) {
    Path variables;
    Expand(value, environment_, variables);
    std::string source = SourceOf(value, variables);
    if (const auto file = SecretFile(value.scalar)) absl::StrAppend(&source, ", file ", *file);
    if (IsSecretProperty(path.back(), value.scalar)) value.scalar = std::string(kMasked);
    options_.push_back({path, OptionType::kText, std::move(value), std::move(source), ""});
  }

  void ShowDefault(const Option& option, const Path& path) {
    if (option.unless == Unless::kPreset) {
      options_.push_back({path, option.type, Scalar(option.preset), "default", ""});
    } else {
      options_.push_back({path, option.type, {}, "default", option.preset});
    }
  }

  std::string SourceOf(const ConfigNode& node, const Path& variables) const {
    std::string source = absl::StrCat(tree_.sources[node.mark.source].name, ":", node.mark.line);
    for (const std::string& name : variables) absl::StrAppend(&source, ", environment ", name);
    return source;
  }

  const ConfigTree& tree_;
  const Environment& environment_;
  const Show show_;
  std::vector<ShownOption> options_;
};

}  // namespace

std::vector<ShownOption> ShowOptions(const ConfigTree& tree, const Environment& environment,
                                     Show show) {
  return Shower(tree, environment, show).Run();
}

}  // namespace telltale
