// SourceEditor: changes members of mappings in the text of a YAML file, and leaves the rest.
//
// The text must be what the tree was read from. Thread safety: none.
#ifndef TELLTALE_CLI_SCENARIO_SOURCE_EDITOR_H_
#define TELLTALE_CLI_SCENARIO_SOURCE_EDITOR_H_

#include <string>
#include <vector>

#include "engine/rules/config_tree.h"

namespace telltale {

class SourceEditor {
 public:
  explicit SourceEditor(std::string text);

  // Gives the member `key` of `map` this value, as YAML; a new member becomes the last one. An
  // empty value removes the member, unless it is the first: that begins the mapping.
  void Set(const ConfigNode& map, const std::string& key, const std::string& yaml);

  // The text with all that was set.
  std::string Finish();

 private:
  struct Edit {
    size_t begin, end;
    std::string text;
  };

  size_t OffsetOf(const Mark& mark) const;
  size_t BeginOf(const ConfigNode& node) const;
  bool IsFlow(const ConfigNode& map) const;
  size_t EndOfValue(const ConfigNode::Member& member, bool flow) const;
  size_t EndOfNode(const ConfigNode& node, size_t begin, bool flow) const;
  size_t EndOfBrackets(size_t begin) const;
  size_t EndOfQuotes(size_t begin) const;
  void Remove(const ConfigNode& map, const ConfigNode::Member& member);
  void Add(const ConfigNode& map, const std::string& key, const std::string& yaml);

  std::string text_;
  std::vector<size_t> lines_;  // where each begins
  std::vector<Edit> edits_;
};

}  // namespace telltale

#endif  // TELLTALE_CLI_SCENARIO_SOURCE_EDITOR_H_
