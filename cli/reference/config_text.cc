// Shown options as YAML and as JSON.
#include <algorithm>
#include <cctype>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/reference/shown_config.h"
#include "engine/base/json_object.h"
#include "engine/base/json_text.h"
#include "engine/base/strings.h"

namespace telltale {
namespace {

using Kind = ConfigNode::Kind;

// Text that YAML reads as itself wherever it stands; everything else is quoted as in JSON.
bool IsPlain(std::string_view text) {
  const auto is_word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; };
  if (text.empty() || !is_word(text.front()) || !is_word(text.back())) return false;
  return std::all_of(text.begin(), text.end(),
                     [&](char c) {
                       return is_word(c) || c == '_' || c == '-' || c == '.' || c == '/' ||
                              c == ' ' || c == ':';
                     }) &&
         text.find(": ") == std::string_view::npos;
}

std::string YamlScalar(std::string_view text) {
  return IsPlain(text) ? std::string(text) : JsonString(text);
}

std::string YamlValue(const ConfigNode& node) {
  if (node.kind == Kind::kScalar) {
    return node.quoted ? JsonString(node.scalar) : YamlScalar(node.scalar);
  }
  std::vector<std::string> parts;
  for (const ConfigNode& item : node.items) parts.push_back(YamlValue(item));
  for (const ConfigNode::Member& member : node.members) {
    parts.push_back(YamlScalar(member.key) + ": " + YamlValue(member.value));
  }
  const std::string inside = absl::StrJoin(parts, ", ");
  if (node.kind == Kind::kList) return "[" + inside + "]";
  return inside.empty() ? "{}" : "{ " + inside + " }";
}

// Numbers and booleans are bare in JSON where the option's type says so; 007 is none of JSON's.
std::string JsonScalar(const std::string& text, OptionType type) {
  int64_t count = 0;
  const bool is_number =
      type == OptionType::kCount && absl::SimpleAtoi(text, &count) && absl::StrCat(count) == text;
  return is_number || type == OptionType::kBoolean ? text : JsonString(text);
}

std::string JsonValue(const ConfigNode& node, OptionType type) {
  if (node.kind == Kind::kScalar) return JsonScalar(node.scalar, type);
  std::vector<std::string> parts;
  for (const ConfigNode& item : node.items) parts.push_back(JsonValue(item, type));
  for (const ConfigNode::Member& member : node.members) {
    parts.push_back(JsonString(member.key) + ":" + JsonValue(member.value, type));
  }
  const std::string inside = absl::StrJoin(parts, ",");
  return node.kind == Kind::kList ? "[" + inside + "]" : "{" + inside + "}";
}

std::string Indent(size_t depth) { return std::string(2 * depth, ' '); }

// How many leading names of `path`, its last one aside, `before` has too.
size_t SharedDepth(const std::vector<std::string>& path, const std::vector<std::string>& before) {
  size_t depth = 0;
  while (depth + 1 < path.size() && depth + 1 < before.size() && path[depth] == before[depth]) {
    ++depth;
  }
  return depth;
}

}  // namespace

std::string ToYaml(absl::Span<const ShownOption> options, ShowSources sources) {
  std::string yaml;
  std::vector<std::string> before;
  for (const ShownOption& option : options) {
    size_t depth = SharedDepth(option.path, before);
    for (; depth + 1 < option.path.size(); ++depth) {
      absl::StrAppend(&yaml, Indent(depth), YamlScalar(option.path[depth]), ":\n");
    }
    before = option.path;
    if (option.value.kind == Kind::kNull) {
      absl::StrAppend(&yaml, Indent(depth), "# ", option.path.back(),
                      " is not given: ", A(option.absent), "\n");
      continue;
    }
    absl::StrAppend(&yaml, Indent(depth), YamlScalar(option.path.back()), ": ",
                    YamlValue(option.value));
    if (sources == ShowSources::kShown) absl::StrAppend(&yaml, "  # ", option.source);
    yaml += "\n";
  }
  return yaml;
}

std::string ToJson(absl::Span<const ShownOption> options) {
  std::string json = "{";
  std::vector<std::string> before;
  for (const ShownOption& option : options) {
    if (option.value.kind == Kind::kNull) continue;
    const size_t shared = SharedDepth(option.path, before);
    if (!before.empty()) absl::StrAppend(&json, std::string(before.size() - 1 - shared, '}'), ",");
    for (size_t depth = shared; depth + 1 < option.path.size(); ++depth) {
      absl::StrAppend(&json, JsonString(option.path[depth]), ":{");
    }
    absl::StrAppend(&json, JsonString(option.path.back()), ":",
                    JsonValue(option.value, option.type));
    before = option.path;
  }
  return json + std::string(before.empty() ? 1 : before.size(), '}') + "\n";
}

std::string ToJsonLines(absl::Span<const ShownOption> options) {
  std::string lines;
  for (const ShownOption& option : options) {
    if (option.value.kind == Kind::kNull) continue;
    JsonObject line(lines);
    line.Text("option", absl::StrJoin(option.path, "."));
    line.Json("value", JsonValue(option.value, option.type));
    line.Text("source", option.source);
    line.Close();
    lines += '\n';
  }
  return lines;
}

}  // namespace telltale
